//! Host functions for the tests, recording what a guest draws on this thread.

use std::cell::RefCell;

/// What a host function was called with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Call {
    /// `rect`: position, size, colour.
    Rect([i32; 4], u8),
    /// `blit`: pixels, position, size, key.
    Blit(Vec<u8>, [i32; 4], i32),
    /// `led`: index, colour.
    Led(i32, i32),
    /// `tone`: frequency, duration.
    Tone(i32, i32),
    /// `log`: the bytes.
    Log(Vec<u8>),
}

thread_local! {
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

/// The calls since the last one of this function, on this thread.
pub(crate) fn calls() -> Vec<Call> {
    CALLS.with_borrow_mut(std::mem::take)
}

fn record(call: Call) {
    CALLS.with_borrow_mut(|calls| calls.push(call));
}

// SAFETY (of every `no_mangle` below): the names carry a prefix of their own,
// and the signatures are those of `badge_guest::sys`.
#[unsafe(no_mangle)]
extern "C" fn badge_host_rect(x: i32, y: i32, w: i32, h: i32, color: i32) {
    record(Call::Rect([x, y, w, h], color as u8));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn badge_host_blit(
    pixels: *const u8,
    len: usize,
    x: i32,
    y: i32,
    w: i32,
    h: i32,
    key: i32,
) {
    // SAFETY: the bindings pass pointer and length of one live slice.
    let pixels = unsafe { std::slice::from_raw_parts(pixels, len) };
    record(Call::Blit(pixels.to_vec(), [x, y, w, h], key));
}

#[unsafe(no_mangle)]
extern "C" fn badge_host_buttons() -> i32 {
    0x81
}

#[unsafe(no_mangle)]
extern "C" fn badge_host_millis() -> i32 {
    -1
}

#[unsafe(no_mangle)]
extern "C" fn badge_host_random() -> i32 {
    0x510C_4619
}

#[unsafe(no_mangle)]
extern "C" fn badge_host_led(index: i32, rgb: i32) {
    record(Call::Led(index, rgb));
}

#[unsafe(no_mangle)]
extern "C" fn badge_host_tone(frequency_hz: i32, duration_ms: i32) {
    record(Call::Tone(frequency_hz, duration_ms));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn badge_host_log(text: *const u8, len: usize) {
    // SAFETY: the bindings pass pointer and length of one live slice.
    let text = unsafe { std::slice::from_raw_parts(text, len) };
    record(Call::Log(text.to_vec()));
}

#[unsafe(no_mangle)]
extern "C" fn badge_host_clock_ms() -> i32 {
    7
}
