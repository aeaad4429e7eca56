//! wasm3 embedded by hand in the same firmware: the other side of the pair
//! benchmark on the emulated badge. The settings are those of the adapter.
#![no_std]
#![no_main]

extern crate alloc;
// Brings wasm3 itself.
extern crate adapter_wasm3 as _;

use alloc::boxed::Box;
use badge::{Badge, Link, Screen};
use badge_protocol::payload::Entry;
use badge_runner::{Plan, Progress, drive};
use badge_runtime::{Error, ErrorKind, HostTrap, Session, SliceMemory};
use core::ffi::{CStr, c_char, c_void};
use core::ptr;
use runner_pybadge::firmware::{Guest, PyBench};

runner_pybadge::main!(guest Pair);

type Outcome = *const c_char;
type Opaque = *mut c_void;
type RawCall = unsafe extern "C" fn(Opaque, *mut Context, *mut u64, *mut c_void) -> *const c_void;

/// `M3ImportContext`.
#[repr(C)]
struct Context {
    userdata: *mut Badge,
    function: Opaque,
}

unsafe extern "C" {
    fn m3_NewEnvironment() -> Opaque;
    fn m3_NewRuntime(environment: Opaque, stack_bytes: u32, user_data: Opaque) -> Opaque;
    fn m3_ParseModule(e: Opaque, module: *mut Opaque, bytes: *const u8, len: u32) -> Outcome;
    fn m3_LoadModule(runtime: Opaque, module: Opaque) -> Outcome;
    fn m3_CompileModule(module: Opaque) -> Outcome;
    fn m3_LinkRawFunctionEx(
        module: Opaque,
        module_name: *const c_char,
        name: *const c_char,
        signature: *const c_char,
        function: RawCall,
        userdata: *const c_void,
    ) -> Outcome;
    fn m3_FindFunction(function: *mut Opaque, runtime: Opaque, name: *const c_char) -> Outcome;
    fn m3_Call(function: Opaque, count: u32, arguments: *const *const c_void) -> Outcome;
    fn m3_GetMemorySize(runtime: Opaque) -> u32;
    fn badge_m3_freeze_memory(runtime: Opaque);
}

/// Bytes of the guest's stack.
const STACK_BYTES: u32 = 4096;

static OUTSIDE: &CStr = c"[trap] a pointer outside memory";

fn answer(outcome: Result<(), HostTrap>) -> *const c_void {
    match outcome {
        Ok(()) => ptr::null(),
        Err(HostTrap) => OUTSIDE.as_ptr().cast(),
    }
}

/// The badge behind a call.
///
/// # Safety
///
/// Only with what wasm3 passes to a host function of the right signature.
#[inline(always)]
unsafe fn badge<'a>(context: *mut Context) -> &'a mut Badge {
    // SAFETY: the user data given when linking; no other reference is alive
    // while the guest runs.
    unsafe { &mut *(*context).userdata }
}

/// An argument of a call.
///
/// # Safety
///
/// As above.
#[inline(always)]
unsafe fn argument(sp: *mut u64, index: usize) -> i32 {
    // SAFETY: arguments are 64-bit slots from `sp` on.
    unsafe { *sp.add(index).cast() }
}

/// The guest's memory during a call.
///
/// # Safety
///
/// As above.
#[inline(always)]
unsafe fn lent<'a>(runtime: Opaque, memory: *mut c_void) -> SliceMemory<'a> {
    // SAFETY: the runtime that calls; its memory does not move meanwhile.
    SliceMemory(unsafe {
        core::slice::from_raw_parts(memory.cast(), m3_GetMemorySize(runtime) as usize)
    })
}

/// `raw!(name(runtime, context, sp, memory) = what it answers)`.
macro_rules! raw {
    ($name:ident($runtime:ident, $context:ident, $sp:ident, $memory:ident) = $answer:expr) => {
        unsafe extern "C" fn $name(
            $runtime: Opaque,
            $context: *mut Context,
            $sp: *mut u64,
            $memory: *mut c_void,
        ) -> *const c_void {
            // SAFETY: what wasm3 passes to a host function of this signature.
            unsafe { $answer }
        }
    };
}

