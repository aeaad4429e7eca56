//! What surrounds the loop on the badge.

use super::device::Device;
use super::live;
use super::marks::Mark;
#[cfg(not(feature = "console"))]
use super::pace::Pace;
#[cfg(feature = "console")]
use super::player::Player;
use crate::intervals::Intervals;
use crate::note::{Cause, Failure};
use crate::schedule::Job;
use badge::{Badge, Link};
use badge_protocol::payload::{Entry, Pass, Trace};
use badge_protocol::{Phase, Reply};
use badge_runner::Bench;

/// Longest call of a guest where the payload says nothing, in milliseconds:
/// five times what the slowest frame of a workload takes that fits a badge.
const LIMIT_MS: u32 = 5_000;
/// Longest call at all: the cycle counter must be read before it wraps.
const LONGEST_LIMIT_MS: u32 = 30_000;

/// The bench of one pass.
#[doc(hidden)]
pub struct PyBench<'d> {
    device: &'d mut Device,
    job: Job,
    pass: Pass,
    trace: Traced<'static>,
    limit: u32,
    /// Frames that were completed.
    frames: u32,
    link: u32,
    shown: &'d mut Intervals,
    settled: bool,
    #[cfg(not(feature = "console"))]
    pace: Pace,
    #[cfg(feature = "console")]
    player: Player,
    failure: Option<Failure>,
}

/// Walks through the trace of a payload.
struct Traced<'p> {
    rest: Trace<'p>,
    next: usize,
    mask: u8,
}

impl Traced<'_> {
    fn at(&mut self, frame: u32) -> u8 {
        while let Some((from, mask)) = self.rest.iter().nth(self.next)
            && from <= frame
        {
            self.mask = mask;
            self.next += 1;
        }
        self.mask
    }
}

impl<'d> PyBench<'d> {
    pub(super) fn new(
        device: &'d mut Device,
        shown: &'d mut Intervals,
        job: Job,
        pass: Pass,
        entry: &Entry<'static>,
    ) -> Self {
        let limit = entry.interrupt_ms.unwrap_or(LIMIT_MS);
        let limit = limit.clamp(1, LONGEST_LIMIT_MS);
        live::set_limit(limit);
        live::enter(Phase::Compile);
        live::reported(0, 0);
        Self {
            #[cfg(not(feature = "console"))]
            pace: Pace::new(device),
            #[cfg(feature = "console")]
            player: Player::new(device, entry.workload),
            device,
            job,
            pass,
            trace: Traced { rest: entry.trace, next: 0, mask: 0 },
            limit,
            frames: 0,
            link: 0,
            shown,
            settled: false,
            failure: None,
        }
    }

    pub(super) fn device(&mut self) -> &mut Device {
        self.device
    }

    #[cfg(feature = "console")]
    pub(super) fn device_and_player(&mut self) -> (&mut Device, &mut Player) {
        (self.device, &mut self.player)
    }

    #[cfg(feature = "console")]
    pub(super) fn job(&self) -> Job {
        self.job
    }

    #[cfg(feature = "console")]
    pub(super) fn pass(&self) -> Pass {
        self.pass
    }

    /// The buttons or the gamepad of a frame, as the payload says.
    pub(super) fn traced(&mut self, frame: u32) -> u8 {
        self.trace.at(frame)
    }

    /// How the run failed, if it did.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// The last frame is over: its time ends, and it is seen, too.
    pub(super) fn settle(&mut self) {
        if self.pass == Pass::Show && !self.settled {
            self.settled = true;
            self.shown.end(self.device.board.cycles.now());
            self.device.board.display.wait();
        }
    }

    /// Writes what was held back.
    pub(super) fn release(&mut self) {
        self.settle();
        if self.pass != Pass::Show {
            return;
        }
        for (index, (elapsed, link)) in self.shown.iter().enumerate() {
            self.device.reply(&Reply::Frame { index: index as u32, elapsed, link, fuel: None });
        }
    }

