//! WAMR's C interface (`wasm_export.h` of version 2.4.3) behind owned handles:
//! the only place with `unsafe`.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_c_host::{HostCell, call, lend};
use badge_runtime::{Host, HostFunc, HostTrap, PAGE_BYTES, Results as _};
use core::cell::OnceCell;
#[cfg(feature = "metering")]
use core::ffi::c_int;
use core::ffi::{CStr, c_char, c_void};
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

type Opaque = *mut c_void;
/// What a raw native function is: arguments are 64-bit slots, the first of
/// which takes the result.
type RawCall = unsafe extern "C" fn(Opaque, *mut u64);

unsafe extern "C" {
    fn wasm_runtime_destroy();
    fn wasm_runtime_init_thread_env() -> bool;
    fn wasm_runtime_unload(module: Opaque);
    fn wasm_runtime_instantiation_args_create(arguments: *mut Opaque) -> bool;
    fn wasm_runtime_instantiation_args_destroy(arguments: Opaque);
    fn wasm_runtime_instantiation_args_set_default_stack_size(arguments: Opaque, bytes: u32);
    fn wasm_runtime_instantiation_args_set_custom_data(arguments: Opaque, data: Opaque);
    fn wasm_runtime_instantiate_ex2(
        module: Opaque,
        arguments: Opaque,
        error: *mut c_char,
        error_len: u32,
    ) -> Opaque;
    fn wasm_runtime_deinstantiate(instance: Opaque);
    fn wasm_runtime_create_exec_env(instance: Opaque, stack_bytes: u32) -> Opaque;
    fn wasm_runtime_destroy_exec_env(exec_env: Opaque);
    fn wasm_runtime_lookup_function(instance: Opaque, name: *const c_char) -> Opaque;
    fn wasm_runtime_call_wasm(env: Opaque, function: Opaque, cells: u32, argv: *mut u32) -> bool;
    fn wasm_runtime_get_exception(instance: Opaque) -> *const c_char;
    fn wasm_runtime_set_exception(instance: Opaque, text: *const c_char);
    fn wasm_runtime_clear_exception(instance: Opaque);
    fn wasm_runtime_get_module_inst(exec_env: Opaque) -> Opaque;
    fn wasm_runtime_get_custom_data(instance: Opaque) -> Opaque;
    fn wasm_runtime_get_default_memory(instance: Opaque) -> Opaque;
    fn wasm_memory_get_base_address(memory: Opaque) -> *mut u8;
    fn wasm_memory_get_cur_page_count(memory: Opaque) -> u64;
    fn wasm_memory_get_bytes_per_page(memory: Opaque) -> u64;
    #[cfg(feature = "metering")]
    fn wasm_runtime_set_instruction_count_limit(exec_env: Opaque, instructions: c_int);
    fn badge_wamr_begin() -> bool;
    fn badge_wamr_load(
        bytes: *mut u8,
        len: u32,
        keeps: *mut bool,
        error: *mut c_char,
        error_len: u32,
    ) -> Opaque;
    fn badge_wamr_freeze_memory(module: Opaque, imported_pages: u32);
    fn badge_wamr_begin_memory(module: Opaque, contents: *mut u8, size: u32) -> bool;
    fn badge_wamr_link(module: Opaque, function: u32, call: RawCall);
}

/// What a host function that refuses sets as exception.
pub(crate) const REFUSAL: &CStr = c"a host function refused its arguments";

/// Why a host's memory is no use to a module.
const UNBEGUN: &str = "the memory of the host cannot begin with its contents";

/// Why WAMR refused, in its words.
pub(crate) type Failure = Box<str>;

/// Bytes for WAMR's words.
const WORDS: usize = 192;

fn failure(text: &CStr) -> Failure {
    text.to_string_lossy().into()
}

fn written(words: &[u8; WORDS]) -> Failure {
    failure(CStr::from_bytes_until_nul(words).unwrap_or_default())
}

/// The state that WAMR keeps for the whole process, counted.
#[derive(Debug)]
pub(crate) struct Engine(PhantomData<*mut ()>);

