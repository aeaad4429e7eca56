//! From one life of the firmware to the next.
//!
//! The note lies in the last words of RAM below the bootloader's own: the
//! bootloader (uf2-samdx1) keeps its statics and its stack of 48 KiB at the
//! other end, and says over a warm reset that it wants to be passed through
//! at once.

use crate::note::{Cause, Failure, Note, WORDS};
use crate::schedule::Job;
use core::cell::Cell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use cortex_m::asm;
use cortex_m::peripheral::SCB;
use critical_section::Mutex;

use super::{heap, live};
use pybadge_bsp::stack;

/// The word that outlives a reset, and its value for starting the firmware
/// without waiting for a second press of the button
/// (`DBL_TAP_MAGIC_QUICK_BOOT`).
const DOUBLE_TAP: *mut u32 = 0x2002_FFFC as *mut u32;
const QUICK_BOOT: u32 = 0xF026_69EF;

/// Bytes that the note takes at the end of RAM.
pub(super) const NOTE_BYTES: usize = WORDS * 4;

unsafe extern "C" {
    static _ram_end: u8;
}

/// The job in hand, for the handlers.
static JOB: Mutex<Cell<Job>> = Mutex::new(Cell::new(Job::Closing));
/// Whether a transcript has begun and not ended.
static OPEN: AtomicU32 = AtomicU32::new(0);

/// Whether a host listened when the job began.
static LISTENED: AtomicU32 = AtomicU32::new(0);

fn place() -> *mut u32 {
    let end: *const u8 = &raw const _ram_end;
    end.wrapping_sub(NOTE_BYTES).cast_mut().cast()
}

/// Takes the note of the life before, if there is one: it is believed once.
pub(super) fn take() -> Option<Note> {
    let mut words = [0; WORDS];
    for (index, word) in words.iter_mut().enumerate() {
        // SAFETY: the last words of RAM, which `cut_off` keeps out of the heap
        // and nothing else has.
        *word = unsafe { place().add(index).read_volatile() };
    }
    // SAFETY: the same.
    unsafe { place().write_volatile(0) };
    Note::decode(&words)
}

/// The heap's memory without that of the note.
pub(super) fn cut_off(memory: &'static mut [MaybeUninit<u8>]) -> &'static mut [MaybeUninit<u8>] {
    let kept = memory.len().saturating_sub(NOTE_BYTES);
    &mut memory[..kept]
}

/// Says which job is in hand, and whether a host listens.
pub(super) fn begin(job: Job, listened: bool) {
    LISTENED.store(listened.into(), Relaxed);
    critical_section::with(|token| JOB.borrow(token).set(job));
}

/// Says whether a transcript is begun and not ended.
pub(super) fn set_open(open: bool) {
    OPEN.store(open.into(), Relaxed);
}

/// Starts the next life with a note.
pub(super) fn hand_over(note: &Note) -> ! {
    for (index, word) in note.encode().into_iter().enumerate() {
        // SAFETY: as in `take`.
        unsafe { place().add(index).write_volatile(word) };
    }
    // SAFETY: a word that the linker script keeps for the bootloader.
    unsafe { DOUBLE_TAP.write_volatile(QUICK_BOOT) };
    asm::dsb();
    SCB::sys_reset()
}

/// Ends this life from a handler: nothing of the program's state is used but
/// what is atomic, and nothing of it is left afterwards.
pub(super) fn end_with(cause: Cause) -> ! {
    let job = critical_section::with(|token| JOB.borrow(token).get());
    let failure = Failure {
        job,
        stage: live::stage(),
        frames: live::frames(),
        link: live::link(),
        cause,
        cut: OPEN.load(Relaxed) != 0,
        heap_peak: heap::peak(),
        stack: stack::high_water() as u32,
    };
    hand_over(&Note {
        job,
        died: true,
        listened: LISTENED.load(Relaxed) != 0,
        failure: Some(failure),
    })
}
