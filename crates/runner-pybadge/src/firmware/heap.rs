//! The heap, which counts: what is in use, the most that ever was, and whether
//! the last request failed.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use linked_list_allocator::Heap;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
/// Size of the request that failed last, if nothing was allocated or freed
/// since: an engine that gives up panics right after it.
static FAILED: AtomicUsize = AtomicUsize::new(0);

struct Counting(UnsafeCell<Heap>);

// SAFETY: there is one thread, and interrupt handlers neither allocate nor
// free (handlers of faults, which never return, do not either).
unsafe impl Sync for Counting {}

#[global_allocator]
static HEAP: Counting = Counting(UnsafeCell::new(Heap::empty()));

impl Counting {
    /// The allocator behind it.
    ///
    /// # Safety
    ///
    /// One reference at a time; see `Sync` above.
    #[allow(clippy::mut_from_ref)]
    unsafe fn heap(&self) -> &mut Heap {
        // SAFETY: the caller makes sure of it.
        unsafe { &mut *self.0.get() }
    }
}

// SAFETY: memory comes from `Heap`, which keeps the contract; the counters
// change nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: no other reference is alive during this call.
        let memory = unsafe { self.heap() }.allocate_first_fit(layout);
        let Ok(memory) = memory else {
            FAILED.store(layout.size().max(1), Relaxed);
            return ptr::null_mut();
        };
        FAILED.store(0, Relaxed);
        let live = LIVE.load(Relaxed) + layout.size();
        LIVE.store(live, Relaxed);
        if live > PEAK.load(Relaxed) {
            PEAK.store(live, Relaxed);
        }
        memory.as_ptr()
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        FAILED.store(0, Relaxed);
        LIVE.store(LIVE.load(Relaxed).wrapping_sub(layout.size()), Relaxed);
        if let Some(memory) = NonNull::new(memory) {
            // SAFETY: the caller hands back what `alloc` gave for this layout,
            // and no other reference is alive during this call.
            unsafe { self.heap().deallocate(memory, layout) };
        }
    }
}

/// Gives the heap its memory.
pub(super) fn init(memory: &'static mut [MaybeUninit<u8>]) {
    // SAFETY: called once, by `start`, before anything is allocated.
    unsafe { HEAP.heap() }.init_from_slice(memory);
}

/// Most bytes that were in use at once, as requested.
pub(super) fn peak() -> u32 {
    PEAK.load(Relaxed) as u32
}

/// Bytes of the request that failed and that nothing was allocated or freed
/// after, else 0.
pub(super) fn failed() -> u32 {
    FAILED.load(Relaxed) as u32
}

/// Bytes that the heap has in all.
pub(super) fn size() -> usize {
    // SAFETY: no other reference is alive during this call.
    unsafe { HEAP.heap() }.size()
}
