//! toywasm behind owned handles: the only place with `unsafe`.
//!
//! Speaks to `shim.c` alone, which knows the engine's structures, and knows
//! nothing of the badge but the shapes of its host functions.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use badge_runtime::{
    Caller, ErrorKind, Fn0, Fn2, Fn5, Fn6, GuestMemory, Host, HostTrap, IMPORT_MODULE, TrapKind,
};
use core::ffi::{CStr, c_char, c_int, c_void};
use core::marker::PhantomData;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicU32, Ordering};

type Opaque = *mut c_void;

/// `host_func_t`: context, what was linked, type, arguments and results. A cell
/// has 32 bits, and the results overwrite the arguments.
type RawCall = unsafe extern "C" fn(Opaque, Opaque, *const c_void, *const u32, *mut u32) -> c_int;

/// `struct function` of the shim.
#[repr(C)]
pub(crate) struct Function {
    name: *const c_char,
    ty: *const c_char,
    call: RawCall,
}

/// `struct failure` of the shim, where it says what went wrong.
#[repr(C)]
struct Words {
    kind: u32,
    text: [u8; 252],
}

/// What went wrong, in the engine's own words.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: ErrorKind,
    text: Box<str>,
}

/// `struct val`: a value's bits in the low end.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Val(pub(crate) [u8; 16]);

unsafe extern "C" {
    fn badge_toywasm_load(bytes: *const u8, size: usize, words: *mut Words) -> Opaque;
    fn badge_toywasm_unload(loaded: Opaque);
    fn badge_toywasm_function(loaded: Opaque, name: *const c_char, index: *mut u32) -> bool;
    fn badge_toywasm_exports_memory(loaded: Opaque, name: *const c_char) -> bool;
    fn badge_toywasm_types(loaded: Opaque, function: u32, results: bool, types: *mut u8) -> u32;
    fn badge_toywasm_instantiate(
        loaded: Opaque,
        module: *const c_char,
        functions: *const Function,
        count: usize,
        host: Opaque,
        interrupt: *const AtomicU32,
        max_frames: u32,
        max_cells: u32,
        words: *mut Words,
    ) -> Opaque;
    fn badge_toywasm_drop(machine: Opaque);
    fn badge_toywasm_memory(machine: Opaque, size: *mut u64) -> *const u8;
    fn badge_toywasm_call(
        machine: Opaque,
        function: u32,
        arguments: *const Val,
        results: *mut Val,
        words: *mut Words,
    ) -> bool;
    fn badge_toywasm_refuse(context: Opaque) -> c_int;
}

impl Words {
    fn new() -> Box<Self> {
        Box::new(Self { kind: 0, text: [0; 252] })
    }

    #[cold]
    fn failure(&self) -> Failure {
        let text = CStr::from_bytes_until_nul(&self.text).unwrap_or_default();
        Failure { kind: self.kind(), text: text.to_str().unwrap_or_default().into() }
    }

    /// By the numbers of the shim.
    fn kind(&self) -> ErrorKind {
        ErrorKind::Trap(match self.kind {
            1 => return ErrorKind::Invalid,
            2 => return ErrorKind::Import,
            3 => return ErrorKind::OutOfMemory,
            16 => TrapKind::Unreachable,
            17 => TrapKind::MemoryOutOfBounds,
            18 => TrapKind::TableOutOfBounds,
            19 => TrapKind::IndirectCallTypeMismatch,
            20 => TrapKind::UninitializedElement,
            21 => TrapKind::IntegerDivideByZero,
            22 => TrapKind::IntegerOverflow,
            23 => TrapKind::InvalidConversion,
            24 => TrapKind::StackExhausted,
            25 => TrapKind::Interrupted,
            26 => TrapKind::Host,
            27 => TrapKind::Unknown,
            _ => return ErrorKind::Other,
        })
    }
}

