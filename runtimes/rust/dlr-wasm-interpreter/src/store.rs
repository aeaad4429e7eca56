//! A store with one instance, behind an interface without `unsafe`.
//!
//! The engine's functions are unsafe because an address means nothing in
//! another store. Here each address stays with the store that gave it out.

use alloc::vec::Vec;
use badge_runtime::{HostTrap, MEMORY, text};
use dlr_wasm_interpreter::{
    Config, ExternVal, FuncAddr, FuncType, HostCall, Limits, MemAddr, MemType, Module, RunState,
    RuntimeError, Store, Value,
};

/// The stacks that each call from outside allocates.
struct Stacks;

/// The engine's own sizes: 65,536 values and 4,096 calls.
#[cfg(not(target_os = "none"))]
impl Config for Stacks {}

/// A value takes 24 bytes on the badge, a call 24 too.
#[cfg(target_os = "none")]
impl Config for Stacks {
    const MAX_VALUE_STACK_SIZE: usize = 512;
    const MAX_CALL_STACK_SIZE: usize = 32;
}

/// The functions of the host, by [`HostCall::hostcode`].
pub(crate) trait Imports {
    /// Answers a call of the guest.
    fn answer(&mut self, call: &HostCall, memory: &mut [u8]) -> Result<Vec<Value>, HostTrap>;
}

/// What a module is given.
pub(crate) enum Import {
    Func(FuncType),
    /// A memory of that many pages, which does not grow, and what begins it.
    Memory(u32, fn(&mut [u8])),
}

/// How a call ended.
pub(crate) enum Outcome {
    Done(Vec<Value>),
    OutOfFuel,
    Refused,
}

/// A function of the one instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function(FuncAddr);

/// A store with its one instance.
pub(crate) struct Guest<'m> {
    store: Store<'m, Stacks>,
    module: dlr_wasm_interpreter::ModuleAddr,
    memory: Option<MemAddr>,
}

impl<'m> Guest<'m> {
    /// Instantiates a module with these imports, in this order; the host code of
    /// a function is its place among the functions.
    pub(crate) fn new(
        module: &Module<'m>,
        imports: Vec<Import>,
        fuel: Option<u64>,
    ) -> Result<Self, RuntimeError> {
        let mut store = Store::new(Stacks);
        let mut codes = 0..;
        let mut memory = None;
        let imports = imports
            .into_iter()
            .map(|import| match import {
                Import::Func(ty) => {
                    ExternVal::Func(store.func_alloc(ty, codes.next().unwrap_or_default()))
                }
                Import::Memory(pages, begin) => {
                    let limits = Limits { min: pages, max: Some(pages) };
                    let made = *memory.insert(store.mem_alloc(MemType { limits }));
                    // SAFETY: the memory is one of this store.
                    begin(unsafe { store.mem_data_mut(made) });
                    ExternVal::Mem(made)
                }
            })
            .collect();
        // SAFETY: the addresses were given out by this store.
        let outcome = unsafe { store.module_instantiate(module, imports, fuel) }?;
        let mut guest = Self { store, module: outcome.module_addr, memory };
        if let Some(memory) = guest.export(text(MEMORY)).and_then(ExternVal::as_mem) {
            guest.memory = Some(memory);
        }
        Ok(guest)
    }

    fn export(&self, name: &str) -> Option<ExternVal> {
        // SAFETY: the module is one of this store.
        unsafe { self.store.instance_export(self.module, name) }.ok()
    }

    pub(crate) fn function(&self, name: &str) -> Option<Function> {
        self.export(name).and_then(ExternVal::as_func).map(Function)
    }

    pub(crate) fn ty(&self, function: Function) -> FuncType {
        // SAFETY: the function is one of this store, see `Function`.
        unsafe { self.store.func_type(function.0) }
    }

    /// Linear memory.
    pub(crate) fn memory(&mut self) -> Option<&mut [u8]> {
        // SAFETY: the memory is one of this store.
        Some(unsafe { self.store.mem_data_mut(self.memory?) })
    }

    /// Calls a function, and the host whenever the guest calls it. What is
    /// left of the fuel is told unless the call traps.
    #[inline]
    pub(crate) fn call(
        &mut self,
        function: Function,
        arguments: Vec<Value>,
        fuel: &mut Option<u64>,
        imports: &mut impl Imports,
    ) -> Result<Outcome, RuntimeError> {
        let budget = fuel.take();
        // SAFETY: the function is one of this store, see `Function`, and no
        // argument is a reference into another: `to_engine` makes null ones.
        let begun = unsafe { self.store.create_resumable(function.0, arguments, budget) }?;
        // SAFETY: made by this store just now.
        let mut state = unsafe { self.store.resume(begun) }?;
        loop {
            state = match state {
                RunState::Finished { values, maybe_remaining_fuel } => {
                    *fuel = maybe_remaining_fuel;
                    return Ok(Outcome::Done(values));
                }
                RunState::Resumable { resumable, required_fuel: Some(_) } => {
                    *fuel = resumable.fuel();
                    return Ok(Outcome::OutOfFuel);
                }
                RunState::Resumable { resumable, .. } => {
                    // SAFETY: handed out by this store.
                    unsafe { self.store.resume_wasm(resumable) }?
                }
                RunState::HostCalled { host_call, resumable } => {
                    match imports.answer(&host_call, self.memory().unwrap_or_default()) {
                        // SAFETY: handed out by this store; the values are numbers.
                        Ok(values) => unsafe { self.store.finish_host_call(resumable, values) }?,
                        Err(HostTrap) => return Ok(Outcome::Refused),
                    }
                }
            }
        }
    }
}
