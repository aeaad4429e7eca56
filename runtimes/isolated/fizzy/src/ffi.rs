//! Fizzy behind owned handles: the only place with `unsafe`.
//!
//! Speaks to `shim.cpp` alone, which knows the engine's structures.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_c_host::{BeginMemory, Failure, HostCell, begin_memory, call};
use badge_runtime::{
    Error, Host, HostFunc, HostTrap, IMPORT_MODULE, MEMORY, Params as _, Registrar, Results as _,
};
use core::ffi::{CStr, c_char, c_int, c_void};
use core::ptr::{self, NonNull};

type Opaque = *mut c_void;

/// `Call` of the shim: what was linked, arguments and result. Not 0 refuses.
type RawCall = unsafe extern "C" fn(Opaque, *const Val, *mut u32) -> c_int;

/// `Function` of the shim.
#[repr(C)]
struct Function {
    name: *const c_char,
    call: RawCall,
    parameters: u32,
    results: u32,
}

/// `fizzy::Value`: the bits in the low end.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Val(pub(crate) u64);

unsafe extern "C" {
    fn badge_fizzy_load(bytes: *const u8, size: usize, failure: *mut Failure) -> Opaque;
    fn badge_fizzy_unload(loaded: Opaque);
    fn badge_fizzy_function(loaded: Opaque, name: *const c_char, index: *mut u32) -> bool;
    fn badge_fizzy_exports_memory(loaded: Opaque, name: *const c_char) -> bool;
    fn badge_fizzy_types(loaded: Opaque, function: u32, results: bool, types: *mut u8) -> u32;
    fn badge_fizzy_instantiate(
        loaded: Opaque,
        module: *const c_char,
        memory_name: *const c_char,
        memory_pages: u32,
        begin_memory: Option<BeginMemory>,
        functions: *const Function,
        count: usize,
        host: Opaque,
        ticks: i64,
        failure: *mut Failure,
    ) -> Opaque;
    fn badge_fizzy_drop(machine: Opaque);
    fn badge_fizzy_memory(machine: Opaque, size: *mut u64) -> *mut u8;
    fn badge_fizzy_call(
        machine: Opaque,
        function: u32,
        arguments: *const Val,
        result: *mut Val,
        failure: *mut Failure,
    ) -> bool;
    fn badge_fizzy_set_ticks(machine: Opaque, ticks: i64);
    fn badge_fizzy_ticks(machine: Opaque) -> i64;
}

/// A validated module, which borrows nothing.
#[derive(Debug)]
pub(crate) struct Loaded {
    module: NonNull<c_void>,
}

impl Loaded {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, Error> {
        let mut failure = Failure::new();
        // SAFETY: a slice, which is not needed afterwards.
        let module = unsafe { badge_fizzy_load(bytes.as_ptr(), bytes.len(), &mut *failure) };
        match NonNull::new(module) {
            Some(module) => Ok(Self { module }),
            None => Err(failure.error()),
        }
    }

    /// The index of an exported function.
    pub(crate) fn function(&self, name: &CStr) -> Option<u32> {
        let mut index = 0;
        // SAFETY: the module is alive, the name NUL-terminated.
        unsafe { badge_fizzy_function(self.module.as_ptr(), name.as_ptr(), &mut index) }
            .then_some(index)
    }

    pub(crate) fn exports_memory(&self, name: &CStr) -> bool {
        // SAFETY: as above.
        unsafe { badge_fizzy_exports_memory(self.module.as_ptr(), name.as_ptr()) }
    }

    /// `fizzy::ValType` of each parameter of an exported function.
    pub(crate) fn parameters(&self, function: u32) -> Vec<u8> {
        self.types(function, false)
    }

    /// `fizzy::ValType` of each result of an exported function.
    pub(crate) fn results(&self, function: u32) -> Vec<u8> {
        self.types(function, true)
    }

    fn types(&self, function: u32, results: bool) -> Vec<u8> {
        let module = self.module.as_ptr();
        // SAFETY: the module is alive, the index one of its functions, and the
        // buffer as long as the count.
        unsafe {
            let count = badge_fizzy_types(module, function, results, ptr::null_mut());
            let mut types = alloc::vec![0; count as usize];
            badge_fizzy_types(module, function, results, types.as_mut_ptr());
            types
        }
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        // SAFETY: loaded by `new`; machines hold on to it.
        unsafe { badge_fizzy_unload(self.module.as_ptr()) }
    }
}

