//! One pass of one workload: from a fresh badge to the end of its transcript.

use super::bench::PyBench;
use super::device::Device;
use super::marks::Mark;
use super::{Guest, heap, image, reset};
use crate::intervals::{Intervals, MAX_SHOW_FRAMES};
use crate::note::{Cause, Failure, Note};
use crate::schedule::{Ended, Job, Wishes};
use crate::words;
use badge::Link;
use badge_protocol::payload::{Entry, ImageId, Pass, Payload, SelfCheck};
use badge_protocol::{BadgeRun, Phase, Reply};
use cortex_m::singleton;
use pybadge_board::CORE_HZ;
use pybadge_bsp::{memory, stack};

/// What is to be run.
#[derive(Clone, Copy)]
pub(super) struct Order {
    pub(super) job: Job,
    pub(super) pass: Pass,
    pub(super) check: Option<SelfCheck>,
    /// A failure of an earlier job, which the end shows.
    pub(super) earlier: Option<Failure>,
}

/// Runs a pass and goes on to the next life.
pub(super) fn run<G: Guest>(
    device: &mut Device,
    payload: &Payload<'static>,
    entry: &Entry<'static>,
    order: Order,
) -> ! {
    let listened = device.board.serial.host_listens();
    reset::begin(order.job, listened);
    let intervals = singleton!(: Intervals = Intervals::new());
    let Some(intervals) = intervals else {
        // One run in one life; nothing else takes them.
        unreachable!()
    };
    let frames = match (order.pass, order.check) {
        (_, Some(check)) => check.frames,
        (Pass::Measure, None) => entry.frames,
        (Pass::Show, None) => entry.show_frames.min(MAX_SHOW_FRAMES),
        (Pass::Play, None) => u32::MAX,
    };
    if order.pass != Pass::Play {
        hello::<G>(device, payload.image(), entry, order.pass);
        reset::set_open(true);
    } else {
        Mark::FINISHED.enter();
    }
    let mut bench = PyBench::new(device, intervals, order.job, order.pass, entry);
    stack::paint();
    Mark::RUN.enter();
    let progress = G::run(entry, frames, &mut bench);
    bench.settle();
    Mark::RUN.leave();
    if bench.failure().is_none() {
        bench.release();
        if let Some(check) = order.check
            && progress.link != check.link
        {
            let due = check.link.0;
            let failure = bench.fail(Phase::Update, Cause::Mismatch { due });
            words::end(&failure, |reply| bench.device().reply(reply));
        }
    }
    let failure = bench.failure();
    if order.pass != Pass::Play {
        let (heap_peak, stack) = (heap::peak(), stack::high_water() as u32);
        finish(
            bench.device(),
            heap_peak,
            stack,
            progress.frames,
            progress.link,
            progress.nondeterministic,
        );
    }
    let ended = match failure {
        Some(_) => Ended::Badly,
        None => Ended::Well,
    };
    go_on(payload, order, ended, failure, listened)
}

/// A key was pressed during a pass.
pub(super) fn skip(bench: &mut PyBench<'_>) -> ! {
    let failure = bench.fail(Phase::Update, Cause::Skipped);
    let (frames, link) = bench.progress();
    let (heap_peak, stack) = (heap::peak(), stack::high_water() as u32);
    let device = bench.device();
    words::end(&failure, |reply| device.reply(reply));
    finish(device, heap_peak, stack, frames, link, false);
    let listened = device.board.serial.host_listens();
    let job = match image::payload() {
        Ok(payload) => Wishes::new(&payload).after(failure.job, Ended::Skipped),
        Err(_) => Job::Menu { entry: 0 },
    };
    reset::hand_over(&Note { job, died: false, listened, failure: None })
}

fn go_on(
    payload: &Payload<'static>,
    order: Order,
    ended: Ended,
    failure: Option<Failure>,
    listened: bool,
) -> ! {
    reset::hand_over(&Note {
        job: Wishes::new(payload).after(order.job, ended),
        died: false,
        listened,
        failure: failure.or(order.earlier),
    })
}

fn hello<G: Guest>(device: &mut Device, image: ImageId, entry: &Entry<'_>, pass: Pass) {
    let resolution = resolution(device);
    device.reply(&Reply::Hello {
        runtime: G::NAME,
        config: entry.config,
        version: G::VERSION,
        unit: "cycles",
        hz: CORE_HZ.into(),
        resolution,
        badge: Some(BadgeRun { image, workload: entry.workload, pass }),
    });
}

/// Smallest step between two readings of the clock.
fn resolution(device: &Device) -> u64 {
    let mut smallest = u64::MAX;
    for _ in 0..16 {
        let before = device.board.cycles.now();
        let after = device.board.cycles.now();
        if after > before {
            smallest = smallest.min(after - before);
        }
    }
    smallest
}

/// The last two lines of a transcript.
pub(super) fn finish(
    device: &mut Device,
    heap_peak: u32,
    stack: u32,
    frames: u32,
    link: Link,
    nondeterministic: bool,
) {
    device.reply(&Reply::Memory {
        peak_rss_bytes: None,
        heap_peak_bytes: Some(heap_peak.into()),
        stack_bytes: Some(stack.into()),
        static_ram_bytes: Some(memory::static_ram() as u64),
        flash_bytes: Some(image::firmware_bytes() as u64),
    });
    device.reply(&Reply::Done { frames, link, nondeterministic });
    device.board.serial.flush();
    reset::set_open(false);
}
