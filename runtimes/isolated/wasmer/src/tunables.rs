//! Memory that keeps its initial size: wasmer's limit is the maximum of the
//! type, which the embedder may lower when a memory is made.

use std::ptr::NonNull;
use wasmer::sys::{BaseTunables, Tunables};
use wasmer::{MemoryType, TableType};
use wasmer_vm::{
    MemoryError, MemoryStyle, TableStyle, VMConfig, VMMemory, VMMemoryDefinition, VMTable,
    VMTableDefinition,
};

/// wasmer's own choices, except that the maximum of a memory is its minimum.
pub(crate) struct Frozen(BaseTunables);

impl Frozen {
    pub(crate) fn new() -> Self {
        Self(BaseTunables::new())
    }
}

fn frozen(ty: &MemoryType) -> MemoryType {
    MemoryType::new(ty.minimum, Some(ty.minimum), ty.shared)
}

impl Tunables for Frozen {
    // By the declared type: code is generated before memory exists, and a small
    // maximum would choose another way to check bounds.
    fn memory_style(&self, memory: &MemoryType) -> MemoryStyle {
        self.0.memory_style(memory)
    }

    fn table_style(&self, table: &TableType) -> TableStyle {
        self.0.table_style(table)
    }

    fn create_host_memory(
        &self,
        ty: &MemoryType,
        style: &MemoryStyle,
    ) -> Result<VMMemory, MemoryError> {
        self.0.create_host_memory(&frozen(ty), style)
    }

    unsafe fn create_vm_memory(
        &self,
        ty: &MemoryType,
        style: &MemoryStyle,
        location: NonNull<VMMemoryDefinition>,
    ) -> Result<VMMemory, MemoryError> {
        // SAFETY: the caller's promise about the location is handed on.
        unsafe { self.0.create_vm_memory(&frozen(ty), style, location) }
    }

    fn create_host_table(&self, ty: &TableType, style: &TableStyle) -> Result<VMTable, String> {
        self.0.create_host_table(ty, style)
    }

    unsafe fn create_vm_table(
        &self,
        ty: &TableType,
        style: &TableStyle,
        location: NonNull<VMTableDefinition>,
    ) -> Result<VMTable, String> {
        // SAFETY: the caller's promise about the location is handed on.
        unsafe { self.0.create_vm_table(ty, style, location) }
    }

    fn vmconfig(&self) -> &VMConfig {
        self.0.vmconfig()
    }
}
