//! The translated guests (`c/guest.h`) and the host functions that they call:
//! the only place with `unsafe`.

use badge::{Badge, Blit, Buttons, ClockMs, Led, Log, Millis, Random, Rect, Tone};
use badge_c_host::{HostCell, call};
use badge_runtime::HostTrap;
use core::ffi::{CStr, c_char, c_int, c_void};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, Ordering};

/// `struct badge_guest`.
#[repr(C)]
struct Entry {
    name: *const c_char,
    instantiate: *const (),
    start: Export,
    update: Export,
    memory: *const (),
}

/// A translated function `() -> ()`.
type Export = unsafe extern "C" fn();

unsafe extern "C" {
    fn badge_w2c_first_guest() -> *const *const Entry;
    fn badge_w2c_instantiate(guest: *const Entry, host: *mut c_void) -> c_int;
    fn badge_w2c_call(export: Export) -> c_int;
    fn badge_w2c_memory(guest: *const Entry, size: *mut u32) -> *mut u8;
}

/// A guest with its instance. One per process, because a translated module
/// keeps its instance in a static.
#[derive(Debug)]
pub(crate) struct Guest {
    entry: NonNull<Entry>,
    /// The instance keeps its pointer, as `struct Z_env_instance_t`.
    cell: HostCell<Badge>,
}

/// A resolved export.
#[derive(Clone, Copy, Debug)]
pub struct Handle(Export);

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
        let mut guest = Self { entry, cell: HostCell::new(badge) };
        // SAFETY: the entry is one of the table, `TAKEN` says that it is called
        // for the first time, and the cell outlives the process's only guest.
        let trap = unsafe { badge_w2c_instantiate(entry.as_ptr(), guest.cell.as_ptr()) };
        Some(ended(trap).map(|()| {
            let mut size = 0;
            // SAFETY: the instance exists; its memory neither moves nor grows,
            // and only code of the guest writes into it.
            unsafe {
                let data = badge_w2c_memory(entry.as_ptr(), &mut size);
                guest.cell.lend(data, size.into());
            }
            guest
        }))
    }

    /// An export that every guest has: another does not compile.
    pub(crate) fn export(&self, name: &CStr) -> Option<Handle> {
        // SAFETY: the entry is one of the table.
        let entry = unsafe { self.entry.as_ref() };
        match name.to_bytes() {
            b"start" => Some(Handle(entry.start)),
            b"update" => Some(Handle(entry.update)),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn call(&mut self, export: Handle) -> Result<(), Trap> {
        // SAFETY: the process's only instance exists, and `&mut` keeps calls
        // apart.
        ended(unsafe { badge_w2c_call(export.0) })
    }

    pub(crate) fn cell(&mut self) -> &mut HostCell<Badge> {
        &mut self.cell
    }
}

/// `name(params) = function`: one that refuses tells so, the others return their
/// result.
macro_rules! import {
    ($symbol:ident($($arg:ident),*) = $func:ident, $answer:expr) => {
        // SAFETY: the prefix keeps the symbol apart from those of libc.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $symbol(cell: *mut c_void, $($arg: i32),*) -> i32 {
            let params: &[i32] = &[$($arg),*];
            // SAFETY: `runtime.c` passes the cell that the instance was made
            // with, which nobody else touches while the guest runs.
            let outcome = unsafe { call::<Badge, $func>(cell, |index| params[index]) };
            ($answer)(outcome)
        }
    };
}

/// 0 is a refusal.
fn accepted(outcome: Result<(), HostTrap>) -> i32 {
    outcome.is_ok().into()
}

/// These never refuse.
fn result(outcome: Result<i32, HostTrap>) -> i32 {
    outcome.unwrap_or_default()
}

import!(badge_w2c_rect(x, y, w, h, color) = Rect, accepted);
import!(badge_w2c_blit(at, x, y, w, h, key) = Blit, accepted);
import!(badge_w2c_led(index, rgb) = Led, accepted);
import!(badge_w2c_tone(frequency, duration) = Tone, accepted);
import!(badge_w2c_log(at, len) = Log, accepted);
import!(badge_w2c_buttons() = Buttons, result);
import!(badge_w2c_millis() = Millis, result);
import!(badge_w2c_random() = Random, result);
import!(badge_w2c_clock_ms() = ClockMs, result);
