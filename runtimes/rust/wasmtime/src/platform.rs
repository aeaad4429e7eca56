//! The two thread-local slots that wasmtime asks a platform without `std` for.
//! The badge has one thread.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

static SLOTS: [AtomicPtr<u8>; 2] = [const { AtomicPtr::new(ptr::null_mut()) }; 2];

// SAFETY: the only definition of a symbol that wasmtime declares with this
// signature (`wasmtime-platform.h` of version 48).
#[unsafe(no_mangle)]
extern "C" fn wasmtime_tls_get(slot: usize) -> *mut u8 {
    SLOTS.get(slot).map_or(ptr::null_mut(), |slot| slot.load(Ordering::Relaxed))
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn wasmtime_tls_set(slot: usize, pointer: *mut u8) {
    if let Some(slot) = SLOTS.get(slot) {
        slot.store(pointer, Ordering::Relaxed);
    }
}
