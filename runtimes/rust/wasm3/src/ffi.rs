//! wasm3's C interface (`wasm3.h`) behind owned handles: with `version.rs` the
//! only place with `unsafe`.
//!
//! Knows nothing of the badge but the shapes of its host functions.

use crate::version::{RawCall, raw_call};
use alloc::boxed::Box;
use alloc::vec::Vec;
use badge_runtime::{
    Caller, ErrorKind, Fn0, Fn2, Fn5, Fn6, GuestMemory, Host, HostTrap, IMPORT_MODULE, TrapKind,
};
use core::ffi::{CStr, c_char, c_void};
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

/// `M3Result`: null or a static C string.
type Outcome = *const c_char;
type Opaque = *mut c_void;

/// `M3ErrorInfo`.
#[repr(C)]
struct ErrorInfo {
    result: Outcome,
    runtime: Opaque,
    module: Opaque,
    function: Opaque,
    file: *const c_char,
    line: u32,
    message: *const c_char,
}

unsafe extern "C" {
    fn m3_NewEnvironment() -> Opaque;
    fn m3_FreeEnvironment(environment: Opaque);
    fn m3_NewRuntime(environment: Opaque, stack_bytes: u32, user_data: Opaque) -> Opaque;
    fn m3_FreeRuntime(runtime: Opaque);
    fn m3_ParseModule(e: Opaque, module: *mut Opaque, bytes: *const u8, len: u32) -> Outcome;
    fn m3_FreeModule(module: Opaque);
    fn m3_LoadModule(runtime: Opaque, module: Opaque) -> Outcome;
    fn m3_CompileModule(module: Opaque) -> Outcome;
    fn m3_RunStart(module: Opaque) -> Outcome;
    fn m3_LinkRawFunctionEx(
        module: Opaque,
        module_name: *const c_char,
        name: *const c_char,
        signature: *const c_char,
        function: RawCall,
        userdata: *const c_void,
    ) -> Outcome;
    fn m3_FindFunction(function: *mut Opaque, runtime: Opaque, name: *const c_char) -> Outcome;
    fn m3_GetArgCount(function: Opaque) -> u32;
    fn m3_GetRetCount(function: Opaque) -> u32;
    fn m3_GetArgType(function: Opaque, index: u32) -> u32;
    fn m3_GetRetType(function: Opaque, index: u32) -> u32;
    fn m3_Call(function: Opaque, count: u32, arguments: *const *const c_void) -> Outcome;
    fn m3_GetResults(function: Opaque, count: u32, results: *const *mut c_void) -> Outcome;
    fn m3_GetMemorySize(runtime: Opaque) -> u32;
    fn m3_GetErrorInfo(runtime: Opaque, info: *mut ErrorInfo);
    fn badge_m3_freeze_memory(runtime: Opaque);
}

/// Declares the result strings that have a kind of their own.
macro_rules! kinds {
    ($($name:ident => $kind:expr,)*) => {
        unsafe extern "C" {
            $(static $name: Outcome;)*
        }

        fn kind(outcome: Outcome) -> Option<ErrorKind> {
            // SAFETY: constants of the library, never written.
            $(if outcome == unsafe { $name } {
                return Some($kind);
            })*
            None
        }
    };
}

kinds! {
    m3Err_trapUnreachable => ErrorKind::Trap(TrapKind::Unreachable),
    m3Err_trapOutOfBoundsMemoryAccess => ErrorKind::Trap(TrapKind::MemoryOutOfBounds),
    m3Err_trapTableIndexOutOfRange => ErrorKind::Trap(TrapKind::TableOutOfBounds),
    m3Err_trapTableOutOfBounds => ErrorKind::Trap(TrapKind::TableOutOfBounds),
    m3Err_trapIndirectCallTypeMismatch => ErrorKind::Trap(TrapKind::IndirectCallTypeMismatch),
    m3Err_trapTableElementIsNull => ErrorKind::Trap(TrapKind::UninitializedElement),
    m3Err_trapDivisionByZero => ErrorKind::Trap(TrapKind::IntegerDivideByZero),
    m3Err_trapIntegerOverflow => ErrorKind::Trap(TrapKind::IntegerOverflow),
    m3Err_trapIntegerConversion => ErrorKind::Trap(TrapKind::InvalidConversion),
    m3Err_trapStackOverflow => ErrorKind::Trap(TrapKind::StackExhausted),
    m3Err_mallocFailed => ErrorKind::OutOfMemory,
    m3Err_mallocFailedCodePage => ErrorKind::OutOfMemory,
    m3Err_functionImportMissing => ErrorKind::Import,
    m3Err_tooManyMemorySections => ErrorKind::Unsupported,
    m3Err_tooManyArgsRets => ErrorKind::Unsupported,
    m3Err_unknownOpcode => ErrorKind::Unsupported,
    m3Err_restrictedOpcode => ErrorKind::Unsupported,
    m3Err_noCompiler => ErrorKind::Unsupported,
    m3Err_functionStackOverflow => ErrorKind::Unsupported,
}