/// An instance with what executes it, and the host behind its imports.
pub(crate) struct Machine<H> {
    machine: NonNull<c_void>,
    /// Fizzy keeps copies of its pointer.
    cell: HostCell<H>,
    failure: Box<Failure>,
    module: Rc<Loaded>,
}

impl<H: Host> Machine<H> {
    /// Makes memory, globals and tables, applies the segments, runs the start
    /// section. `fuel` is that of the start section, `None` does not meter.
    pub(crate) fn new(module: Rc<Loaded>, fuel: Option<u64>, host: H) -> Result<Self, Error> {
        let mut functions = Functions(Vec::new());
        <H as Host>::register(&mut functions)?;
        let functions = functions.0;
        let mut cell = HostCell::new(host);
        let mut failure = Failure::new();
        // SAFETY: the functions were made for this `H`, their names are
        // copied, and the cell outlives the instance.
        let machine = unsafe {
            badge_fizzy_instantiate(
                module.module.as_ptr(),
                IMPORT_MODULE.as_ptr(),
                MEMORY.as_ptr(),
                H::MEMORY_PAGES.unwrap_or(0),
                H::MEMORY_PAGES.map(|_| begin_memory::<H> as BeginMemory),
                functions.as_ptr(),
                functions.len(),
                cell.as_ptr(),
                fuel.map_or(-1, ticks),
                &mut *failure,
            )
        };
        let machine = NonNull::new(machine).ok_or_else(|| failure.error())?;
        let mut size = 0;
        // SAFETY: the instance is alive; its memory neither moves nor grows,
        // and only code of the guest writes into it.
        unsafe { cell.lend(badge_fizzy_memory(machine.as_ptr(), &mut size), size) };
        Ok(Self { machine, cell, failure, module })
    }

    pub(crate) fn module(&self) -> &Loaded {
        &self.module
    }

    /// Calls an exported function of type `() -> ()`.
    #[inline]
    pub(crate) fn call(&mut self, function: u32) -> Result<(), Error> {
        self.enter(function, &[], &mut Val::default())
    }

    /// Calls an exported function with as many arguments as its type has.
    #[inline]
    pub(crate) fn enter(
        &mut self,
        function: u32,
        arguments: &[Val],
        result: &mut Val,
    ) -> Result<(), Error> {
        // SAFETY: a function of this live machine, and as many values as the
        // caller has counted for its type.
        let returned = unsafe {
            badge_fizzy_call(
                self.machine.as_ptr(),
                function,
                arguments.as_ptr(),
                result,
                &mut *self.failure,
            )
        };
        if returned { Ok(()) } else { Err(self.failure.error()) }
    }

    pub(crate) fn cell(&mut self) -> &mut HostCell<H> {
        &mut self.cell
    }

    /// Sets what each later call may use; of a machine that meters.
    pub(crate) fn set_fuel(&mut self, units: u64) {
        // SAFETY: the machine is alive and executes nothing.
        unsafe { badge_fizzy_set_ticks(self.machine.as_ptr(), ticks(units)) }
    }

    pub(crate) fn fuel_left(&self) -> u64 {
        // SAFETY: as above.
        let ticks = unsafe { badge_fizzy_ticks(self.machine.as_ptr()) };
        // Below zero once a call has run out.
        u64::try_from(ticks).unwrap_or(0)
    }
}

fn ticks(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}

impl<H> Drop for Machine<H> {
    fn drop(&mut self) {
        // SAFETY: made by `new`; afterwards nobody knows the cell any more.
        unsafe { badge_fizzy_drop(self.machine.as_ptr()) }
    }
}

// Host functions.

struct Functions(Vec<Function>);

impl<H: Host> Registrar<H> for Functions {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let (parameters, results) = (F::Params::COUNT as u32, F::Results::COUNT as u32);
        self.0.push(Function { name: F::NAME.as_ptr(), call: raw::<H, F>, parameters, results });
        Ok(())
    }
}

unsafe extern "C" fn raw<H: Host, F: HostFunc<H>>(
    cell: Opaque,
    arguments: *const Val,
    result: *mut u32,
) -> c_int {
    // SAFETY: the shim passes the cell that was linked, as many values as the
    // type has parameters, and a place for a result.
    unsafe {
        match call::<H, F>(cell, |index| ((*arguments.add(index)).0 as u32).cast_signed()) {
            Ok(values) => {
                if let Some(value) = values.first() {
                    result.write(value.cast_unsigned());
                }
                0
            }
            Err(HostTrap) => 1,
        }
    }
}