impl Failure {
    pub(crate) fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A validated module. toywasm executes its bytes in place.
#[derive(Debug)]
pub(crate) struct Loaded<'m> {
    module: NonNull<c_void>,
    borrows: PhantomData<&'m [u8]>,
}

impl<'m> Loaded<'m> {
    pub(crate) fn new(bytes: &'m [u8]) -> Result<Self, Failure> {
        let mut words = Words::new();
        // SAFETY: a slice, which the lifetime keeps alive as long as the module.
        let module = unsafe { badge_toywasm_load(bytes.as_ptr(), bytes.len(), &mut *words) };
        match NonNull::new(module) {
            Some(module) => Ok(Self { module, borrows: PhantomData }),
            None => Err(words.failure()),
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

/// What host functions work on.
struct Cell<H> {
    host: H,
    /// Linear memory, which neither moves nor grows; empty while the start
    /// section runs.
    memory: (*const u8, u64),
}

/// An instance with what executes it, and the host behind its imports.
pub(crate) struct Machine<'m, H> {
    machine: NonNull<c_void>,
    /// From a box. A pointer, because toywasm keeps a copy of it.
    cell: NonNull<Cell<H>>,
    /// Not zero once a call is to end.
    interrupt: Arc<AtomicU32>,
    words: Box<Words>,
    /// Last, so that it goes after the instance.
    module: Rc<Loaded<'m>>,
}

impl<'m, H: Host> Machine<'m, H> {
    /// Makes memory, globals and tables, applies the segments, runs the start
    /// section.
    pub(crate) fn new(
        module: Rc<Loaded<'m>>,
        functions: &[Function],
        max_frames: u32,
        max_cells: u32,
        host: H,
    ) -> Result<Self, Failure> {
        let interrupt = Arc::new(AtomicU32::new(0));
        let cell = Box::new(Cell { host, memory: (ptr::null(), 0) });
        let mut cell = NonNull::from(Box::leak(cell));
        let mut words = Words::new();
        // SAFETY: the functions were made for this `H`, their names and types
        // are constants, and cell, interrupt and module outlive the instance.
        let machine = unsafe {
            badge_toywasm_instantiate(
                module.module.as_ptr(),
                IMPORT_MODULE.as_ptr(),
                functions.as_ptr(),
                functions.len(),
                cell.as_ptr().cast(),
                Arc::as_ptr(&interrupt),
                max_frames,
                max_cells,
                &mut *words,
            )
        };
        let Some(machine) = NonNull::new(machine) else {
            // SAFETY: from the box above, and there is no instance.
            drop(unsafe { Box::from_raw(cell.as_ptr()) });
            return Err(words.failure());
        };
        let mut size = 0;
        // SAFETY: the instance is alive, and no call is in progress, so that
        // nobody else touches the cell.
        unsafe {
            let memory = badge_toywasm_memory(machine.as_ptr(), &mut size);
            cell.as_mut().memory = (memory, size);
        }
        Ok(Self { machine, cell, interrupt, words, module })
    }

    pub(crate) fn module(&self) -> &Loaded<'m> {
        &self.module
    }

    /// Calls an exported function of type `() -> ()`.
    #[inline]
    pub(crate) fn call(&mut self, function: u32) -> Result<(), Failure> {
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
    ) -> Result<(), Failure> {
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
                &mut *self.words,
            )
        };
        if returned { Ok(()) } else { Err(self.words.failure()) }
    }

    pub(crate) fn host(&mut self) -> &mut H {
        // SAFETY: the cell is alive and no call is in progress.
        unsafe { &mut self.cell.as_mut().host }
    }

    pub(crate) fn memory_size(&self) -> u64 {
        // SAFETY: the cell is alive and no call is in progress.
        unsafe { self.cell.as_ref().memory.1 }
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
        unsafe {
            badge_toywasm_drop(self.machine.as_ptr());
            drop(Box::from_raw(self.cell.as_ptr()));
        }
    }
}

// Host functions.

