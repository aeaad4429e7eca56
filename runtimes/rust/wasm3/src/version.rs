//! How this version of wasm3 calls the host. The adapter of 0.4.7 has the rest
//! of these sources in common.

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

/// Declares a [`RawCall`] for a shape of host functions.
macro_rules! raw_call {
    ($name:ident, $shape:ident, |$runtime:ident, $userdata:ident, $sp:ident, $memory:ident| $body:block) => {
        unsafe extern "C" fn $name<H: Host, F: $shape<H>>(
            $runtime: *mut c_void,
            context: *mut crate::version::ImportContext,
            $sp: *mut u64,
            $memory: *mut c_void,
        ) -> *const c_void {
            // SAFETY: wasm3 passes a context to each call.
            let $userdata = unsafe { (*context).userdata };
            $body
        }
    };
}
pub(crate) use raw_call;
