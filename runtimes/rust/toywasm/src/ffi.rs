//! toywasm behind owned handles: the only place with `unsafe`.
//!
//! Speaks to `shim.c` alone, which knows the engine's structures.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use badge_c_host::{BeginMemory, Failure, HostCell, begin_memory, call, notation};
use badge_runtime::{
    Error, Host, HostFunc, HostTrap, IMPORT_MODULE, MEMORY, Params as _, Registrar, Results as _,
};
use core::ffi::{CStr, c_char, c_int, c_void};
use core::marker::PhantomData;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicU32, Ordering};

type Opaque = *mut c_void;

/// `host_func_t`: context, what was linked, type, arguments and results, which
/// overwrite the arguments.
type RawCall = unsafe extern "C" fn(Opaque, Opaque, *const c_void, *const u32, *mut u32) -> c_int;

/// `struct function` of the shim.
#[repr(C)]
struct Function {
    name: *const c_char,
    ty: *const c_char,
    call: RawCall,
}

/// Bytes of a value: of a vector, which the badge's build does not have.
const VAL_BYTES: usize = if cfg!(target_os = "none") { 8 } else { 16 };

/// Words of 32 bits in the cell of an `i32`, which stands in the first.
const CELL_WORDS: usize = if cfg!(feature = "wide-cells") { VAL_BYTES / 4 } else { 1 };

/// `struct val`: a value's bits in the low end.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Val([u8; VAL_BYTES]);

impl Val {
    pub(crate) fn new(bits: u128) -> Self {
        let mut val = Self::default();
        val.0.copy_from_slice(&bits.to_le_bytes()[..VAL_BYTES]);
        val
    }

    pub(crate) fn bits(self) -> u128 {
        let mut bits = [0; 16];
        bits[..VAL_BYTES].copy_from_slice(&self.0);
        u128::from_le_bytes(bits)
    }
}

unsafe extern "C" {
    fn badge_toywasm_load(bytes: *const u8, size: usize, failure: *mut Failure) -> Opaque;
    fn badge_toywasm_unload(loaded: Opaque);
    fn badge_toywasm_function(loaded: Opaque, name: *const c_char, index: *mut u32) -> bool;
    fn badge_toywasm_exports_memory(loaded: Opaque, name: *const c_char) -> bool;
    fn badge_toywasm_types(loaded: Opaque, function: u32, results: bool, types: *mut u8) -> u32;
    fn badge_toywasm_instantiate(
        loaded: Opaque,
        module: *const c_char,
        memory_name: *const c_char,
        memory_pages: u32,
        begin_memory: Option<BeginMemory>,
        functions: *const Function,
        count: usize,
        host: Opaque,
        interrupt: *const AtomicU32,
        max_frames: u32,
        max_cells: u32,
        failure: *mut Failure,
    ) -> Opaque;
    fn badge_toywasm_limit(machine: Opaque, budget: u32);
    fn badge_toywasm_drop(machine: Opaque);
    fn badge_toywasm_memory(machine: Opaque, size: *mut u64) -> *mut u8;
    fn badge_toywasm_call(
        machine: Opaque,
        function: u32,
        arguments: *const Val,
        results: *mut Val,
        failure: *mut Failure,
    ) -> bool;
    fn badge_toywasm_refuse(context: Opaque) -> c_int;
}

/// A validated module. toywasm executes its bytes in place.
#[derive(Debug)]
pub(crate) struct Loaded<'m> {
    module: NonNull<c_void>,
    borrows: PhantomData<&'m [u8]>,
}

impl<'m> Loaded<'m> {
    pub(crate) fn new(bytes: &'m [u8]) -> Result<Self, Error> {
        let mut failure = Failure::new();
        // SAFETY: a slice, which the lifetime keeps alive as long as the module.
        let module = unsafe { badge_toywasm_load(bytes.as_ptr(), bytes.len(), &mut *failure) };
        match NonNull::new(module) {
            Some(module) => Ok(Self { module, borrows: PhantomData }),
            None => Err(failure.error()),
        }
    }

    /// The index of an exported function.
    pub(crate) fn function(&self, name: &CStr) -> Option<u32> {
        let mut index = 0;
        // SAFETY: the module is alive, the name NUL-terminated.
        unsafe { badge_toywasm_function(self.module.as_ptr(), name.as_ptr(), &mut index) }
            .then_some(index)
    }

    pub(crate) fn exports_memory(&self, name: &CStr) -> bool {
        // SAFETY: as above.
        unsafe { badge_toywasm_exports_memory(self.module.as_ptr(), name.as_ptr()) }
    }

    /// `enum valtype` of each parameter of an exported function.
    pub(crate) fn parameters(&self, function: u32) -> Vec<u8> {
        self.types(function, false)
    }

    /// `enum valtype` of each result of an exported function.
    pub(crate) fn results(&self, function: u32) -> Vec<u8> {
        self.types(function, true)
    }

    fn types(&self, function: u32, results: bool) -> Vec<u8> {
        let module = self.module.as_ptr();
        // SAFETY: the module is alive, the index one of its functions, and the
        // buffer as long as the count.
        unsafe {
            let count = badge_toywasm_types(module, function, results, ptr::null_mut());
            let mut types = alloc::vec![0; count as usize];
            badge_toywasm_types(module, function, results, types.as_mut_ptr());
            types
        }
    }
}

impl Drop for Loaded<'_> {
    fn drop(&mut self) {
        // SAFETY: every machine keeps the module alive.
        unsafe { badge_toywasm_unload(self.module.as_ptr()) }
    }
}

