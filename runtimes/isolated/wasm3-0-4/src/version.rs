//! How this version of wasm3 calls the host. The adapter of 0.9.0 has the rest
//! of these sources in common.

use core::ffi::c_void;

/// Name of the runtime.
pub(crate) const NAME: &str = "wasm3-0-4";

/// `M3RawCallEx`: runtime, slots, memory, user data.
pub(crate) type RawCall =
    unsafe extern "C" fn(*mut c_void, *mut u64, *mut c_void, *mut c_void) -> *const c_void;

/// Declares a [`RawCall`] for a shape of host functions.
macro_rules! raw_call {
    ($name:ident, $shape:ident, |$runtime:ident, $userdata:ident, $sp:ident, $memory:ident| $body:block) => {
        unsafe extern "C" fn $name<H: Host, F: $shape<H>>(
            $runtime: *mut c_void,
            $sp: *mut u64,
            $memory: *mut c_void,
            $userdata: *mut c_void,
        ) -> *const c_void {
            $body
        }
    };
}
pub(crate) use raw_call;
