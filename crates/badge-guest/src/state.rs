//! The state that a guest keeps between frames.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, Ordering};

/// A mutable value for a `static`, entered by one caller at a time.
///
/// On `wasm32` without threads the flag compiles to a plain byte. Natively it
/// keeps the cell sound even when two threads call the same guest.
pub struct State<T> {
    entered: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: `with` hands out the value to one caller at a time, across threads.
unsafe impl<T: Send> Sync for State<T> {}

impl<T> State<T> {
    /// A cell with its first value. All-zero values cost no bytes in a module.
    pub const fn new(value: T) -> Self {
        Self { entered: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    /// Calls `f` with the value.
    ///
    /// # Panics
    ///
    /// If the cell is already entered, by a caller further up or another thread.
    #[inline(always)]
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        assert!(!self.entered.swap(true, Ordering::Acquire));
        // SAFETY: the flag was clear, so no other reference exists, and stays
        // set until this one is gone (for ever, if `f` panics).
        let result = f(unsafe { &mut *self.value.get() });
        self.entered.store(false, Ordering::Release);
        result
    }
}