unsafe extern "C" {
    static m3Err_functionLookupFailed: Outcome;
}

/// Returned by a host function that refuses, and known by its address.
static REFUSAL: &CStr = c"[trap] a host function refused its arguments";

/// Why wasm3 refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure(NonNull<c_char>);

impl Failure {
    fn check(outcome: Outcome) -> Result<(), Self> {
        match NonNull::new(outcome.cast_mut()) {
            None => Ok(()),
            Some(text) => Err(Self(text)),
        }
    }

    /// `None` where wasm3 gives no constant of a kind of its own.
    pub(crate) fn kind(self) -> Option<ErrorKind> {
        if ptr::eq(self.0.as_ptr(), REFUSAL.as_ptr()) {
            return Some(ErrorKind::Trap(TrapKind::Host));
        }
        kind(self.0.as_ptr())
    }

    pub(crate) fn text(self) -> &'static str {
        // SAFETY: every `M3Result` is a NUL-terminated string literal.
        let text = unsafe { CStr::from_ptr(self.0.as_ptr()) };
        text.to_str().unwrap_or_default()
    }
}

/// `IM3Environment`.
#[derive(Debug)]
pub(crate) struct Environment(NonNull<c_void>);

impl Environment {
    /// `None` without memory.
    pub(crate) fn new() -> Option<Self> {
        // SAFETY: no precondition.
        NonNull::new(unsafe { m3_NewEnvironment() }).map(Self)
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // SAFETY: created by `new`, and every module and machine borrows it.
        unsafe { m3_FreeEnvironment(self.0.as_ptr()) }
    }
}

/// `IM3Module` that is not loaded yet.
#[derive(Debug)]
pub(crate) struct Parsed<'m> {
    module: NonNull<c_void>,
    borrows: PhantomData<&'m [u8]>,
}

impl<'m> Parsed<'m> {
    pub(crate) fn new(environment: &'m Environment, bytes: &'m [u8]) -> Result<Self, Failure> {
        let mut module = ptr::null_mut();
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        // SAFETY: both outlive the module, which the lifetime says.
        Failure::check(unsafe {
            m3_ParseModule(environment.0.as_ptr(), &mut module, bytes.as_ptr(), len)
        })?;
        Ok(Self {
            // SAFETY: success always yields a module.
            module: unsafe { NonNull::new_unchecked(module) },
            borrows: PhantomData,
        })
    }
}

impl Drop for Parsed<'_> {
    fn drop(&mut self) {
        // SAFETY: not loaded, hence not owned by a runtime.
        unsafe { m3_FreeModule(self.module.as_ptr()) }
    }
}

/// What host functions work on.
struct Cell<H> {
    host: H,
    /// Off while the start section runs.
    lends_memory: bool,
}

/// `IM3Runtime` with its one loaded module and the host behind its imports.
pub(crate) struct Machine<'m, H> {
    runtime: NonNull<c_void>,
    module: NonNull<c_void>,
    /// From a box. A pointer, because wasm3 keeps a copy of it.
    cell: NonNull<Cell<H>>,
    borrows: PhantomData<&'m [u8]>,
}

/// `IM3Function`; valid as long as the machine that it comes from, which keeps
/// it to itself and the session around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function(NonNull<c_void>);