impl Function {
    pub(crate) fn fn0<H: Host, F: Fn0<H>>() -> Self {
        Self::new(F::NAME, c"()i", raw0::<H, F>)
    }

    pub(crate) fn fn2<H: Host, F: Fn2<H>>() -> Self {
        Self::new(F::NAME, c"(ii)", raw2::<H, F>)
    }

    pub(crate) fn fn5<H: Host, F: Fn5<H>>() -> Self {
        Self::new(F::NAME, c"(iiiii)", raw5::<H, F>)
    }

    pub(crate) fn fn6<H: Host, F: Fn6<H>>() -> Self {
        Self::new(F::NAME, c"(iiiiii)", raw6::<H, F>)
    }

    fn new(name: &'static CStr, ty: &'static CStr, call: RawCall) -> Self {
        Self { name: name.as_ptr(), ty: ty.as_ptr(), call }
    }
}

/// One host call in progress.
struct Call<H> {
    cell: NonNull<Cell<H>>,
}

/// Linear memory, lent for one host call.
struct Lent<'a> {
    size: u64,
    memory: *const u8,
    borrows: PhantomData<&'a [u8]>,
}

impl GuestMemory for Lent<'_> {
    #[inline]
    fn size(&self) -> u64 {
        self.size
    }

    #[inline]
    fn bytes<'a>(&'a self, at: u32, len: u32, _: &'a mut [u8]) -> Result<&'a [u8], HostTrap> {
        if u64::from(at) + u64::from(len) > self.size {
            return Err(HostTrap);
        }
        if len == 0 {
            return Ok(&[]);
        }
        // SAFETY: inside memory, all of which is allocated since instantiation,
        // and which neither moves nor is written during the host call.
        Ok(unsafe { core::slice::from_raw_parts(self.memory.add(at as usize), len as usize) })
    }
}

impl<H> Caller for Call<H> {
    type Host = H;
    type Memory<'a>
        = Lent<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        // SAFETY: the cell of a live machine, which during this call nobody
        // else touches: the machine is borrowed by the call into the guest.
        unsafe { &mut self.cell.as_mut().host }
    }

    #[inline]
    fn split(&mut self) -> (&mut H, Lent<'_>) {
        // SAFETY: as in `host`.
        let cell = unsafe { self.cell.as_mut() };
        let (memory, size) = cell.memory;
        let lent = Lent { size, memory, borrows: PhantomData };
        (&mut cell.host, lent)
    }
}

/// One C function per shape.
macro_rules! raw {
    ($name:ident, $shape:ident, $($index:literal)*) => {
        unsafe extern "C" fn $name<H: Host, F: $shape<H>>(
            context: Opaque,
            linked: Opaque,
            _: *const c_void,
            arguments: *const u32,
            _: *mut u32,
        ) -> c_int {
            // SAFETY: toywasm passes the cell that was linked, which is a
            // `Cell<H>`, and as many 32-bit cells as the type has parameters.
            unsafe {
                let cell = NonNull::new_unchecked(linked.cast());
                match F::call(&mut Call { cell }, $((*arguments.add($index)).cast_signed()),*) {
                    Ok(()) => 0,
                    Err(HostTrap) => badge_toywasm_refuse(context),
                }
            }
        }
    };
}

raw!(raw2, Fn2, 0 1);
raw!(raw5, Fn5, 0 1 2 3 4);
raw!(raw6, Fn6, 0 1 2 3 4 5);

unsafe extern "C" fn raw0<H: Host, F: Fn0<H>>(
    context: Opaque,
    linked: Opaque,
    _: *const c_void,
    _: *const u32,
    results: *mut u32,
) -> c_int {
    // SAFETY: as in the other shapes, with a place for the result.
    unsafe {
        let cell = NonNull::new_unchecked(linked.cast());
        match F::call(&mut Call { cell }) {
            Ok(value) => {
                results.write(value.cast_unsigned());
                0
            }
            Err(HostTrap) => badge_toywasm_refuse(context),
        }
    }
}