    /// Ends the run with a failure that the loop knows nothing of.
    pub(super) fn fail(&mut self, stage: Phase, cause: Cause) -> Failure {
        let failure = Failure {
            job: self.job,
            stage,
            frames: self.frames,
            link: self.link,
            cause,
            cut: false,
            heap_peak: 0,
            stack: 0,
        };
        self.failure = Some(failure);
        failure
    }
}

/// The link of a call is taken.
fn hashed() {
    if cfg!(not(feature = "console")) {
        Mark::HASH.leave();
    }
}

impl Bench for PyBench<'_> {
    #[inline]
    fn now(&mut self) -> u64 {
        self.device.board.cycles.now()
    }

    fn reply(&mut self, reply: &Reply<'_>) {
        match *reply {
            Reply::Trap { frame, kind, .. } => {
                self.release();
                self.fail(live::stage(), Cause::Trap { frame, kind });
            }
            Reply::Fail { stage, kind, .. } => {
                self.release();
                self.fail(stage, Cause::Refused(kind));
            }
            Reply::Phase { link: Some(link), .. } => {
                hashed();
                self.link = link.0;
                live::reported(0, link.0);
            }
            Reply::Frame { index, link, .. } => {
                hashed();
                self.frames = index + 1;
                self.link = link.0;
                match self.pass {
                    Pass::Measure => live::reported(index + 1, link.0),
                    Pass::Show => {
                        self.shown.completed(link);
                        return;
                    }
                    Pass::Play => live::reported(index + 1, link.0),
                }
            }
            _ => {}
        }
        if self.pass != Pass::Play {
            self.device.reply(reply);
        }
    }

    fn enter(&mut self, phase: Phase) {
        live::enter(phase);
        match self.pass {
            Pass::Measure => {
                // Nothing that was said is lost if this call never returns.
                self.device.board.serial.flush();
                self.device.board.watch.arm(self.limit);
                self.device.hold_interrupts();
            }
            Pass::Show | Pass::Play => {
                if self.pass == Pass::Show {
                    if phase == Phase::Update {
                        self.shown.begin(self.device.board.cycles.now());
                    } else {
                        self.device.board.serial.flush();
                    }
                }
                self.device.board.watch.arm(self.limit);
            }
        }
        Mark::of(phase).enter();
    }

    fn leave(&mut self, phase: Phase) {
        Mark::of(phase).leave();
        if self.pass == Pass::Measure {
            self.device.release_interrupts();
        }
        self.device.board.watch.disarm();
        // A cartridge's `start` is up to three calls.
        if cfg!(not(feature = "console")) && matches!(phase, Phase::Start | Phase::Update) {
            Mark::HASH.enter();
        }
        if phase == Phase::Start && self.pass == Pass::Show {
            // Not in the times of the first frames.
            self.device.board.serial.flush();
        }
    }

    #[cfg(feature = "console")]
    fn frame(&mut self, _: u32, _: &Badge) {
        // Cartridges have ticks.
    }

    #[cfg(not(feature = "console"))]
    fn buttons(&mut self, index: u32, _: u8) -> u8 {
        match self.pass {
            Pass::Play => self.pace.buttons(),
            _ => self.traced(index),
        }
    }

    #[cfg(not(feature = "console"))]
    fn frame(&mut self, _: u32, badge: &Badge) {
        match self.pass {
            Pass::Measure => {
                if self.device.key_pressed() {
                    super::passes::skip(self);
                }
            }
            Pass::Show => self.device.show(badge),
            Pass::Play => {
                self.device.show(badge);
                self.pace.wait(self.device, badge, self.job);
            }
        }
    }

    fn interrupter(&mut self, _: impl Fn() + Send + 'static) {
        // The watch ends calls; plans of the badge ask for no interrupter.
    }
}

impl PyBench<'_> {
    /// Frames that were reported, and their last link.
    pub(super) fn progress(&self) -> (u32, Link) {
        (self.frames, Link(self.link))
    }
}
