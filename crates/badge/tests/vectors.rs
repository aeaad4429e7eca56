//! The vectors of `README.md`.

use badge::{Badge, DEFAULT_SEED, Link, Screen};
use badge_runtime::SliceMemory;
use std::num::NonZeroU32;

fn badge() -> Badge {
    Badge::new(Box::leak(Box::new(Screen::new())), DEFAULT_SEED)
}

#[test]
fn a_guest_that_does_nothing() {
    let mut badge = badge();
    let start = badge.link(Link::ORIGIN);
    let first = badge.link(start);
    let second = badge.link(first);
    let links = [start, first, second].map(|link| link.to_string());
    assert_eq!(links, ["d669b5b7", "79517755", "7af4e0a6"]);
}

#[test]
fn a_guest_that_draws_lights_sounds_and_logs() {
    let mut badge = badge();
    badge.enter_start();
    let start = badge.link(Link::ORIGIN);
    badge.enter_update(0, 0);
    badge.rect(-2, -2, 4, 4, 0xE3);
    badge.led(0, 0xFF11_2233_u32.cast_signed());
    badge.play(440, 100);
    badge.log_from(&SliceMemory(b"..hi"), 2, 2).expect("inside memory");
    let first = badge.link(start);
    badge.enter_update(1, 0);
    let second = badge.link(first);
    let links = [start, first, second].map(|link| link.to_string());
    assert_eq!(links, ["d669b5b7", "fa567105", "1931674b"]);
    assert_eq!(badge.leds()[0], 0x0011_2233);
}

#[test]
fn random_is_xorshift32() {
    let mut badge = badge();
    let numbers = [badge.random(), badge.random(), badge.random()].map(i32::cast_unsigned);
    assert_eq!(numbers, [0x510c_4619, 0xe02e_553e, 0x7bb9_8f3a]);
    assert_eq!(NonZeroU32::new(0), None, "seed 0 cannot be expressed");
}

#[test]
fn time_is_that_of_the_frame() {
    let mut badge = badge();
    badge.enter_update(1, 0);
    assert_eq!(badge.millis(), 33);
    badge.enter_update(599, 0x81);
    assert_eq!((badge.millis(), badge.buttons()), (19_966, 0x81));
    badge.enter_start();
    assert_eq!((badge.millis(), badge.buttons()), (0, 0));
}

#[test]
fn leds_beyond_the_fifth_are_ignored() {
    let mut badge = badge();
    for index in [-1, 5, i32::MIN, i32::MAX] {
        badge.led(index, -1);
    }
    assert_eq!(badge.leds(), &[0; 5]);
}

#[test]
fn a_log_outside_memory_traps_and_an_empty_one_is_not_examined() {
    let mut badge = badge();
    let idle = badge.link(Link::ORIGIN);
    assert!(badge.log_from(&SliceMemory(b"hi"), 1, 2).is_err());
    assert_eq!(badge.link(Link::ORIGIN), idle, "a refused log leaves no event");
    assert!(badge.log_from(&SliceMemory(b"hi"), -1, 0).is_ok());
    assert_ne!(badge.link(Link::ORIGIN), idle, "an empty log is an event");
}

#[test]
fn a_tone_replaces_the_one_before_and_zero_silences() {
    let mut badge = badge();
    badge.play(440, 100);
    assert_eq!(badge.tone().map(|tone| tone.frequency), Some(440));
    badge.play(0, 100);
    assert_eq!(badge.tone(), None);
    badge.play(440, -1);
    assert_eq!(badge.tone(), None);
}

#[test]
fn asking_for_real_time_marks_the_run() {
    let mut badge = badge();
    badge.set_clock(|| 42);
    assert!(!badge.nondeterministic());
    assert_eq!(badge.clock_ms(), 42);
    assert!(badge.nondeterministic());
}