/// An instance with what executes it, and the host behind its imports.
pub(crate) struct Machine<'m, H> {
    machine: NonNull<c_void>,
    /// toywasm keeps copies of its pointer.
    cell: HostCell<H>,
    /// Not zero once a call is to end.
    interrupt: Arc<AtomicU32>,
    failure: Box<Failure>,
    /// Last, so that it goes after the instance.
    module: Rc<Loaded<'m>>,
}

impl<'m, H: Host> Machine<'m, H> {
    /// Makes memory, globals and tables, applies the segments, runs the start
    /// section.
    pub(crate) fn new(
        module: Rc<Loaded<'m>>,
        max_frames: u32,
        max_cells: u32,
        host: H,
    ) -> Result<Self, Error> {
        let interrupt = Arc::new(AtomicU32::new(0));
        let mut functions = Functions(Vec::new());
        <H as Host>::register(&mut functions)?;
        let functions = functions.0;
        let mut cell = HostCell::new(host);
        let mut failure = Failure::new();
        // SAFETY: the functions were made for this `H`, their names and types
        // are constants, and cell, interrupt and module outlive the instance.
        let machine = unsafe {
            badge_toywasm_instantiate(
                module.module.as_ptr(),
                IMPORT_MODULE.as_ptr(),
                MEMORY.as_ptr(),
                H::MEMORY_PAGES.unwrap_or(0),
                H::MEMORY_PAGES.map(|_| begin_memory::<H> as BeginMemory),
                functions.as_ptr(),
                functions.len(),
                cell.as_ptr(),
                Arc::as_ptr(&interrupt),
                max_frames,
                max_cells,
                &mut *failure,
            )
        };
        let machine = NonNull::new(machine).ok_or_else(|| failure.error())?;
        let mut size = 0;
        // SAFETY: the instance is alive; its memory neither moves nor grows,
        // and only code of the guest writes into it.
        unsafe { cell.lend(badge_toywasm_memory(machine.as_ptr(), &mut size), size) };
        Ok(Self { machine, cell, interrupt, failure, module })
    }

    pub(crate) fn module(&self) -> &Loaded<'m> {
        &self.module
    }

    /// Calls an exported function of type `() -> ()`.
    #[inline]
    pub(crate) fn call(&mut self, function: u32) -> Result<(), Error> {
        self.enter(function, &[], &mut [])
    }

    /// Calls an exported function with as many arguments and places for results
    /// as its type has.
    #[inline]
    pub(crate) fn enter(
        &mut self,
        function: u32,
        arguments: &[Val],
        results: &mut [Val],
    ) -> Result<(), Error> {
        // An interrupt between two calls must not end the next one.
        self.interrupt.store(0, Ordering::Relaxed);
        // SAFETY: a function of this live machine, and as many values as the
        // caller has counted for its type.
        let returned = unsafe {
            badge_toywasm_call(
                self.machine.as_ptr(),
                function,
                arguments.as_ptr(),
                results.as_mut_ptr(),
                &mut *self.failure,
            )
        };
        if returned { Ok(()) } else { Err(self.failure.error()) }
    }

    pub(crate) fn cell(&mut self) -> &mut HostCell<H> {
        &mut self.cell
    }

    /// Bounds each later call, which then can no longer be interrupted, by a
    /// number of rounds of the interpreter's loop below `u32::MAX`.
    pub(crate) fn limit(&mut self, rounds: u32) {
        // SAFETY: the instance is alive and executes nothing.
        unsafe { badge_toywasm_limit(self.machine.as_ptr(), rounds) }
    }

    /// Ends the call in progress, from any thread.
    pub(crate) fn interrupter(&self) -> impl Fn() + Send + 'static {
        let interrupt = Arc::clone(&self.interrupt);
        move || interrupt.store(1, Ordering::Relaxed)
    }
}

impl<H> Drop for Machine<'_, H> {
    fn drop(&mut self) {
        // SAFETY: made by `new`; afterwards nobody knows the cell any more.
        unsafe { badge_toywasm_drop(self.machine.as_ptr()) }
    }
}

// Host functions.

struct Functions(Vec<Function>);

impl<H: Host> Registrar<H> for Functions {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let (name, ty) = (F::NAME.as_ptr(), Signature::<H, F>::TEXT.as_ptr().cast());
        self.0.push(Function { name, ty, call: raw::<H, F> });
        Ok(())
    }
}

/// The type of a host function as toywasm writes it.
struct Signature<H, F>(PhantomData<(H, F)>);

impl<H, F: HostFunc<H>> Signature<H, F> {
    const TEXT: &'static [u8; 16] =
        &notation("(", F::Params::COUNT, [")", ")i"][F::Results::COUNT]);
}

unsafe extern "C" fn raw<H: Host, F: HostFunc<H>>(
    context: Opaque,
    cell: Opaque,
    _: *const c_void,
    arguments: *const u32,
    results: *mut u32,
) -> c_int {
    // SAFETY: toywasm passes the cell that was linked, and as many of its own cells
    // as the type has parameters and results, all of them of 32 bits.
    unsafe {
        match call::<H, F>(cell, |index| (*arguments.add(index * CELL_WORDS)).cast_signed()) {
            Ok(values) => {
                if let Some(value) = values.first() {
                    results.write(value.cast_unsigned());
                }
                0
            }
            Err(HostTrap) => badge_toywasm_refuse(context),
        }
    }
}
