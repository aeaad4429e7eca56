//! The translated guests (`c/guest.h`) and the host functions that they call:
//! the only place with `unsafe`.

use alloc::boxed::Box;
use badge::Badge;
use badge_runtime::SliceMemory;
use core::ffi::{CStr, c_char, c_int, c_void};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicBool, Ordering};

/// `struct badge_guest`, of which only the name is looked at here.
#[repr(C)]
struct Entry {
    name: *const c_char,
    rest: [*const (); 4],
}

unsafe extern "C" {
    fn badge_w2c_first_guest() -> *const *const Entry;
    fn badge_w2c_instantiate(guest: *const Entry, host: *mut c_void) -> c_int;
    fn badge_w2c_start(guest: *const Entry) -> c_int;
    fn badge_w2c_update(guest: *const Entry) -> c_int;
    fn badge_w2c_memory(guest: *const Entry, size: *mut u32) -> *const u8;
}

/// What the imports work on: `struct Z_env_instance_t`.
struct Host {
    badge: Badge,
    /// Linear memory, which neither moves nor grows; empty until there is an
    /// instance.
    memory: (*const u8, u32),
}

/// A guest with its instance. One per process, because a translated module
/// keeps its instance in a static.
#[derive(Debug)]
pub(crate) struct Guest {
    entry: NonNull<Entry>,
    /// From a box. A pointer, because the instance keeps a copy of it.
    host: NonNull<Host>,
}

/// What ended a call: `wasm_rt_trap_t`, or 64 for a refusing host function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trap(pub(crate) c_int);

fn ended(trap: c_int) -> Result<(), Trap> {
    match trap {
        0 => Ok(()),
        trap => Err(Trap(trap)),
    }
}

/// Finds a guest in the table.
fn find(name: &str) -> Option<NonNull<Entry>> {
    // SAFETY: the table is constant and ends with a null pointer; names are
    // string literals.
    unsafe {
        let mut place = badge_w2c_first_guest();
        while let Some(entry) = NonNull::new((*place).cast_mut()) {
            if CStr::from_ptr(entry.as_ref().name).to_str() == Ok(name) {
                return Some(entry);
            }
            place = place.add(1);
        }
    }
    None
}

/// Whether this process has an instance.
static TAKEN: AtomicBool = AtomicBool::new(false);

impl Guest {
    /// Makes the instance: memory, table, segments, start section. `None` where
    /// no guest of that name is linked in, or the process has run one.
    pub(crate) fn new(name: &str, badge: Badge) -> Option<Result<Self, Trap>> {
        let entry = find(name)?;
        if TAKEN.swap(true, Ordering::AcqRel) {
            return None;
        }
        let host = Box::new(Host { badge, memory: (ptr::null(), 0) });
        let mut guest = Self { entry, host: NonNull::from(Box::leak(host)) };
        // SAFETY: the entry is one of the table, `TAKEN` says that it is called
        // for the first time, and the host outlives the process's only guest.
        let trap = unsafe { badge_w2c_instantiate(entry.as_ptr(), guest.host.as_ptr().cast()) };
        Some(ended(trap).map(|()| {
            let mut size = 0;
            // SAFETY: the instance exists, and no call is in progress.
            unsafe {
                let data = badge_w2c_memory(entry.as_ptr(), &mut size);
                guest.host.as_mut().memory = (data, size);
            }
            guest
        }))
    }

    #[inline]
    pub(crate) fn start(&mut self) -> Result<(), Trap> {
        // SAFETY: the instance exists, and `&mut` keeps calls apart.
        ended(unsafe { badge_w2c_start(self.entry.as_ptr()) })
    }

    #[inline]
    pub(crate) fn update(&mut self) -> Result<(), Trap> {
        // SAFETY: as for `start`.
        ended(unsafe { badge_w2c_update(self.entry.as_ptr()) })
    }

    pub(crate) fn badge(&mut self) -> &mut Badge {
        // SAFETY: the host is alive, and no call is in progress.
        unsafe { &mut self.host.as_mut().badge }
    }

    pub(crate) fn memory_size(&self) -> u64 {
        // SAFETY: as for `badge`.
        unsafe { self.host.as_ref().memory.1.into() }
    }
}

/// Lends linear memory to a host function.
///
/// # Safety
///
/// `memory` is that of the guest which calls: it does not change meanwhile.
unsafe fn lent<'a>((data, size): (*const u8, u32)) -> SliceMemory<'a> {
    if data.is_null() {
        return SliceMemory(&[]);
    }
    // SAFETY: the size is that of the allocation.
    SliceMemory(unsafe { core::slice::from_raw_parts(data, size as usize) })
}

macro_rules! import {
    ($symbol:ident($($arg:ident),*) $(-> $result:ty)? = $call:expr) => {
        // SAFETY: the prefix keeps the symbol apart from those of libc.
        #[unsafe(no_mangle)]
        extern "C" fn $symbol(host: &mut Host $(, $arg: i32)*) $(-> $result)? {
            $call(host)
        }
    };
}

// `runtime.c` passes the host that the instance was made with, which nobody
// else touches while the guest runs: hence a reference.
import!(badge_w2c_rect(x, y, w, h, color) = |host: &mut Host| host.badge.rect(x, y, w, h, color));
import!(badge_w2c_buttons() -> i32 = |host: &mut Host| host.badge.buttons());
import!(badge_w2c_millis() -> i32 = |host: &mut Host| host.badge.millis());
import!(badge_w2c_random() -> i32 = |host: &mut Host| host.badge.random());
import!(badge_w2c_clock_ms() -> i32 = |host: &mut Host| host.badge.clock_ms());
import!(badge_w2c_led(index, rgb) = |host: &mut Host| host.badge.led(index, rgb));
import!(
    badge_w2c_tone(frequency, duration) = |host: &mut Host| host.badge.play(frequency, duration)
);
import!(badge_w2c_blit(at, x, y, w, h, key) -> i32 = |host: &mut Host| {
    // SAFETY: the memory of the guest that calls.
    let memory = unsafe { lent(host.memory) };
    host.badge.blit(&memory, at, x, y, w, h, key).is_ok().into()
});
import!(badge_w2c_log(at, len) -> i32 = |host: &mut Host| {
    // SAFETY: the memory of the guest that calls.
    let memory = unsafe { lent(host.memory) };
    host.badge.log_from(&memory, at, len).is_ok().into()
});
