//! What the badge shows while no guest runs: menus, failures.

use super::device::Device;
use super::marks::Mark;
use super::reset;
use crate::canvas::{Ink, Page, ROWS};
use crate::menu::{Choice, Menu, VISIBLE};
use crate::note::{Failure, Note};
use crate::schedule::Job;
#[cfg(feature = "console")]
use crate::scroll::Showing;
use crate::words::{Detail, Headline, Place, Registers};
use badge_protocol::payload::{Pass, Payload, PayloadError};
#[cfg(feature = "console")]
use badge_wasm4::View;
use core::fmt;
use pybadge_board::CORE_HZ;

/// Twenty milliseconds outlast the bounce of a button.
const POLL_CYCLES: u64 = CORE_HZ as u64 / 50;

/// A host asks for all passes.
const MEASURE: u8 = b'm';

/// First row of the lines to choose from.
const FIRST_ROW: usize = 1;

const RUN_ALL: &str = "Run all passes";
const BOOTLOADER: &str = "Bootloader";

/// Starts the next life with a job that a person or a host asked for.
fn start(device: &Device, job: Job) -> ! {
    reset::hand_over(&Note {
        job,
        died: false,
        listened: device.board.serial.host_listens(),
        failure: None,
    })
}

fn run_all() -> Job {
    Job::Pass { entry: 0, pass: Pass::Measure, chain: true }
}

fn play(entry: u16) -> Job {
    Job::Pass { entry, pass: Pass::Play, chain: false }
}

/// Carries out what a host sends.
pub(super) fn obey(device: &Device, command: u8) {
    if command == MEASURE {
        start(device, run_all());
    }
}

/// Lets a person choose between lines below whatever is shown.
fn choose<'l>(
    device: &mut Device,
    first_row: usize,
    lines: usize,
    selected: usize,
    label: impl Fn(usize) -> &'l str,
) -> Choice {
    let mut menu = Menu::new(lines, selected, device.board.buttons.read());
    let mut drawn = None;
    loop {
        if drawn != Some(menu.selected()) {
            drawn = Some(menu.selected());
            let first = menu.first_visible();
            let mut page = Page(&mut device.board.display);
            for row in 0..VISIBLE.min(ROWS - 1 - first_row) {
                let line = first + row;
                let ink = if line == menu.selected() { Ink::MARKED } else { Ink::PLAIN };
                if line < lines {
                    page.line(first_row + row, ink, format_args!(" {}", label(line)));
                }
            }
        }
        let next = device.board.cycles.now() + POLL_CYCLES;
        while device.board.cycles.now() < next {}
        if let Some(command) = device.board.serial.read() {
            obey(device, command);
        }
        let buttons = device.board.buttons.read();
        if let Some(choice) = menu.press(buttons) {
            return choice;
        }
    }
}

/// The workloads of the payload, and what else there is to do.
pub(super) fn menu(
    device: &mut Device,
    payload: &Payload<'static>,
    title: fmt::Arguments<'_>,
    entry: u16,
) -> ! {
    Mark::FINISHED.enter();
    let workloads = payload.entries().len();
    let mut page = Page(&mut device.board.display);
    page.clear();
    page.line(0, Ink::MARKED, title);
    page.line(ROWS - 1, Ink::FAINT, format_args!("A play   {}", payload.image()));
    loop {
        let choice = choose(device, FIRST_ROW, workloads + 2, entry.into(), |line| {
            match payload.entry(line) {
                Some(entry) => entry.workload,
                None if line == workloads => RUN_ALL,
                None => BOOTLOADER,
            }
        });
        match choice {
            Choice::Line(line) if line < workloads => start(device, play(line as u16)),
            Choice::Line(line) if line == workloads => start(device, run_all()),
            Choice::Line(_) => device.board.bootloader.enter(),
            Choice::Back => {}
        }
    }
}

/// The page of a pause, and the entry that is paused.
fn paused(device: &mut Device, job: Job) -> u16 {
    device.board.display.wait();
    let mut page = Page(&mut device.board.display);
    page.clear();
    page.line(0, Ink::MARKED, format_args!("Paused"));
    match job {
        Job::Pass { entry, .. } | Job::Check { entry } | Job::Menu { entry } => entry,
        Job::Closing => 0,
    }
}

