//! What engines in C need of C's library and Rust's does not have: `malloc` and
//! its kin on the one heap, with a word in front of each block that keeps its
//! size, and `strcmp`. What else an engine needs comes from newlib
//! (`badge_build::newlib`).

use alloc::alloc::{alloc, dealloc, realloc as grow};
use core::alloc::Layout;
use core::ptr;

/// What any type of C needs, and the word in front.
const ALIGNMENT: usize = 8;

fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.checked_add(ALIGNMENT)?, ALIGNMENT).ok()
}

/// Size of a block, which stands in front of it.
///
/// # Safety
///
/// `block` comes from [`malloc`] and was not freed.
unsafe fn size_of_block(block: *mut u8) -> usize {
    // SAFETY: `malloc` wrote it there.
    unsafe { block.sub(ALIGNMENT).cast::<usize>().read() }
}

// SAFETY: the one definition of a symbol of C's library, as C defines it.
#[unsafe(no_mangle)]
extern "C" fn malloc(bytes: usize) -> *mut u8 {
    let Some(layout) = layout(bytes) else {
        return ptr::null_mut();
    };
    // SAFETY: the size is not zero, and the word lies within the block.
    unsafe {
        let start = alloc(layout);
        if start.is_null() {
            return start;
        }
        start.cast::<usize>().write(bytes);
        start.add(ALIGNMENT)
    }
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, bytes: usize) -> *mut u8 {
    let Some(bytes) = count.checked_mul(bytes) else {
        return ptr::null_mut();
    };
    let block = malloc(bytes);
    if !block.is_null() {
        // SAFETY: the block has so many bytes.
        unsafe { block.write_bytes(0, bytes) };
    }
    block
}

/// # Safety
///
/// `block` is null or comes from this heap and was not freed.
// SAFETY: as above.
#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(block: *mut u8, bytes: usize) -> *mut u8 {
    if block.is_null() {
        return malloc(bytes);
    }
    // SAFETY: the caller hands in a block of this heap.
    let old = unsafe { size_of_block(block) };
    let (Some(before), Some(after)) = (layout(old), layout(bytes)) else {
        return ptr::null_mut();
    };
    // SAFETY: the block was allocated with that layout, and the new size is
    // not zero; the word lies within the block.
    unsafe {
        let start = grow(block.sub(ALIGNMENT), before, after.size());
        if start.is_null() {
            return start;
        }
        start.cast::<usize>().write(bytes);
        start.add(ALIGNMENT)
    }
}

/// # Safety
///
/// `block` is null or comes from this heap and was not freed.
// SAFETY: as above.
#[unsafe(no_mangle)]
unsafe extern "C" fn free(block: *mut u8) {
    if block.is_null() {
        return;
    }
    // SAFETY: the caller hands in a block of this heap.
    let old = unsafe { size_of_block(block) };
    if let Some(layout) = layout(old) {
        // SAFETY: the block was allocated with that layout.
        unsafe { dealloc(block.sub(ALIGNMENT), layout) };
    }
}

/// By this newlib's formatting allocates; the first argument is its state.
// SAFETY: the one definition of a symbol of newlib, as newlib defines it.
#[unsafe(no_mangle)]
extern "C" fn _malloc_r(_: *mut u8, bytes: usize) -> *mut u8 {
    malloc(bytes)
}

/// # Safety
///
/// As [`realloc`].
// SAFETY: as above.
#[unsafe(no_mangle)]
unsafe extern "C" fn _realloc_r(_: *mut u8, block: *mut u8, bytes: usize) -> *mut u8 {
    // SAFETY: promised by the caller.
    unsafe { realloc(block, bytes) }
}

/// # Safety
///
/// As [`free`].
// SAFETY: as above.
#[unsafe(no_mangle)]
unsafe extern "C" fn _free_r(_: *mut u8, block: *mut u8) {
    // SAFETY: promised by the caller.
    unsafe { free(block) }
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn abort() -> ! {
    panic!("abort")
}

/// # Safety
///
/// Both are NUL-terminated.
// SAFETY: as above.
#[unsafe(no_mangle)]
unsafe extern "C" fn strcmp(mut a: *const u8, mut b: *const u8) -> i32 {
    loop {
        // SAFETY: neither has been followed beyond its NUL.
        let (left, right) = unsafe { (*a, *b) };
        if left != right || left == 0 {
            return i32::from(left) - i32::from(right);
        }
        // SAFETY: as long as both are equal and no NUL, there is a next one.
        unsafe {
            a = a.add(1);
            b = b.add(1);
        }
    }
}