impl<'m, H: Host> Machine<'m, H> {
    /// Loads a module: memory, globals, segments. Memory cannot grow.
    pub(crate) fn load(
        environment: &'m Environment,
        parsed: Parsed<'m>,
        stack_bytes: u32,
        host: H,
    ) -> Result<Self, Option<Failure>> {
        // SAFETY: the environment outlives the machine.
        let runtime =
            unsafe { m3_NewRuntime(environment.0.as_ptr(), stack_bytes, ptr::null_mut()) };
        let runtime = NonNull::new(runtime).ok_or(None)?;
        let cell = Box::new(Cell { host, lends_memory: false });
        let machine = Self {
            runtime,
            module: parsed.module,
            cell: NonNull::from(Box::leak(cell)),
            borrows: PhantomData,
        };
        // SAFETY: both belong to the same environment. A failure leaves the
        // module to `parsed`, success hands it over to the runtime.
        Failure::check(unsafe { m3_LoadModule(runtime.as_ptr(), parsed.module.as_ptr()) })?;
        core::mem::forget(parsed);
        // SAFETY: a runtime with a loaded module.
        unsafe { badge_m3_freeze_memory(runtime.as_ptr()) };
        Ok(machine)
    }

    /// Whether the module imports the function; its signature must then fit.
    fn link(&mut self, name: &CStr, signature: &CStr, call: RawCall) -> Result<bool, Failure> {
        // SAFETY: the strings are NUL-terminated; `call` takes the host cell
        // of this machine, which does not move while the machine is alive.
        unsafe {
            let outcome = m3_LinkRawFunctionEx(
                self.module.as_ptr(),
                IMPORT_MODULE.as_ptr(),
                name.as_ptr(),
                signature.as_ptr(),
                call,
                self.cell.as_ptr().cast(),
            );
            if outcome == m3Err_functionLookupFailed {
                return Ok(false);
            }
            Failure::check(outcome).map(|()| true)
        }
    }

    pub(crate) fn link0<F: Fn0<H>>(&mut self) -> Result<bool, Failure> {
        self.link(F::NAME, c"i()", raw0::<H, F>)
    }

    pub(crate) fn link2<F: Fn2<H>>(&mut self) -> Result<bool, Failure> {
        self.link(F::NAME, c"v(ii)", raw2::<H, F>)
    }

    pub(crate) fn link5<F: Fn5<H>>(&mut self) -> Result<bool, Failure> {
        self.link(F::NAME, c"v(iiiii)", raw5::<H, F>)
    }

    pub(crate) fn link6<F: Fn6<H>>(&mut self) -> Result<bool, Failure> {
        self.link(F::NAME, c"v(iiiiii)", raw6::<H, F>)
    }

    /// Generates code for every function and runs the start section, after
    /// which host functions see the memory.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        // SAFETY: the module is loaded and linked.
        unsafe {
            Failure::check(m3_CompileModule(self.module.as_ptr()))?;
            Failure::check(m3_RunStart(self.module.as_ptr()))?;
        }
        // SAFETY: the cell is alive and no call is in progress.
        unsafe { self.cell.as_mut() }.lends_memory = true;
        Ok(())
    }

    /// Looks among the functions of the module, names of its debug information
    /// included.
    pub(crate) fn function(&mut self, name: &CStr) -> Result<Function, Failure> {
        let mut function = ptr::null_mut();
        // SAFETY: the machine is alive, the name NUL-terminated.
        unsafe {
            let outcome = m3_FindFunction(&mut function, self.runtime.as_ptr(), name.as_ptr());
            Failure::check(outcome)?;
            Ok(Function(NonNull::new_unchecked(function)))
        }
    }

    #[inline]
    pub(crate) fn call(&mut self, function: Function) -> Result<(), Failure> {
        // SAFETY: a function of a live machine, see `Function`; wasm3 checks
        // that it takes no arguments.
        Failure::check(unsafe { m3_Call(function.0.as_ptr(), 0, ptr::null()) })
    }

    /// Calls with one word per argument, and returns one per result.
    pub(crate) fn call_with(
        &mut self,
        function: Function,
        arguments: &[u64],
    ) -> Result<Vec<u64>, Failure> {
        let inputs: Vec<*const c_void> =
            arguments.iter().map(|word| ptr::from_ref(word).cast()).collect();
        let mut words = alloc::vec![0u64; function.results().count()];
        let outputs: Vec<*mut c_void> =
            words.iter_mut().map(|word| ptr::from_mut(word).cast()).collect();
        // SAFETY: each pointer leads to eight bytes, the widest value; wasm3
        // compares the counts with the function's.
        unsafe {
            Failure::check(m3_Call(function.0.as_ptr(), inputs.len() as u32, inputs.as_ptr()))?;
            Failure::check(m3_GetResults(
                function.0.as_ptr(),
                outputs.len() as u32,
                outputs.as_ptr(),
            ))?;
        }
        Ok(words)
    }

    pub(crate) fn host(&mut self) -> &mut H {
        // SAFETY: the cell is alive and no call is in progress.
        unsafe { &mut self.cell.as_mut().host }
    }

    pub(crate) fn memory_size(&self) -> u64 {
        // SAFETY: the runtime is alive.
        unsafe { m3_GetMemorySize(self.runtime.as_ptr()) }.into()
    }

    /// What wasm3 adds to its last failure, on builds with verbose messages.
    pub(crate) fn message<T>(&mut self, f: impl FnOnce(&str) -> T) -> T {
        let mut info = core::mem::MaybeUninit::<ErrorInfo>::zeroed();
        // SAFETY: every field of the structure may be zero, and the runtime,
        // which keeps the message, is alive.
        unsafe {
            m3_GetErrorInfo(self.runtime.as_ptr(), info.as_mut_ptr());
            let message = info.assume_init().message;
            if message.is_null() {
                return f("");
            }
            f(CStr::from_ptr(message).to_str().unwrap_or_default())
        }
    }
}

