//! Random calls: against the second implementation, and without any sense.

mod common;

use badge_wasm4::STAND_IN;
use common::reference::Reference;
use std::time::{Duration, Instant};

const DRAWING: usize = 10;

/// Mostly on or around the screen, sometimes far away.
fn coordinate(rng: &mut fastrand::Rng) -> i32 {
    match rng.u8(..10) {
        0..6 => rng.i32(-20..180),
        6..9 => rng.i32(-400..600),
        _ => rng.i32(-20_000..20_000),
    }
}

#[test]
fn random_calls_draw_what_the_second_implementation_draws() {
    let mut rng = fastrand::Rng::with_seed(4);
    let mut page = common::page();
    let mut reference = Reference { memory: page.to_vec(), font: &STAND_IN };
    let mut console = common::console(None);
    for round in 0..20_000 {
        if round % 200 == 0 {
            rng.fill(&mut page[0xa0..]);
        }
        page[0x14] = rng.u8(..);
        page[0x15] = rng.u8(..);
        reference.memory.copy_from_slice(&page[..]);
        let (name, count) = common::IMPORTS[rng.usize(..DRAWING)];
        let mut args: Vec<i32> = (0..count).map(|_| coordinate(&mut rng)).collect();
        if name.starts_with("blit") || name.starts_with("text") {
            // Anywhere, in the frame buffer, at the end of memory, outside.
            args[0] = match rng.u8(..8) {
                0..4 => rng.i32(0..65_536),
                4..6 => rng.i32(0..0x1a00),
                6 => rng.i32(65_500..65_600),
                _ => rng.i32(..),
            };
        }
        if name.starts_with("blit") {
            args[3] = rng.i32(-3..200);
            args[4] = rng.i32(-3..200);
        }
        if name == "oval" || name == "rect" {
            for side in &mut args[2..] {
                let limit = if rng.u8(..8) == 0 { 1500 } else { 170 };
                *side = rng.i32(-30..limit);
            }
        }
        common::call(&mut console, &mut page, name, &args);
        reference.call(name, &args);
        assert!(page[..] == reference.memory[..], "round {round}: {name} {args:?}");
    }
}

#[test]
fn long_lines_enter_the_screen_where_the_second_implementation_does() {
    let mut rng = fastrand::Rng::with_seed(5);
    for _ in 0..200 {
        let mut page = common::page();
        let mut reference = Reference { memory: page.to_vec(), font: &STAND_IN };
        let far = |rng: &mut fastrand::Rng| rng.i32(-400_000..400_000);
        let (dx, dy, cx, cy) = (far(&mut rng), far(&mut rng), rng.i32(0..160), rng.i32(0..160));
        let args = [cx - dx, cy - dy, cx + dx, cy + dy];
        common::call(&mut common::console(None), &mut page, "line", &args);
        reference.call("line", &args);
        assert!(page[..] == reference.memory[..], "line {args:?}");
    }
}

#[test]
fn no_call_panics_takes_long_or_leaves_its_place() {
    let mut rng = fastrand::Rng::with_seed(6);
    let mut page = common::page();
    let mut console = common::console(None);
    let extremes = [i32::MIN, i32::MIN + 1, -1, 0, 1, 160, 65_535, 65_536, i32::MAX - 1, i32::MAX];
    for round in 0..60_000 {
        if round % 500 == 0 {
            rng.fill(&mut page[..]);
        }
        if round % 2000 == 1000 {
            // Formats and strings without end.
            let letter = b"%sa\n"[rng.usize(..4)];
            page.as_chunks_mut().0.iter_mut().for_each(|pair| *pair = [b'%', letter]);
        }
        let (name, count) = common::IMPORTS[rng.usize(..common::IMPORTS.len())];
        let mut any = || match rng.u8(..3) {
            0 => extremes[rng.usize(..extremes.len())],
            1 => rng.i32(-200..66_000),
            _ => rng.i32(..),
        };
        let args: Vec<i32> = (0..count).map(|_| any()).collect();
        let before = (page[..0xa0].to_vec(), page[0x19a0..].to_vec());
        let began = Instant::now();
        common::call(&mut console, &mut page, name, &args);
        console.sound.advance();
        let _ = console.sound.beeper();
        assert!(began.elapsed() < Duration::from_secs(1), "{name} {args:?} takes long");
        if name != "diskr" {
            let after = page[..0xa0] == before.0[..] && page[0x19a0..] == before.1[..];
            assert!(after, "{name} {args:?} wrote beside the frame buffer");
        }
    }
}
