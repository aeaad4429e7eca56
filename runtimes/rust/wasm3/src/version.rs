//! How this version of wasm3 calls the host. The adapter of 0.4.7 has the rest
//! of these sources in common.

use crate::ffi::answer;
use badge_runtime::{Host, HostFunc};
use core::ffi::c_void;

/// Name of the runtime.
pub(crate) const NAME: &str = "wasm3";

/// `M3ImportContext`.
#[repr(C)]
pub(crate) struct ImportContext {
    pub(crate) userdata: *mut c_void,
    function: *mut c_void,
}

/// `M3RawCall`: runtime, context, slots, memory.
pub(crate) type RawCall =
    unsafe extern "C" fn(*mut c_void, *mut ImportContext, *mut u64, *mut c_void) -> *const c_void;

/// Slots of a result in front of those of the parameters.
pub(crate) const RESULT_SLOTS: usize = 1;

/// The [`RawCall`] of a host function.
pub(crate) unsafe extern "C" fn raw<H: Host, F: HostFunc<H>>(
    _: *mut c_void,
    context: *mut ImportContext,
    slots: *mut u64,
    _: *mut c_void,
) -> *const c_void {
    // SAFETY: wasm3 passes a context to each call, with what was linked.
    unsafe { answer::<H, F>((*context).userdata, slots) }
}
