//! The imports as C symbols, over the one badge of this process.
//!
//! None is inlined into a guest, so that a guest's own instructions can be
//! told from those of the host functions.

use badge::Badge;
use badge_runtime::SliceMemory;
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU8, Ordering};

struct Place {
    state: AtomicU8,
    badge: UnsafeCell<Option<Badge>>,
}

const EMPTY: u8 = 0;
const INSTALLED: u8 = 1;

// SAFETY: `install` hands the cell over once, guarded by `state`; afterwards
// only the thread that runs the guest reaches it, since `Native` is the one
// way to call a guest and is created once.
unsafe impl Sync for Place {}

static PLACE: Place = Place { state: AtomicU8::new(EMPTY), badge: UnsafeCell::new(None) };

/// Puts the badge in place, once per process.
pub(crate) fn install(badge: Badge) -> bool {
    if PLACE.state.compare_exchange(EMPTY, INSTALLED, Ordering::AcqRel, Ordering::Acquire).is_err()
    {
        return false;
    }
    // SAFETY: the exchange above succeeds once, so nobody else is here, and no
    // guest runs before this function has returned.
    unsafe { *PLACE.badge.get() = Some(badge) };
    true
}

/// Lends the badge.
#[inline(always)]
pub(crate) fn with<T>(f: impl FnOnce(&mut Badge) -> T) -> T {
    // SAFETY: single-threaded after `install` (see `Place`), and no borrow
    // overlaps: `f` is a method of the badge or a closure of the run loop, and
    // neither calls back into a guest.
    match unsafe { &mut *PLACE.badge.get() } {
        Some(badge) => f(badge),
        None => panic!("a guest runs before its badge is in place"),
    }
}

macro_rules! import {
    ($symbol:ident($($arg:ident: $type:ty),*) $(-> $result:ty)? = $call:expr) => {
        // SAFETY: the prefix keeps the symbol from replacing one of libc's.
        #[unsafe(no_mangle)]
        #[inline(never)]
        extern "C" fn $symbol($($arg: $type),*) $(-> $result)? {
            with($call)
        }
    };
}

import!(badge_host_rect(x: i32, y: i32, w: i32, h: i32, color: i32) =
    |badge| badge.rect(x, y, w, h, color));
import!(badge_host_buttons() -> i32 = |badge| badge.buttons());
import!(badge_host_millis() -> i32 = |badge| badge.millis());
import!(badge_host_random() -> i32 = Badge::random);
import!(badge_host_led(index: i32, rgb: i32) = |badge| badge.led(index, rgb));
import!(badge_host_tone(frequency: i32, duration: i32) =
    |badge| badge.play(frequency, duration));
import!(badge_host_clock_ms() -> i32 = Badge::clock_ms);

// SAFETY: the prefix keeps the symbol from replacing one of libc's.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn badge_host_blit(
    pixels: *const u8,
    len: usize,
    x: i32,
    y: i32,
    w: i32,
    h: i32,
    key: i32,
) {
    // SAFETY: the safe binding takes a slice and passes its parts.
    let memory = SliceMemory(unsafe { core::slice::from_raw_parts(pixels, len) });
    // A slice that is too short draws nothing, as it would trap in a module.
    let _: Result<(), _> = with(|badge| badge.blit(&memory, 0, x, y, w, h, key));
}

// SAFETY: the prefix keeps the symbol from replacing one of libc's.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn badge_host_log(text: *const u8, len: usize) {
    // SAFETY: the safe binding takes a slice and passes its parts.
    let memory = SliceMemory(unsafe { core::slice::from_raw_parts(text, len) });
    // The whole slice lies inside itself.
    let _: Result<(), _> = with(|badge| badge.log_from(&memory, 0, len as i32));
}
