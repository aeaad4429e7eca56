//! How this version of wasm3 calls the host. The adapter of 0.9.0 has the rest
//! of these sources in common.

use crate::ffi::answer;
use badge_runtime::{Host, HostFunc};
use core::ffi::c_void;

/// Name of the runtime.
pub(crate) const NAME: &str = "wasm3-0-4";

/// `M3RawCallEx`: runtime, slots, memory, user data.
pub(crate) type RawCall =
    unsafe extern "C" fn(*mut c_void, *mut u64, *mut c_void, *mut c_void) -> *const c_void;

/// Slots of a result in front of those of the parameters: it replaces the first.
pub(crate) const RESULT_SLOTS: usize = 0;

/// The [`RawCall`] of a host function.
pub(crate) unsafe extern "C" fn raw<H: Host, F: HostFunc<H>>(
    _: *mut c_void,
    slots: *mut u64,
    _: *mut c_void,
    cell: *mut c_void,
) -> *const c_void {
    // SAFETY: wasm3 passes what was linked to each call.
    unsafe { answer::<H, F>(cell, slots) }
}
