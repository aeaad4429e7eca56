//! What adapters of engines written in C share.
//!
//! Such an engine takes a pointer for each host function and hands it back at
//! each call. Here it is that of a [`HostCell`], which holds the host and knows
//! where linear memory lies; [`call`] makes a typed call of it, so that an
//! adapter has one C function for all host functions.
//!
//! Knows no engine.
#![no_std]

extern crate alloc;

mod entries;
mod failure;

use alloc::boxed::Box;
use badge_runtime::{Caller, Host, HostFunc, HostTrap, Params as _, SliceMemoryMut};
use core::ffi::c_void;
use core::ptr::{self, NonNull};

pub use entries::{Entries, Entry};
pub use failure::Failure;

/// The host of one instance, at an address that stays.
#[derive(Debug)]
pub struct HostCell<H>(NonNull<Inner<H>>);

#[derive(Debug)]
struct Inner<H> {
    host: H,
    /// Linear memory, which neither moves nor grows; empty while the start
    /// section runs.
    memory: *mut [u8],
}

impl<H> HostCell<H> {
    /// A cell without memory.
    pub fn new(host: H) -> Self {
        let inner = Inner { host, memory: ptr::slice_from_raw_parts_mut(ptr::dangling_mut(), 0) };
        Self(NonNull::from(Box::leak(Box::new(inner))))
    }

    /// What the engine is given for each host function. Valid as long as this
    /// cell.
    #[must_use]
    pub fn as_ptr(&self) -> *mut c_void {
        self.0.as_ptr().cast()
    }

    /// Lends linear memory to host functions from now on; null is none.
    ///
    /// # Safety
    ///
    /// As long as this cell is called, so many bytes from `data` are allocated
    /// and initialised, and touched by nobody else while a host function runs
    /// or [`Self::with_memory`] does.
    pub unsafe fn lend(&mut self, data: *mut u8, bytes: u64) {
        // SAFETY: the cell is alive, and no call is in progress.
        unsafe { lend::<H>(self.as_ptr(), data, bytes) }
    }

    /// The host, while no call is in progress.
    pub fn host(&mut self) -> &mut H {
        // SAFETY: the cell is alive; during a call the session is borrowed, and
        // with it this cell.
        unsafe { &mut self.0.as_mut().host }
    }

    /// The host and the memory that is lent, while no call is in progress.
    pub fn with_memory<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> T {
        // SAFETY: as in `host`; `lend` demands that memory is valid.
        let (host, memory) = unsafe {
            let inner = self.0.as_mut();
            (&mut inner.host, &mut *inner.memory)
        };
        f(host, memory)
    }

    /// Size of the memory that is lent, in bytes.
    #[must_use]
    pub fn memory_size(&self) -> u64 {
        // SAFETY: as in `host`.
        unsafe { self.0.as_ref() }.memory.len() as u64
    }
}