impl Engine {
    /// `None` without memory.
    pub(crate) fn new() -> Option<Self> {
        // SAFETY: no precondition. The thread's part, which may be repeated, is
        // the signal handler of guard pages; without them it is nothing.
        unsafe {
            if !badge_wamr_begin() {
                return None;
            }
            if !wasm_runtime_init_thread_env() {
                wasm_runtime_destroy();
                return None;
            }
        }
        Some(Self(PhantomData))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: begun by `new`, and everything else borrows it.
        unsafe { wasm_runtime_destroy() }
    }
}

/// A copy on the heap; `None` without memory.
fn copy_of(bytes: &[u8]) -> Option<Box<[u8]>> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len()).ok()?;
    copy.extend_from_slice(bytes);
    Some(copy.into_boxed_slice())
}

/// `wasm_module_t`.
#[derive(Debug)]
pub(crate) struct Loaded<'m> {
    module: NonNull<c_void>,
    /// The bytes that it points into and writes to, where it keeps them.
    bytes: Option<NonNull<[u8]>>,
    /// What the memory that a host offers begins with.
    contents: OnceCell<Box<[u8]>>,
    borrows: PhantomData<&'m Engine>,
}

impl<'m> Loaded<'m> {
    /// WAMR writes into the bytes that it loads, hence the copy. `None` is a lack of
    /// memory.
    pub(crate) fn new(_: &'m Engine, bytes: &[u8]) -> Result<Self, Option<Failure>> {
        let copy = copy_of(bytes).ok_or(None)?;
        let len = u32::try_from(copy.len()).unwrap_or(u32::MAX);
        let bytes = NonNull::from(Box::leak(copy));
        let mut words = [0; WORDS];
        let mut keeps = true;
        // SAFETY: both buffers are as long as is said, and the bytes live as
        // long as the module where it keeps them.
        let module = unsafe {
            let words = words.as_mut_ptr().cast();
            badge_wamr_load(bytes.as_ptr().cast(), len, &mut keeps, words, WORDS as u32)
        };
        let module = NonNull::new(module);
        let bytes = if module.is_some() && keeps {
            Some(bytes)
        } else {
            // SAFETY: from the box above; WAMR has given it up.
            drop(unsafe { Box::from_raw(bytes.as_ptr()) });
            None
        };
        let module = module.ok_or_else(|| written(&words))?;
        Ok(Self { module, bytes, contents: OnceCell::new(), borrows: PhantomData })
    }

    /// Makes instances begin with what the host writes into the memory that it
    /// offers. `None` is a lack of memory.
    fn begin_memory<H: Host>(&self) -> Result<(), Option<Failure>> {
        let Some(pages) = H::MEMORY_PAGES.filter(|_| self.contents.get().is_none()) else {
            return Ok(());
        };
        let size = u32::try_from(u64::from(pages) * PAGE_BYTES).map_err(|_| None)?;
        let mut contents = Vec::new();
        contents.try_reserve_exact(size as usize).map_err(|_| None)?;
        contents.resize(size as usize, 0);
        let mut contents = contents.into_boxed_slice();
        H::begin_memory(&mut contents);
        // SAFETY: the module is alive and goes before the contents, which stay
        // where they are.
        let begun =
            unsafe { badge_wamr_begin_memory(self.module.as_ptr(), contents.as_mut_ptr(), size) };
        // Even then the module may have been changed.
        let is_new = self.contents.set(contents).is_ok();
        if begun && is_new { Ok(()) } else { Err(Some(UNBEGUN.into())) }
    }

    /// Links the function of that index among the imported functions.
    pub(crate) fn link<H: Host, F: HostFunc<H>>(&self, function: u32) {
        // SAFETY: the index is that of an import of this module whose type
        // fits, and `raw` takes the host cell of the instances that are made
        // with it.
        unsafe { badge_wamr_link(self.module.as_ptr(), function, raw::<H, F>) }
    }
}

impl Drop for Loaded<'_> {
    fn drop(&mut self) {
        // SAFETY: every machine keeps the module alive; the bytes are from a
        // box and go after it.
        unsafe {
            wasm_runtime_unload(self.module.as_ptr());
            if let Some(bytes) = self.bytes {
                drop(Box::from_raw(bytes.as_ptr()));
            }
        }
    }
}

