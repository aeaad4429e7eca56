//! What spacewasm asks of its surroundings: an allocator behind two C symbols,
//! one for linear memory, and bytes behind a stream. The only place with
//! `unsafe`, which these interfaces ask for.

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};
use core::slice;
use spacewasm::{AllocError, InnerVec, Memory, WasmMemoryAllocator, WasmStream};

// spacewasm has a macro that defines the two symbols over a `static mut`, for
// one thread only. These have no state.

/// Allocates for the engine; null with a code in `error` without memory.
///
/// # Safety
///
/// `error` must lead to a word that may be written.
#[unsafe(no_mangle)]
unsafe extern "C" fn __spacewasm_alloc(size: usize, align: usize, error: *mut u32) -> *mut u8 {
    let pointer = match Layout::from_size_align(size, align) {
        // SAFETY: the layout has a size.
        Ok(layout) if size > 0 => unsafe { alloc::alloc::alloc(layout) },
        _ => ptr::null_mut(),
    };
    if pointer.is_null() {
        // SAFETY: promised by the caller.
        unsafe { error.write(AllocError::OutOfMemory.into()) };
    }
    pointer
}

/// Gives back what `__spacewasm_alloc` gave out.
///
/// # Safety
///
/// `pointer` must come from `__spacewasm_alloc` with the same size and
/// alignment, or be null.
#[unsafe(no_mangle)]
unsafe extern "C" fn __spacewasm_dealloc(pointer: *mut u8, size: usize, align: usize) {
    if let (false, Ok(layout)) = (pointer.is_null(), Layout::from_size_align(size, align)) {
        // SAFETY: promised by the caller.
        unsafe { alloc::alloc::dealloc(pointer, layout) };
    }
}

/// The bytes of a memory, which the engine lends as cells.
///
/// # Safety
///
/// As long as they are borrowed, the memory is touched through them alone: it
/// does not grow and no code of the guest runs.
pub(crate) unsafe fn bytes<'m>(memory: &Memory) -> &'m mut [u8] {
    let cells = memory.as_shared_cells();
    // SAFETY: cells may be written, they are as many, and nobody else touches
    // them, as demanded.
    unsafe { slice::from_raw_parts_mut(UnsafeCell::raw_get(cells.as_ptr()), cells.len()) }
}

/// Linear memory that never grows.
pub(crate) struct Frozen {
    /// Off for a memory of no pages, whose first allocation would be growth.
    gives: bool,
}

impl Frozen {
    /// For a module whose memory has that many pages to begin with.
    pub(crate) fn new(pages: u64) -> Self {
        Self { gives: pages > 0 }
    }
}

impl WasmMemoryAllocator for Frozen {
    fn allocate(&self, layout: Layout) -> Result<NonNull<u8>, AllocError> {
        if !self.gives || layout.size() == 0 {
            return Err(AllocError::AllocationFailed);
        }
        // SAFETY: the layout has a size.
        NonNull::new(unsafe { alloc::alloc::alloc_zeroed(layout) }).ok_or(AllocError::OutOfMemory)
    }

    fn reallocate(&self, _: NonNull<u8>, _: Layout, _: Layout) -> Result<NonNull<u8>, AllocError> {
        Err(AllocError::OutOfMemory)
    }

    fn deallocate(&self, pointer: NonNull<u8>, layout: Layout) {
        // SAFETY: spacewasm gives back what `allocate` gave out, with the same
        // layout, because nothing is ever reallocated.
        unsafe { alloc::alloc::dealloc(pointer.as_ptr(), layout) };
    }
}

/// A module in one piece.
pub(crate) struct Whole<'m> {
    rest: Option<InnerVec<u8>>,
    borrows: PhantomData<&'m [u8]>,
}

impl<'m> Whole<'m> {
    pub(crate) fn new(bytes: &'m [u8]) -> Self {
        let pointer = bytes.as_ptr().cast_mut();
        Self {
            // SAFETY: the bytes outlive the stream; spacewasm reads the chunks
            // of a stream and writes none, and an `InnerVec` frees nothing.
            rest: Some(unsafe { InnerVec::from_raw_parts(pointer, bytes.len(), bytes.len()) }),
            borrows: PhantomData,
        }
    }
}

impl WasmStream for Whole<'_> {
    fn read(&mut self) -> Result<Option<InnerVec<u8>>, u8> {
        Ok(self.rest.take().filter(|bytes| !bytes.is_empty()))
    }

    fn return_(&mut self, _: InnerVec<u8>) {}
}
