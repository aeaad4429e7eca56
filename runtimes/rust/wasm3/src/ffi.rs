//! wasm3's C interface (`wasm3.h`) behind owned handles: with `version.rs` the
//! only place with `unsafe`.

use crate::version::{RESULT_SLOTS, RawCall, raw};
use alloc::vec::Vec;
use badge_c_host::{BeginMemory, HostCell, begin_memory, call, notation};
use badge_runtime::{
    ErrorKind, Host, HostFunc, HostTrap, IMPORT_MODULE, Params as _, Results as _, TrapKind, text,
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
    fn m3_Call(function: Opaque, count: u32, arguments: *const *const c_void) -> Outcome;
    fn m3_GetResults(function: Opaque, count: u32, results: *const *mut c_void) -> Outcome;
    fn m3_GetMemory(runtime: Opaque, bytes: *mut u32, index: u32) -> *mut u8;
    fn m3_GetErrorInfo(runtime: Opaque, info: *mut ErrorInfo);
    fn badge_m3_freeze_memory(runtime: Opaque);
    fn badge_m3_offer_memory(
        runtime: Opaque,
        module: Opaque,
        pages: u32,
        begin: BeginMemory,
        host: Opaque,
    ) -> Outcome;
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
        text(unsafe { CStr::from_ptr(self.0.as_ptr()) })
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

/// `IM3Runtime` with its one loaded module and the host behind its imports.
pub(crate) struct Machine<'m, H> {
    runtime: NonNull<c_void>,
    module: NonNull<c_void>,
    /// wasm3 keeps copies of its pointer.
    cell: HostCell<H>,
    borrows: PhantomData<&'m [u8]>,
}

/// `IM3Function`; valid as long as the machine that it comes from, which keeps
/// it to itself and the session around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function(NonNull<c_void>);

impl<'m, H: Host> Machine<'m, H> {
    /// Loads a module: memory, globals, segments.
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
        let cell = HostCell::new(host);
        let machine = Self { runtime, module: parsed.module, cell, borrows: PhantomData };
        // SAFETY: both belong to the same environment. A failure leaves the
        // module to `parsed`, success hands it over to the runtime.
        Failure::check(unsafe {
            if let Some(pages) = H::MEMORY_PAGES {
                Failure::check(badge_m3_offer_memory(
                    runtime.as_ptr(),
                    parsed.module.as_ptr(),
                    pages,
                    begin_memory::<H>,
                    machine.cell.as_ptr(),
                ))?;
            }
            m3_LoadModule(runtime.as_ptr(), parsed.module.as_ptr())
        })?;
        core::mem::forget(parsed);
        Ok(machine)
    }

    /// Links a function, if the module imports it; its signature must then fit.
    pub(crate) fn link<F: HostFunc<H>>(&mut self) -> Result<(), Failure> {
        // SAFETY: the strings are NUL-terminated; `raw` takes the pointer of
        // the cell, which outlives the runtime.
        let outcome = unsafe {
            m3_LinkRawFunctionEx(
                self.module.as_ptr(),
                IMPORT_MODULE.as_ptr(),
                F::NAME.as_ptr(),
                Signature::<H, F>::TEXT.as_ptr().cast(),
                raw::<H, F>,
                self.cell.as_ptr(),
            )
        };
        // SAFETY: a constant of the library, never written.
        if outcome == unsafe { m3Err_functionLookupFailed } {
            return Ok(());
        }
        Failure::check(outcome)
    }

    /// Generates code for every function, unless each waits for its first call,
    /// and runs the start section. A memory that host functions are to see does
    /// not grow; they see it from here on.
    pub(crate) fn begin(&mut self, lazy: bool, seen: bool) -> Result<(), Failure> {
        // SAFETY: the module is loaded and linked.
        unsafe {
            if seen {
                badge_m3_freeze_memory(self.runtime.as_ptr());
            }
            if !lazy {
                Failure::check(m3_CompileModule(self.module.as_ptr()))?;
            }
            Failure::check(m3_RunStart(self.module.as_ptr()))?;
        }
        if !seen {
            return Ok(());
        }
        let mut bytes = 0;
        // SAFETY: the runtime is alive. Its memory neither moves nor grows, and
        // only code of the guest writes into it.
        unsafe {
            let data = m3_GetMemory(self.runtime.as_ptr(), &mut bytes, 0);
            self.cell.lend(data, bytes.into());
        }
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
        results: usize,
    ) -> Result<Vec<u64>, Failure> {
        let inputs: Vec<*const c_void> =
            arguments.iter().map(|word| ptr::from_ref(word).cast()).collect();
        let mut words = alloc::vec![0u64; results];
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

    pub(crate) fn cell(&mut self) -> &mut HostCell<H> {
        &mut self.cell
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
            f(text(CStr::from_ptr(message)))
        }
    }
}

impl<H> Drop for Machine<'_, H> {
    fn drop(&mut self) {
        // SAFETY: created by `load`; frees the loaded module too, after which
        // nobody knows the cell any more.
        unsafe { m3_FreeRuntime(self.runtime.as_ptr()) }
    }
}

impl Function {
    /// Whether it takes and returns nothing.
    pub(crate) fn is_entry(self) -> bool {
        let function = self.0.as_ptr();
        // SAFETY: the function is alive.
        unsafe { m3_GetArgCount(function) == 0 && m3_GetRetCount(function) == 0 }
    }
}

// Host functions.

/// The type of a host function as wasm3 writes it.
struct Signature<H, F>(PhantomData<(H, F)>);

impl<H, F: HostFunc<H>> Signature<H, F> {
    const TEXT: [u8; 16] = notation(["v(", "i("][F::Results::COUNT], F::Params::COUNT, ")");
}

/// Carries out a host call. Slots have 64 bits; the first is that of the result.
///
/// # Safety
///
/// Both come from a call of a function that was linked with these types.
#[inline(always)]
pub(crate) unsafe fn answer<H: Host, F: HostFunc<H>>(
    cell: *mut c_void,
    slots: *mut u64,
) -> *const c_void {
    // SAFETY: wasm3 passes the pointer given when linking and as many slots as
    // the signature asks for.
    unsafe {
        let params = slots.add(F::Results::COUNT * RESULT_SLOTS);
        match call::<H, F>(cell, |index| *params.add(index).cast()) {
            Ok(results) => {
                if let Some(value) = results.first() {
                    *slots.cast() = value;
                }
                ptr::null()
            }
            Err(HostTrap) => REFUSAL.as_ptr().cast(),
        }
    }
}