impl<H> Drop for Machine<'_, H> {
    fn drop(&mut self) {
        // SAFETY: created by `load`; frees the loaded module too, after which
        // nobody knows the cell any more.
        unsafe {
            m3_FreeRuntime(self.runtime.as_ptr());
            drop(Box::from_raw(self.cell.as_ptr()));
        }
    }
}

impl Function {
    /// `M3ValueType` of each argument.
    pub(crate) fn arguments(self) -> impl Iterator<Item = u32> {
        // SAFETY: the function is alive.
        let count = unsafe { m3_GetArgCount(self.0.as_ptr()) };
        // SAFETY: the same, and the index lies below the count.
        (0..count).map(move |index| unsafe { m3_GetArgType(self.0.as_ptr(), index) })
    }

    /// `M3ValueType` of each result.
    pub(crate) fn results(self) -> impl Iterator<Item = u32> {
        // SAFETY: the function is alive.
        let count = unsafe { m3_GetRetCount(self.0.as_ptr()) };
        // SAFETY: the same, and the index lies below the count.
        (0..count).map(move |index| unsafe { m3_GetRetType(self.0.as_ptr(), index) })
    }
}

/// One host call in progress.
struct Call<H> {
    runtime: Opaque,
    cell: *mut Cell<H>,
    memory: *const u8,
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
        unsafe { &mut (*self.cell).host }
    }

    #[inline]
    fn split(&mut self) -> (&mut H, Lent<'_>) {
        // SAFETY: as in `host`; the runtime is the one that calls.
        let (cell, size) = unsafe { (&mut *self.cell, m3_GetMemorySize(self.runtime)) };
        let memory = Lent {
            size: if cell.lends_memory { size.into() } else { 0 },
            memory: self.memory,
            borrows: PhantomData,
        };
        (&mut cell.host, memory)
    }
}

/// One C function per shape: arguments are 64-bit slots from `sp` on.
macro_rules! raw {
    ($name:ident, $shape:ident, $($index:literal)*) => {
        raw_call!($name, $shape, |runtime, userdata, sp, memory| {
            // SAFETY: wasm3 passes the user data given when linking, the host
            // cell, and as many slots as the signature has parameters.
            let outcome = unsafe {
                let cell = userdata.cast();
                let mut call = Call::<H> { runtime, cell, memory: memory.cast() };
                F::call(&mut call, $(*sp.add($index).cast()),*)
            };
            match outcome {
                Ok(()) => ptr::null(),
                Err(HostTrap) => REFUSAL.as_ptr().cast(),
            }
        });
    };
}

raw!(raw2, Fn2, 0 1);
raw!(raw5, Fn5, 0 1 2 3 4);
raw!(raw6, Fn6, 0 1 2 3 4 5);

raw_call!(raw0, Fn0, |runtime, userdata, sp, memory| {
    // SAFETY: as in the other shapes; the result goes into the first slot.
    unsafe {
        let cell = userdata.cast();
        let mut call = Call::<H> { runtime, cell, memory: memory.cast() };
        match F::call(&mut call) {
            Ok(value) => {
                *sp.cast() = value;
                ptr::null()
            }
            Err(HostTrap) => REFUSAL.as_ptr().cast(),
        }
    }
});