/// A person paused a cartridge. Returns to go on with it.
#[cfg(feature = "console")]
pub(super) fn pause_cartridge(device: &mut Device, job: Job, showing: &mut Showing) {
    let entry = paused(device, job);
    let mut selected = 0;
    loop {
        let view = match showing.view() {
            View::Squeezed => "View: all rows",
            View::From(_) => "View: a part",
        };
        let late = if showing.shows_all() { "Late: shown" } else { "Late: left out" };
        let lines = ["Resume", view, late, "Restart", "Menu", BOOTLOADER];
        let choice = choose(device, FIRST_ROW + 1, lines.len(), selected, |line| lines[line]);
        match choice {
            Choice::Line(1) => showing.switch_view(),
            Choice::Line(2) => showing.switch_late(),
            Choice::Line(3) => start(device, play(entry)),
            Choice::Line(4) => start(device, Job::Menu { entry }),
            Choice::Line(5) => device.board.bootloader.enter(),
            Choice::Line(_) | Choice::Back => return,
        }
        if let Choice::Line(line) = choice {
            selected = line;
        }
    }
}

/// A person wants to leave the program, perhaps. Returns to go on with it.
#[cfg(not(feature = "console"))]
pub(super) fn pause(device: &mut Device, job: Job) {
    const LINES: [&str; 5] = ["Resume", "Restart", "Menu", RUN_ALL, BOOTLOADER];
    let entry = paused(device, job);
    match choose(device, FIRST_ROW + 1, LINES.len(), 0, |line| LINES[line]) {
        Choice::Line(1) => start(device, play(entry)),
        Choice::Line(2) => start(device, Job::Menu { entry }),
        Choice::Line(3) => start(device, run_all()),
        Choice::Line(4) => device.board.bootloader.enter(),
        Choice::Line(_) | Choice::Back => {}
    }
}

/// What went wrong, and what can be done about it.
pub(super) fn failure(
    device: &mut Device,
    payload: &Payload<'static>,
    title: fmt::Arguments<'_>,
    failure: &Failure,
) -> ! {
    const LINES: [&str; 3] = ["Retry", "Menu", BOOTLOADER];
    Mark::FINISHED.enter();
    let (entry, retry) = match failure.job {
        Job::Check { entry } => (entry, failure.job),
        Job::Pass { entry, pass, .. } => (entry, Job::Pass { entry, pass, chain: false }),
        Job::Menu { entry } => (entry, failure.job),
        Job::Closing => (0, failure.job),
    };
    let workload = payload.entry(entry.into()).map_or("", |entry| entry.workload);
    let mut page = Page(&mut device.board.display);
    page.clear();
    let cause = failure.cause;
    page.line(0, Ink::WRONG, format_args!("{}", Headline(cause)));
    page.line(1, Ink::PLAIN, format_args!("{workload} {}", Place(failure)));
    page.line(2, Ink::PLAIN, format_args!("{}", Detail(cause)));
    page.line(3, Ink::PLAIN, format_args!("{}", Registers(cause)));
    page.line(4, Ink::FAINT, title);
    page.line(ROWS - 1, Ink::FAINT, format_args!("A choose {}", payload.image()));
    match choose(device, 6, LINES.len(), 0, |line| LINES[line]) {
        Choice::Line(0) => start(device, retry),
        Choice::Line(2) => device.board.bootloader.enter(),
        Choice::Line(_) | Choice::Back => start(device, Job::Menu { entry }),
    }
}

/// There is nothing to run.
pub(super) fn broken(device: &mut Device, error: PayloadError) -> ! {
    Mark::FINISHED.enter();
    let mut page = Page(&mut device.board.display);
    page.clear();
    page.line(0, Ink::WRONG, format_args!("Nothing to run"));
    // Longer than a line.
    page.line(1, Ink::PLAIN, format_args!("{}", Part(0, error)));
    page.line(2, Ink::PLAIN, format_args!("{}", Part(1, error)));
    page.line(3, Ink::PLAIN, format_args!("{}", Part(2, error)));
    page.line(5, Ink::PLAIN, format_args!("Flash it again."));
    loop {
        let choice = choose(device, 7, 1, 0, |_| BOOTLOADER);
        if choice == Choice::Line(0) {
            device.board.bootloader.enter()
        }
    }
}

/// The characters of a text that stand in the line of that number.
struct Part(usize, PayloadError);

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut window =
            Window { skip: self.0 * crate::canvas::COLUMNS, left: crate::canvas::COLUMNS, to: f };
        fmt::write(&mut window, format_args!("{}", self.1))
    }
}

struct Window<'a, 'f> {
    skip: usize,
    left: usize,
    to: &'a mut fmt::Formatter<'f>,
}

impl fmt::Write for Window<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            if self.skip > 0 {
                self.skip -= 1;
            } else if self.left > 0 {
                self.left -= 1;
                fmt::Write::write_char(self.to, c)?;
            }
        }
        Ok(())
    }
}
