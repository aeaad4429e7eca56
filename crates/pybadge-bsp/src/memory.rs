//! Where image and RAM end, as the linker knows.

use core::mem::MaybeUninit;
use core::ptr::{addr_of, addr_of_mut};
use core::slice;
use core::sync::atomic::{AtomicBool, Ordering};

unsafe extern "C" {
    static mut __sheap: u8;
    static _ram_end: u8;
    static __sdata: u8;
    static __edata: u8;
    static __sidata: u8;
}

/// The RAM behind the statics, once: what an allocator may have.
#[must_use]
pub fn heap() -> Option<&'static mut [MaybeUninit<u8>]> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if critical_section::with(|_| TAKEN.swap(true, Ordering::Relaxed)) {
        return None;
    }
    let start = addr_of_mut!(__sheap);
    let length = addr_of!(_ram_end).addr() - start.addr();
    // SAFETY: the linker script keeps everything between these symbols free,
    // and this is handed out once.
    Some(unsafe { slice::from_raw_parts_mut(start.cast(), length) })
}

/// Bytes of RAM that the statics take.
#[must_use]
pub fn static_ram() -> usize {
    addr_of!(__sheap).addr() - addr_of!(__sdata).addr()
}

/// The first address in flash behind the image: code, constants, and the
/// initial values of statics.
#[must_use]
pub fn image_end() -> usize {
    addr_of!(__sidata).addr() + (addr_of!(__edata).addr() - addr_of!(__sdata).addr())
}