/// `wasm_module_inst_t` with what executes it, and the host behind its imports.
pub(crate) struct Machine<'m, H> {
    instance: NonNull<c_void>,
    exec_env: NonNull<c_void>,
    /// WAMR keeps a copy of its pointer.
    cell: HostCell<H>,
    /// Last, so that it goes after the instance.
    _module: Rc<Loaded<'m>>,
}

/// `wasm_function_inst_t`; valid as long as the machine that it comes from,
/// which keeps it to itself and the session around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function(NonNull<c_void>);

impl<'m, H: Host> Machine<'m, H> {
    /// Makes memory, globals and tables, applies the segments, runs the start
    /// section. Memory cannot grow. `None` is a lack of memory.
    pub(crate) fn new(
        module: Rc<Loaded<'m>>,
        stack_bytes: u32,
        host: H,
    ) -> Result<Self, Option<Failure>> {
        let mut cell = HostCell::new(host);
        let mut arguments = ptr::null_mut();
        let mut words = [0; WORDS];
        // SAFETY: the module is alive, the arguments are destroyed once, and
        // the cell lives as long as the instance.
        let instance = unsafe {
            badge_wamr_freeze_memory(module.module.as_ptr(), H::MEMORY_PAGES.unwrap_or(0));
            module.begin_memory::<H>()?;
            if !wasm_runtime_instantiation_args_create(&mut arguments) {
                return Err(None);
            }
            wasm_runtime_instantiation_args_set_default_stack_size(arguments, stack_bytes);
            wasm_runtime_instantiation_args_set_custom_data(arguments, cell.as_ptr());
            let instance = wasm_runtime_instantiate_ex2(
                module.module.as_ptr(),
                arguments,
                words.as_mut_ptr().cast(),
                WORDS as u32,
            );
            wasm_runtime_instantiation_args_destroy(arguments);
            instance
        };
        let instance = NonNull::new(instance).ok_or_else(|| Some(written(&words)))?;
        // SAFETY: the instance is alive; it goes where it cannot be executed.
        // Its memory neither moves nor grows, and only code of the guest writes
        // into it.
        unsafe {
            let exec_env = wasm_runtime_create_exec_env(instance.as_ptr(), stack_bytes);
            let Some(exec_env) = NonNull::new(exec_env) else {
                wasm_runtime_deinstantiate(instance.as_ptr());
                return Err(None);
            };
            if let Some((data, bytes)) = memory(instance.as_ptr()) {
                cell.lend(data, bytes);
            }
            Ok(Self { instance, exec_env, cell, _module: module })
        }
    }

    /// An exported function.
    pub(crate) fn function(&self, name: &CStr) -> Option<Function> {
        // SAFETY: the instance is alive, the name NUL-terminated.
        let function =
            unsafe { wasm_runtime_lookup_function(self.instance.as_ptr(), name.as_ptr()) };
        NonNull::new(function).map(Function)
    }

    /// Calls a function of type `() -> ()`.
    #[inline]
    pub(crate) fn call(&mut self, function: Function) -> Result<(), Failure> {
        let mut cells = [0u32; 2];
        self.enter(function, 0, &mut cells)
    }

    /// Calls with `count` cells of arguments at the front of `cells`, which the
    /// results replace: it must hold the longer of both.
    #[inline]
    pub(crate) fn enter(
        &mut self,
        function: Function,
        count: u32,
        cells: &mut [u32],
    ) -> Result<(), Failure> {
        // SAFETY: a function of this live machine, see `Function`, and as many
        // cells as the caller has counted for its type.
        let returned = unsafe {
            let argv = cells.as_mut_ptr();
            wasm_runtime_call_wasm(self.exec_env.as_ptr(), function.0.as_ptr(), count, argv)
        };
        if returned { Ok(()) } else { Err(self.trapped()) }
    }

    /// Takes the exception, without which every later call would end with it.
    #[cold]
    fn trapped(&mut self) -> Failure {
        // SAFETY: the instance is alive; the text is copied before it goes.
        unsafe {
            let text = wasm_runtime_get_exception(self.instance.as_ptr());
            let failure = failure(if text.is_null() { c"" } else { CStr::from_ptr(text) });
            wasm_runtime_clear_exception(self.instance.as_ptr());
            failure
        }
    }

