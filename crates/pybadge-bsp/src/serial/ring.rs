//! A queue of bytes between the program and one interrupt handler.

use core::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// One side puts, the other takes; neither waits. `N` is a power of two.
pub(crate) struct Ring<const N: usize> {
    bytes: [AtomicU8; N],
    /// Bytes put and taken so far, wrapping.
    put: AtomicUsize,
    taken: AtomicUsize,
}

impl<const N: usize> Ring<N> {
    pub(crate) const fn new() -> Self {
        const {
            assert!(N.is_power_of_two());
        }
        Self {
            bytes: [const { AtomicU8::new(0) }; N],
            put: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        let put = self.put.load(Ordering::Acquire);
        put.wrapping_sub(self.taken.load(Ordering::Acquire))
    }

    pub(crate) fn free(&self) -> usize {
        N - self.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts as many bytes as fit, and says how many.
    pub(crate) fn put(&self, bytes: &[u8]) -> usize {
        let put = self.put.load(Ordering::Relaxed);
        let count = bytes.len().min(self.free());
        for (index, byte) in bytes[..count].iter().enumerate() {
            self.bytes[put.wrapping_add(index) % N].store(*byte, Ordering::Relaxed);
        }
        self.put.store(put.wrapping_add(count), Ordering::Release);
        count
    }

    /// Copies the oldest bytes, without taking them.
    #[cfg_attr(not(feature = "usb"), expect(dead_code, reason = "for packets"))]
    pub(crate) fn peek(&self, bytes: &mut [u8]) -> usize {
        let taken = self.taken.load(Ordering::Relaxed);
        let count = bytes.len().min(self.len());
        for (index, byte) in bytes[..count].iter_mut().enumerate() {
            *byte = self.bytes[taken.wrapping_add(index) % N].load(Ordering::Relaxed);
        }
        count
    }

    /// Takes bytes that were looked at.
    #[cfg_attr(not(feature = "usb"), expect(dead_code, reason = "for packets"))]
    pub(crate) fn take_many(&self, count: usize) {
        let count = count.min(self.len());
        let taken = self.taken.load(Ordering::Relaxed);
        self.taken.store(taken.wrapping_add(count), Ordering::Release);
    }

    pub(crate) fn take(&self) -> Option<u8> {
        if self.is_empty() {
            return None;
        }
        let taken = self.taken.load(Ordering::Relaxed);
        let byte = self.bytes[taken % N].load(Ordering::Relaxed);
        self.taken.store(taken.wrapping_add(1), Ordering::Release);
        Some(byte)
    }
}
