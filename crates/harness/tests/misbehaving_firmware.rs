//! Images that break off, hang or say nonsense: each is an answer within its
//! bounds.

use badge_harness::pybadge::emulated::{Bounds, Emulation, Ended, HZ, NotStarted, emulate};
use badge_harness::pybadge::image::uf2;

const BOUNDS: Bounds = Bounds { instructions: 2_000_000, silence: HZ / 2, cycles: HZ };

/// An image of these halfwords behind a vector table.
fn image(code: &[u16]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(0x2002_FFF8_u32.to_le_bytes());
    bytes.extend(0x4041_u32.to_le_bytes());
    // Every exception leads to the second halfword pair, a loop.
    for _ in 2..16 {
        bytes.extend(0x4041_u32.to_le_bytes());
    }
    bytes.extend(code.iter().flat_map(|half| half.to_le_bytes()));
    uf2(0x4000, &bytes)
}

fn run(code: &[u16]) -> Emulation {
    emulate(&image(code), &BOUNDS, &mut ()).expect("the bootloader starts it")
}

/// Stores `value` to stimulus port 0.
fn mark(value: u8) -> Vec<u16> {
    vec![
        0xF240,
        0x0000, // movw r0, #0
        0xF2CE,
        0x0000,                    // movt r0, #0xE000
        0x2100 | u16::from(value), // movs r1, #value
        0x6001,                    // str r1, [r0]
    ]
}

const FOREVER: u16 = 0xE7FE;
const WFI: u16 = 0xBF30;

#[track_caller]
fn check_broke(emulation: &Emulation, reason: &str) {
    match &emulation.ended {
        Ended::Broke(why) if why.contains(reason) => (),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_endless_loop_without_a_sign_of_life_is_too_long() {
    let emulation = run(&[FOREVER]);
    let Ended::TooLong(reason) = &emulation.ended else {
        panic!("{:?}", emulation.ended);
    };
    assert!(reason.contains("before the first line"), "{reason}");
    assert!(emulation.end.instructions <= BOUNDS.instructions);
}

#[test]
fn sleep_that_nothing_ends_is_told() {
    check_broke(&run(&[WFI, 0xE7FD]), "asleep");
}

#[test]
fn an_unknown_mark_is_told_with_its_word() {
    let mut code = mark(9);
    code.push(FOREVER);
    check_broke(&run(&code), "unknown mark 0x00000009");
}

#[test]
fn the_mark_of_the_end_ends_the_run() {
    let mut code = mark(0x7F);
    code.extend([WFI, 0xE7FD]);
    let emulation = run(&code);
    assert_eq!(emulation.ended, Ended::Finished);
    assert!(emulation.runs.is_empty() && emulation.bytes.is_empty());
}

#[test]
fn a_register_that_is_not_modelled_is_named() {
    // movw r0, #0; movt r0, #0x4200; ldr r1, [r0]
    let emulation = run(&[0xF240, 0x0000, 0xF2C4, 0x2000, 0x6801, FOREVER]);
    check_broke(&emulation, "not modelled");
}

#[test]
fn a_file_that_the_bootloader_would_not_take_is_not_started() {
    for file in [&b""[..], b"UF2\n", &[0; 512], &image(&[FOREVER])[..511]] {
        let error = emulate(file, &BOUNDS, &mut ()).expect_err("no image");
        assert!(matches!(error, NotStarted::Refused(_)), "{error}");
    }
    let no_entry = uf2(0x4000, &[0xFF; 64]);
    let error = emulate(&no_entry, &BOUNDS, &mut ()).expect_err("no entry");
    assert!(matches!(error, NotStarted::Boot(_)), "{error}");
}

#[test]
fn two_runs_are_the_same() {
    let mut code = mark(0x10);
    code.extend(mark(4));
    code.extend([0xBF00, 0xBF00]);
    code.extend(mark(0x7F));
    code.extend([WFI, 0xE7FD]);
    let (a, b) = (run(&code), run(&code));
    assert_eq!((a.end, &a.runs), (b.end, &b.runs));
    assert_eq!(a.runs.len(), 1);
}