    pub(crate) fn cell(&mut self) -> &mut HostCell<H> {
        &mut self.cell
    }

    /// Sets how many instructions each later call may execute.
    #[cfg(feature = "metering")]
    pub(crate) fn limit_instructions(&mut self, count: u32) {
        let count = c_int::try_from(count).unwrap_or(c_int::MAX);
        // SAFETY: the environment is alive and executes nothing.
        unsafe { wasm_runtime_set_instruction_count_limit(self.exec_env.as_ptr(), count) }
    }
}

impl<H> Drop for Machine<'_, H> {
    fn drop(&mut self) {
        // SAFETY: created by `new`; afterwards nobody knows the cell any more.
        unsafe {
            wasm_runtime_destroy_exec_env(self.exec_env.as_ptr());
            wasm_runtime_deinstantiate(self.instance.as_ptr());
        }
    }
}

/// Where the memory of an instance lies, and its size in bytes.
///
/// # Safety
///
/// The instance is alive.
unsafe fn memory(instance: Opaque) -> Option<(*mut u8, u64)> {
    // SAFETY: as demanded.
    unsafe {
        let memory = wasm_runtime_get_default_memory(instance);
        (!memory.is_null()).then(|| {
            let pages = wasm_memory_get_cur_page_count(memory);
            let bytes = pages * wasm_memory_get_bytes_per_page(memory);
            (wasm_memory_get_base_address(memory), bytes)
        })
    }
}

/// A host function: slots have 64 bits, and the result replaces the first.
unsafe extern "C" fn raw<H: Host, F: HostFunc<H>>(exec_env: Opaque, slots: *mut u64) {
    // SAFETY: WAMR passes as many slots as the type has parameters, one at
    // least, and the environment of an instance that was made with a
    // `HostCell<H>`; handles are alive during the call, and the text is copied.
    unsafe {
        let instance = wasm_runtime_get_module_inst(exec_env);
        let cell = wasm_runtime_get_custom_data(instance);
        // The start section runs before `Machine::new` knows the memory.
        if H::MEMORY_PAGES.is_some()
            && let Some((data, bytes)) = memory(instance)
        {
            lend::<H>(cell, data, bytes);
        }
        match call::<H, F>(cell, |index| *slots.add(index).cast()) {
            Ok(results) => {
                if let Some(value) = results.first() {
                    *slots.cast() = value;
                }
            }
            Err(HostTrap) => wasm_runtime_set_exception(instance, REFUSAL.as_ptr()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge_runtime::Registrar;

    struct Nobody;

    impl Host for Nobody {
        fn register<R: Registrar<Self>>(_: &mut R) -> Result<(), R::Error> {
            Ok(())
        }
    }

    const MODULE: &str = r#"(module
        (func (export "trap") unreachable)
        (func (export "nothing")))"#;

    /// Why `trapped` takes the exception.
    #[test]
    fn an_exception_that_is_not_cleared_ends_every_later_call() {
        let engine = Engine::new().expect("memory for an engine");
        let wasm = wat::parse_str(MODULE).expect("a module");
        let module = Rc::new(Loaded::new(&engine, &wasm).expect("a valid module"));
        let mut machine = Machine::new(module, 4096, Nobody).expect("an instance");
        let (trap, nothing) = (
            machine.function(c"trap").expect("an export"),
            machine.function(c"nothing").expect("an export"),
        );
        let call = |machine: &Machine<'_, Nobody>, function: Function| {
            // SAFETY: functions of this live machine that take no arguments.
            unsafe {
                wasm_runtime_call_wasm(
                    machine.exec_env.as_ptr(),
                    function.0.as_ptr(),
                    0,
                    [0u32; 2].as_mut_ptr(),
                )
            }
        };
        assert!(call(&machine, nothing));
        assert!(!call(&machine, trap));
        assert!(!call(&machine, nothing), "the stale exception is gone");
        assert_eq!(&*machine.trapped(), "Exception: unreachable");
        assert!(call(&machine, nothing));
    }
}
