//! The screen that says what went wrong, and lets the badge be used on.

mod console;
#[cfg(feature = "fault")]
mod fault;
#[cfg(feature = "panic")]
mod panic;

use crate::buttons::{self, Button};
use crate::display::Display;
use crate::{Board, bootloader, cycles, serial, speaker};
use console::Console;
use core::fmt::{self, Write};
use core::sync::atomic::{AtomicBool, Ordering};
use cortex_m::peripheral::SCB;

/// The board was taken, so that there is something to show it with.
static BOARD: AtomicBool = AtomicBool::new(false);
/// A failure is being shown; another one must not start over.
static SHOWING: AtomicBool = AtomicBool::new(false);

pub(crate) fn board_is_ready() {
    BOARD.store(true, Ordering::Relaxed);
}

/// Ends the program: shows the title and the text on the display, sends them
/// to the serial ports, and waits for a button. A starts the firmware anew,
/// Select enters the bootloader.
///
/// Works from any interrupt, and with any part of the board in use.
pub fn show(title: &str, text: fmt::Arguments<'_>) -> ! {
    cortex_m::interrupt::disable();
    // What failed before the program took the board can still take it. Where
    // that failed, or showing did, the next best thing is the bootloader: the
    // badge stays usable.
    let taken = BOARD.load(Ordering::Relaxed) || Board::take().is_some();
    if !taken || SHOWING.swap(true, Ordering::Relaxed) {
        bootloader::enter();
    }
    speaker::silence();
    let mut last = serial::Last;
    // Writing to these cannot fail.
    let _ = writeln!(last, "\n{title}: {text}");
    let mut console = Console::new(Display::seize(), title);
    let _ = console.write_fmt(text);
    console.footer("A: restart  Select: update");
    wait_for_choice()
}

fn wait_for_choice() -> ! {
    // What was pressed when it happened is no choice.
    let mut old = 0xff;
    loop {
        let pressed = buttons::read();
        let fresh = pressed & !old;
        if Button::A.in_mask(fresh) {
            SCB::sys_reset();
        }
        if Button::Select.in_mask(fresh) {
            bootloader::enter();
        }
        old = pressed;
        // Twenty milliseconds outlast a bounce, and the host stays served.
        for _ in 0..20 {
            serial::poll();
            cycles::wait(1000 * cycles::PER_MICROSECOND);
        }
    }
}
