//! Fizzy behind owned handles: the only place with `unsafe`.
//!
//! Speaks to `shim.cpp` alone, which knows the engine's structures, and knows
//! nothing of the badge but the shapes of its host functions.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_runtime::{
    Caller, ErrorKind, Fn0, Fn2, Fn5, Fn6, GuestMemory, Host, HostTrap, IMPORT_MODULE, TrapKind,
};
use core::ffi::{CStr, c_char, c_int, c_void};
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

type Opaque = *mut c_void;

/// `Call` of the shim: what was linked, arguments and result. Not 0 refuses.
type RawCall = unsafe extern "C" fn(Opaque, *const Val, *mut u32) -> c_int;

/// `Function` of the shim.
#[repr(C)]
pub(crate) struct Function {
    name: *const c_char,
    call: RawCall,
    parameters: u32,
    results: u32,
}

/// `Failure` of the shim, where it says what went wrong.
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

/// `fizzy::Value`: the bits in the low end.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Val(pub(crate) u64);

unsafe extern "C" {
    fn badge_fizzy_load(bytes: *const u8, size: usize, words: *mut Words) -> Opaque;
    fn badge_fizzy_unload(loaded: Opaque);
    fn badge_fizzy_function(loaded: Opaque, name: *const c_char, index: *mut u32) -> bool;
    fn badge_fizzy_exports_memory(loaded: Opaque, name: *const c_char) -> bool;
    fn badge_fizzy_types(loaded: Opaque, function: u32, results: bool, types: *mut u8) -> u32;
    fn badge_fizzy_instantiate(
        loaded: Opaque,
        module: *const c_char,
        functions: *const Function,
        count: usize,
        host: Opaque,
        ticks: i64,
        words: *mut Words,
    ) -> Opaque;
    fn badge_fizzy_drop(machine: Opaque);
    fn badge_fizzy_memory(machine: Opaque, size: *mut u64) -> *const u8;
    fn badge_fizzy_call(
        machine: Opaque,
        function: u32,
        arguments: *const Val,
        result: *mut Val,
        words: *mut Words,
    ) -> bool;
    fn badge_fizzy_set_ticks(machine: Opaque, ticks: i64);
    fn badge_fizzy_ticks(machine: Opaque) -> i64;
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
            16 => TrapKind::MemoryOutOfBounds,
            17 => TrapKind::TableOutOfBounds,
            18 => TrapKind::OutOfFuel,
            19 => TrapKind::Host,
            20 => TrapKind::Unknown,
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

/// A validated module, which borrows nothing.
#[derive(Debug)]
pub(crate) struct Loaded {
    module: NonNull<c_void>,
}

impl Loaded {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, Failure> {
        let mut words = Words::new();
        // SAFETY: a slice, which is not needed afterwards.
        let module = unsafe { badge_fizzy_load(bytes.as_ptr(), bytes.len(), &mut *words) };
        match NonNull::new(module) {
            Some(module) => Ok(Self { module }),
            None => Err(words.failure()),
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
        // SAFETY: loaded by `new`; machines have copies.
        unsafe { badge_fizzy_unload(self.module.as_ptr()) }
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
pub(crate) struct Machine<H> {
    machine: NonNull<c_void>,
    /// From a box. A pointer, because Fizzy keeps copies of it.
    cell: NonNull<Cell<H>>,
    words: Box<Words>,
    module: Rc<Loaded>,
}

impl<H: Host> Machine<H> {
    /// Makes memory, globals and tables, applies the segments, runs the start
    /// section. `fuel` is that of the start section, `None` does not meter.
    pub(crate) fn new(
        module: Rc<Loaded>,
        functions: &[Function],
        fuel: Option<u64>,
        host: H,
    ) -> Result<Self, Failure> {
        let cell = Box::new(Cell { host, memory: (ptr::null(), 0) });
        let mut cell = NonNull::from(Box::leak(cell));
        let mut words = Words::new();
        // SAFETY: the functions were made for this `H`, their names are
        // copied, and the cell outlives the instance.
        let machine = unsafe {
            badge_fizzy_instantiate(
                module.module.as_ptr(),
                IMPORT_MODULE.as_ptr(),
                functions.as_ptr(),
                functions.len(),
                cell.as_ptr().cast(),
                fuel.map_or(-1, ticks),
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
            let memory = badge_fizzy_memory(machine.as_ptr(), &mut size);
            cell.as_mut().memory = (memory, size);
        }
        Ok(Self { machine, cell, words, module })
    }

    pub(crate) fn module(&self) -> &Loaded {
        &self.module
    }

    /// Calls an exported function of type `() -> ()`.
    #[inline]
    pub(crate) fn call(&mut self, function: u32) -> Result<(), Failure> {
        self.enter(function, &[], &mut Val::default())
    }

    /// Calls an exported function with as many arguments as its type has.
    #[inline]
    pub(crate) fn enter(
        &mut self,
        function: u32,
        arguments: &[Val],
        result: &mut Val,
    ) -> Result<(), Failure> {
        // SAFETY: a function of this live machine, and as many values as the
        // caller has counted for its type.
        let returned = unsafe {
            badge_fizzy_call(
                self.machine.as_ptr(),
                function,
                arguments.as_ptr(),
                result,
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
        unsafe {
            badge_fizzy_drop(self.machine.as_ptr());
            drop(Box::from_raw(self.cell.as_ptr()));
        }
    }
}

// Host functions.

impl Function {
    pub(crate) fn fn0<H: Host, F: Fn0<H>>() -> Self {
        Self::new(F::NAME, 0, 1, raw0::<H, F>)
    }

    pub(crate) fn fn2<H: Host, F: Fn2<H>>() -> Self {
        Self::new(F::NAME, 2, 0, raw2::<H, F>)
    }

    pub(crate) fn fn5<H: Host, F: Fn5<H>>() -> Self {
        Self::new(F::NAME, 5, 0, raw5::<H, F>)
    }

    pub(crate) fn fn6<H: Host, F: Fn6<H>>() -> Self {
        Self::new(F::NAME, 6, 0, raw6::<H, F>)
    }

    fn new(name: &'static CStr, parameters: u32, results: u32, call: RawCall) -> Self {
        Self { name: name.as_ptr(), call, parameters, results }
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
        // SAFETY: inside memory, which neither moves nor is written during the
        // host call.
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
            linked: Opaque,
            arguments: *const Val,
            _: *mut u32,
        ) -> c_int {
            // SAFETY: the shim passes the cell that was linked, which is a
            // `Cell<H>`, and as many values as the type has parameters.
            unsafe {
                let cell = NonNull::new_unchecked(linked.cast());
                F::call(&mut Call { cell }, $((*arguments.add($index)).i32()),*)
                    .is_err()
                    .into()
            }
        }
    };
}

raw!(raw2, Fn2, 0 1);
raw!(raw5, Fn5, 0 1 2 3 4);
raw!(raw6, Fn6, 0 1 2 3 4 5);

unsafe extern "C" fn raw0<H: Host, F: Fn0<H>>(
    linked: Opaque,
    _: *const Val,
    result: *mut u32,
) -> c_int {
    // SAFETY: as in the other shapes, with a place for the result.
    unsafe {
        let cell = NonNull::new_unchecked(linked.cast());
        match F::call(&mut Call { cell }) {
            Ok(value) => {
                result.write(value.cast_unsigned());
                0
            }
            Err(HostTrap) => 1,
        }
    }
}

impl Val {
    fn i32(self) -> i32 {
        (self.0 as u32).cast_signed()
    }
}