impl<H> Drop for HostCell<H> {
    fn drop(&mut self) {
        // SAFETY: from the box of `new`. An adapter drops the instance first,
        // after which nobody knows the address.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

/// One host call in progress.
struct Call<H>(NonNull<Inner<H>>);

impl<H> Caller for Call<H> {
    type Host = H;
    type Memory<'a>
        = SliceMemoryMut<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        // SAFETY: `call` demands a live cell that nobody else touches.
        unsafe { &mut self.0.as_mut().host }
    }

    #[inline]
    fn split(&mut self) -> (&mut H, SliceMemoryMut<'_>) {
        // SAFETY: as in `host`; `HostCell::lend` demands that memory is valid.
        unsafe {
            let inner = self.0.as_mut();
            (&mut inner.host, SliceMemoryMut(&mut *inner.memory))
        }
    }
}

/// [`HostCell::lend`] through the pointer.
///
/// # Safety
///
/// `cell` is what [`HostCell::as_ptr`] of a live `HostCell<H>` returned, which
/// nobody else touches; for the memory [`HostCell::lend`] says what must hold.
pub unsafe fn lend<H>(cell: *mut c_void, data: *mut u8, bytes: u64) {
    if let (false, Ok(bytes)) = (data.is_null(), usize::try_from(bytes)) {
        // SAFETY: not null, because it comes from a `NonNull`; alive and touched
        // by nobody else, as demanded.
        unsafe { NonNull::new_unchecked(cell.cast::<Inner<H>>()).as_mut() }.memory =
            ptr::slice_from_raw_parts_mut(data, bytes);
    }
}

/// [`begin_memory`], for C to call.
pub type BeginMemory = unsafe extern "C" fn(cell: *mut c_void, data: *mut u8, bytes: usize);

/// Begins the memory that a host offers, and lends it to its functions.
///
/// # Safety
///
/// As [`lend`] demands.
pub unsafe extern "C" fn begin_memory<H: Host>(cell: *mut c_void, data: *mut u8, bytes: usize) {
    // SAFETY: as demanded; nothing else looks at the memory yet.
    unsafe {
        lend::<H>(cell, data, bytes as u64);
        H::begin_memory(core::slice::from_raw_parts_mut(data, bytes));
    }
}

/// Carries out a host call: `param` takes each parameter from where the engine
/// has it.
///
/// # Errors
///
/// The function refuses.
///
/// # Safety
///
/// `cell` is what [`HostCell::as_ptr`] of a live `HostCell<H>` returned, and
/// the instance of that cell is calling, so that nobody else touches it.
#[inline(always)]
pub unsafe fn call<H, F: HostFunc<H>>(
    cell: *mut c_void,
    param: impl Fn(usize) -> i32,
) -> Result<F::Results, HostTrap> {
    // SAFETY: not null, because it comes from a `NonNull`.
    let cell = unsafe { NonNull::new_unchecked(cell.cast::<Inner<H>>()) };
    F::call(&mut Call(cell), F::Params::collect(param))
}

/// The type of a host function in an engine's notation, NUL-terminated: `open`,
/// an `i` for each parameter, `close`.
///
/// # Panics
///
/// When it takes more than 15 bytes; nine parameters leave six.
#[must_use]
pub const fn notation(open: &str, params: usize, close: &str) -> [u8; 16] {
    let (open, close) = (open.as_bytes(), close.as_bytes());
    let mut text = [0; 16];
    let end = open.len() + params;
    let mut at = 0;
    while at < end + close.len() {
        text[at] = match at {
            at if at < open.len() => open[at],
            at if at < end => b'i',
            at => close[at - end],
        };
        at += 1;
    }
    assert!(text[15] == 0, "no NUL at the end");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge_runtime::GuestMemory as _;
    use core::ffi::CStr;

    struct Sum;

    impl HostFunc<i32> for Sum {
        const NAME: &'static CStr = c"sum";
        type Params = [i32; 2];
        type Results = i32;

        fn call<C: Caller<Host = i32>>(
            caller: &mut C,
            [at, add]: [i32; 2],
        ) -> Result<i32, HostTrap> {
            let (host, memory) = caller.split();
            let byte = memory.bytes(at.cast_unsigned(), 1, &mut [])?;
            *host += add + i32::from(byte[0]);
            Ok(*host)
        }
    }

    #[test]
    fn types_are_written_as_engines_want_them() {
        assert_eq!(&notation("v(", 0, ")"), b"v()\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(&notation("(", 9, ")i"), b"(iiiiiiiii)i\0\0\0\0");
    }

    #[test]
    fn a_call_finds_host_and_memory_through_the_pointer() {
        let mut memory = [3, 4];
        let mut cell = HostCell::new(10);
        let sum = |cell: &HostCell<i32>, params: [i32; 2]| {
            // SAFETY: the cell is alive and not borrowed.
            unsafe { call::<i32, Sum>(cell.as_ptr(), |index| params[index]) }
        };
        assert_eq!(sum(&cell, [0, 1]), Err(HostTrap), "nothing is lent yet");
        // SAFETY: the array outlives the cell.
        unsafe { cell.lend(memory.as_mut_ptr(), memory.len() as u64) };
        assert_eq!(sum(&cell, [1, 100]), Ok(114));
        assert_eq!(sum(&cell, [2, 100]), Err(HostTrap));
        assert_eq!((*cell.host(), cell.memory_size()), (114, 2));
    }
}