raw!(
    rect(_runtime, context, sp, _memory) = {
        let (x, y) = (argument(sp, 0), argument(sp, 1));
        let (w, h) = (argument(sp, 2), argument(sp, 3));
        badge(context).rect(x, y, w, h, argument(sp, 4));
        ptr::null()
    }
);
raw!(
    blit(runtime, context, sp, memory) = {
        let (at, x, y) = (argument(sp, 0), argument(sp, 1), argument(sp, 2));
        let (w, h, key) = (argument(sp, 3), argument(sp, 4), argument(sp, 5));
        answer(badge(context).blit(&lent(runtime, memory), at, x, y, w, h, key))
    }
);
raw!(
    led(_runtime, context, sp, _memory) = {
        badge(context).led(argument(sp, 0), argument(sp, 1));
        ptr::null()
    }
);
raw!(
    tone(_runtime, context, sp, _memory) = {
        badge(context).play(argument(sp, 0), argument(sp, 1));
        ptr::null()
    }
);
raw!(
    log(runtime, context, sp, memory) = {
        let memory = lent(runtime, memory);
        answer(badge(context).log_from(&memory, argument(sp, 0), argument(sp, 1)))
    }
);
raw!(
    buttons(_runtime, context, sp, _memory) = {
        *sp.cast() = badge(context).buttons();
        ptr::null()
    }
);
raw!(
    millis(_runtime, context, sp, _memory) = {
        *sp.cast() = badge(context).millis();
        ptr::null()
    }
);
raw!(
    random(_runtime, context, sp, _memory) = {
        *sp.cast() = badge(context).random();
        ptr::null()
    }
);

const IMPORTS: [(&CStr, &CStr, RawCall); 8] = [
    (c"rect", c"v(iiiii)", rect),
    (c"blit", c"v(iiiiii)", blit),
    (c"led", c"v(ii)", led),
    (c"tone", c"v(ii)", tone),
    (c"log", c"v(ii)", log),
    (c"buttons", c"i()", buttons),
    (c"millis", c"i()", millis),
    (c"random", c"i()", random),
];

struct Side {
    badge: *mut Badge,
    start: Opaque,
    update: Opaque,
}

impl Side {
    /// Null pointers and errors of wasm3 end in `None`.
    fn new(wasm: &'static [u8], badge: Badge) -> Option<Self> {
        // Both live until the reset that ends the run.
        let badge: *mut Badge = Box::leak(Box::new(badge));
        // SAFETY: every pointer comes from wasm3 and is used before the next
        // reset; the strings are NUL-terminated; the module lies in flash.
        unsafe {
            let environment = m3_NewEnvironment();
            let runtime = m3_NewRuntime(environment, STACK_BYTES, ptr::null_mut());
            let mut module = ptr::null_mut();
            let len = wasm.len() as u32;
            let good = |outcome: Outcome| outcome.is_null().then_some(());
            good(m3_ParseModule(environment, &mut module, wasm.as_ptr(), len))?;
            good(m3_LoadModule(runtime, module))?;
            badge_m3_freeze_memory(runtime);
            for (name, signature, call) in IMPORTS {
                // A function that the module does not import is none to link.
                let _: Outcome = m3_LinkRawFunctionEx(
                    module,
                    c"env".as_ptr(),
                    name.as_ptr(),
                    signature.as_ptr(),
                    call,
                    badge.cast(),
                );
            }
            good(m3_CompileModule(module))?;
            let find = |name: &CStr| {
                let mut function = ptr::null_mut();
                good(m3_FindFunction(&mut function, runtime, name.as_ptr()))?;
                Some(function)
            };
            Some(Self { badge, start: find(c"start")?, update: find(c"update")? })
        }
    }
}

impl Session for Side {
    type Host = Badge;
    type Entry = Opaque;

    fn entry(&mut self, name: &CStr) -> Result<Opaque, Error> {
        Ok(if name == c"start" { self.start } else { self.update })
    }

    #[inline]
    fn call(&mut self, function: &Opaque) -> Result<(), Error> {
        // SAFETY: a function of the runtime that takes no arguments.
        let outcome = unsafe { m3_Call(*function, 0, ptr::null()) };
        if outcome.is_null() { Ok(()) } else { Err(Error::new(ErrorKind::Other)) }
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut Badge) -> T) -> T {
        // SAFETY: leaked in `new`, and no guest runs.
        f(unsafe { &mut *self.badge })
    }
}

struct Pair;

impl Guest for Pair {
    const NAME: &'static str = "wasm3";
    const VERSION: &'static str = "by hand";

    fn run(entry: &Entry<'static>, frames: u32, bench: &mut PyBench<'_>) -> Progress {
        // No clock, which the program of the pair does not ask for.
        let badge = Badge::new(Box::leak(Box::new(Screen::new())), entry.seed);
        let plan = Plan {
            frames,
            calls_per_frame: entry.calls_per_frame,
            // The bench walks through the payload's.
            trace: &[],
            fuel: entry.fuel,
            interrupt: false,
        };
        match Side::new(entry.artifact, badge) {
            Some(mut side) => drive(&mut side, &plan, bench),
            // Its transcript lacks frames, which is what a reader sees.
            None => Progress { frames: 0, link: Link::ORIGIN, nondeterministic: false },
        }
    }
}
