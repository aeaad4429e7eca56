//! Decoding before the host is there.
//!
//! spacewasm resolves imports while it decodes, and the host is known only
//! when a module is instantiated. The phase `compile` therefore decodes and
//! validates with placeholders for whatever functions the module imports.

use crate::host_module;
use alloc::vec::Vec;
use badge_module::{FuncType, Survey, Type};
use badge_runtime::{Error, ErrorKind};
use core::ops::ControlFlow;
use spacewasm::{HostFunction, HostFunctionBreak, HostModule, HostName, HostValList, MemType};

/// A host module for every function and the memory that the module imports. What cannot be
/// offered is left out, so that decoding refuses it in its own words.
pub(crate) fn placeholders(survey: &Survey) -> Result<Vec<HostModule>, Error> {
    let functions = survey.imports.iter().filter_map(|import| {
        let name = HostName::try_from_str(&import.module).ok()?;
        Some(host_module(name, alloc::vec![placeholder(&import.name, &import.ty)?], None))
    });
    let memory = survey.memory_import.iter().filter_map(|import| {
        let module = HostName::try_from_str(&import.module).ok()?;
        let name = HostName::try_from_str(&import.name).ok()?;
        // A page at least, where that is allowed: data segments are written.
        let pages = import.initial.max(import.maximum.unwrap_or(1).min(1));
        let initial_pages = u32::try_from(pages).ok()?;
        let max_pages = import.maximum.and_then(|pages| u32::try_from(pages).ok());
        let ty = MemType { initial_pages, max_pages, ..MemType::zero() };
        Some(host_module(module, Vec::new(), Some((name, ty, |_| ()))))
    });
    functions.chain(memory).collect()
}

fn placeholder(name: &str, ty: &FuncType) -> Option<HostFunction> {
    HostFunction::try_new(
        HostName::try_from_str(name).ok()?,
        signature(ty.params())?,
        signature(ty.results())?,
        |_, _| ControlFlow::Break(HostFunctionBreak::Trap),
    )
    .ok()
}

fn signature(types: &[Type]) -> Option<HostValList> {
    let letters: Option<alloc::string::String> = types
        .iter()
        .map(|ty| match ty {
            Type::I32 => Some('i'),
            Type::I64 => Some('I'),
            Type::F32 => Some('f'),
            Type::F64 => Some('d'),
            _ => None,
        })
        .collect();
    HostValList::try_new(&letters?).ok()
}

/// Memory ran out while the host was described.
pub(crate) fn no_memory<E>(_: E) -> Error {
    Error::new(ErrorKind::OutOfMemory)
}
