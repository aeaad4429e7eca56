//! What can go wrong, by button: each shows its screen, from which A starts
//! anew and Select enters the bootloader.

#![no_std]
#![no_main]
// The recursion is the point.
#![allow(unconditional_recursion)]

use core::fmt::Write;
use core::hint::black_box;
use pybadge_bsp::cortex_m::asm;
use pybadge_bsp::{Board, Button, ExceptionFrame, Serial, entry, facts, fail, stack};

const MENU: &str = "A panic, B fault, Up overflow, Down hang, Left bootloader, Right watch";

#[entry]
fn main() -> ! {
    let mut board = Board::take().expect("nobody took the board before");
    say(&mut board.serial, MENU);
    loop {
        let pressed = board.buttons.read();
        let is = |button: Button| button.in_mask(pressed);
        if is(Button::A) {
            panic!("as you wished, with {pressed:#04x}");
        }
        if is(Button::B) {
            // A word of all ones in the middle of nowhere is no instruction,
            // and nowhere is no memory.
            let nowhere = black_box(0x6000_0000_usize) as *const u32;
            // SAFETY: there is nothing to read, which is the point.
            let word = unsafe { nowhere.read_volatile() };
            say(&mut board.serial, if word == 0 { "zero" } else { "something" });
        }
        if is(Button::Up) {
            overflow(0);
        }
        if is(Button::Down) {
            board.watch.arm(20);
            loop {
                asm::nop();
            }
        }
        if is(Button::Right) {
            board.watch.set_handler(on_hang);
            board.watch.arm(20);
            // In time: nothing happens.
            asm::delay(120_000);
            board.watch.disarm();
            asm::delay(120_000 * 40);
            say(&mut board.serial, "disarmed in time");
            board.watch.arm(20);
            loop {
                asm::nop();
            }
        }
        if is(Button::Left) {
            board.bootloader.enter();
        }
    }
}

fn say(serial: &mut Serial, text: &str) {
    let (used, all) = (stack::high_water(), stack::size());
    assert!(used < all, "{used} bytes of {all} are used");
    // A line that finds the queue full is left out.
    let _ = writeln!(serial, "{text}");
}

fn overflow(depth: u32) -> u32 {
    let here = black_box([depth; 64]);
    overflow(depth + 1) + here[3]
}

fn on_hang(frame: &mut ExceptionFrame) {
    let inside = facts::APPLICATION.contains(&frame.pc());
    fail("Hung", format_args!("in flash: {inside}"))
}
