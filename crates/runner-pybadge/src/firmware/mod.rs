//! The program: one life after the other.

mod bench;
#[cfg(feature = "c-library")]
mod c_library;
mod device;
mod faults;
mod guest;
mod heap;
mod image;
mod live;
mod marks;
#[cfg(not(feature = "console"))]
mod pace;
mod passes;
#[cfg(feature = "console")]
mod player;
mod reset;
mod screens;

pub use bench::PyBench;
#[cfg(not(feature = "console"))]
pub use guest::LinkedIn;
pub use guest::{Guest, Loaded};

use crate::note::{Failure, Note};
use crate::schedule::{Ended, Job, Wishes};
use crate::words;
use badge::Link;
use badge_protocol::payload::{Pass, Payload};
use device::Device;
use marks::Mark;
use passes::Order;
use pybadge_board::{APPLICATION, CORE_HZ, RAM};
use pybadge_bsp::{Board, memory, stack};

/// How long a host is waited for that listened before the reset, which made it
/// lose the port.
const PATIENCE_CYCLES: u64 = 5 * CORE_HZ as u64;

/// What [`crate::main!`] makes the entry point of.
pub fn start<G: Guest>() -> ! {
    let note = reset::take();
    let (Some(board), Some(memory)) = (Board::take(), memory::heap()) else {
        // Taken once, here; without clocks there is nothing to say it with.
        unreachable!()
    };
    heap::init(reset::cut_off(memory));
    let mut device = Device::new(board);
    device.board.watch.set_handler(faults::hung);
    if note.is_some_and(|note| note.listened) {
        wait_for_host(&mut device);
    }
    match image::payload() {
        Ok(payload) => live::<G>(&mut device, &payload, note),
        Err(error) => {
            device.remark(format_args!("{error}"));
            screens::broken(&mut device, error)
        }
    }
}

/// Does what the note says, or the first thing that the payload asks for.
fn live<G: Guest>(device: &mut Device, payload: &Payload<'static>, note: Option<Note>) -> ! {
    let wishes = Wishes::new(payload);
    let (mut job, failure) = match note {
        None => {
            introduce::<G>(device, payload);
            (wishes.first(), None)
        }
        Some(note) if note.died => {
            if let Some(failure) = &note.failure {
                bury(device, failure);
            }
            (wishes.after(note.job, Ended::Badly), note.failure)
        }
        Some(note) => (note.job, note.failure),
    };
    loop {
        match job {
            Job::Check { entry } => {
                let check = payload.entry(entry.into()).and_then(|entry| entry.self_check);
                if check.is_some() {
                    let pass = Pass::Measure;
                    run::<G>(device, payload, entry, Order { job, pass, check, earlier: failure });
                }
                // Nothing to compare with.
                job = wishes.after(job, Ended::Well);
            }
            Job::Pass { entry, pass, .. } => {
                let order = Order { job, pass, check: None, earlier: failure };
                run::<G>(device, payload, entry, order);
                // An entry that does not exist.
                job = Job::Menu { entry: 0 };
            }
            Job::Menu { entry } => match &failure {
                Some(failure) => screens::failure(
                    device,
                    payload,
                    format_args!("{} {}", G::NAME, G::VERSION),
                    failure,
                ),
                None => screens::menu(
                    device,
                    payload,
                    format_args!("{} {}", G::NAME, G::VERSION),
                    entry,
                ),
            },
            Job::Closing => match &failure {
                Some(failure) => screens::failure(
                    device,
                    payload,
                    format_args!("{} {}", G::NAME, G::VERSION),
                    failure,
                ),
                None => job = wishes.closing(),
            },
        }
    }
}

/// Runs an entry, which ends this life; returns if there is no such entry.
fn run<G: Guest>(device: &mut Device, payload: &Payload<'static>, entry: u16, order: Order) {
    if let Some(entry) = payload.entry(entry.into()) {
        passes::run::<G>(device, payload, &entry, order);
    }
}

/// Ends the transcript of a run that a handler cut off.
fn bury(device: &mut Device, failure: &Failure) {
    if failure.cut {
        words::end(failure, |reply| device.reply(reply));
        let (frames, link) = (failure.frames, Link(failure.link));
        passes::finish(device, failure.heap_peak, failure.stack, frames, link, false);
        Mark::RUN.leave();
    }
}

/// Says once what this is, and how the RAM is laid out.
fn introduce<G: Guest>(device: &mut Device, payload: &Payload<'static>) {
    device.remark(format_args!("{} {}, image {}", G::NAME, G::VERSION, payload.image()));
    device.remark(format_args!(
        "flash: firmware {} + payload {} of {} bytes",
        image::firmware_bytes(),
        payload.len(),
        APPLICATION.len()
    ));
    device.remark(format_args!(
        "ram: stack {} + statics {} + heap {} + note {} + bootloader 8 = {} bytes",
        stack::size(),
        memory::static_ram(),
        heap::size(),
        reset::NOTE_BYTES,
        RAM.len(),
    ));
}

fn wait_for_host(device: &mut Device) {
    let until = device.board.cycles.now() + PATIENCE_CYCLES;
    while device.board.cycles.now() < until {
        if device.board.serial.host_listens() || device.key_pressed() {
            break;
        }
    }
}
