//! One image in the emulator, from reset to its end.

use super::marks::{Mark, Moment, PORT, RunMarks, Stage};
use super::serial::Serial;
use pybadge_emulator::{Badge, Boot, Image, ImageError, Limits, Reset, Stop};
use std::fmt;

/// Frequency of the processor in hertz, which turns times into cycles.
pub const HZ: u64 = pybadge_board::CORE_HZ as u64;

/// How long an image may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Instructions in all.
    pub instructions: u64,
    /// Cycles in which it neither marks nor says anything.
    pub silence: u64,
    /// Cycles in all.
    pub cycles: u64,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All passes are over and everything was said.
    Finished,
    /// The watcher has seen enough.
    Enough,
    /// A bound was reached: which.
    TooLong(String),
    /// The firmware broke off: how.
    Broke(String),
}

/// What an image did.
#[derive(Debug)]
pub struct Emulation {
    /// How it ended.
    pub ended: Ended,
    /// What it said.
    pub serial: Serial,
    /// Everything that it sent, as bytes.
    pub bytes: Vec<u8>,
    /// What it marked, one for each workload and pass.
    pub runs: Vec<RunMarks>,
    /// Faults that were delivered to it.
    pub faults: Vec<String>,
    /// What the display showed at the end.
    pub screen: Image,
    /// Colours of the NeoPixels at the end.
    pub leds: [[u8; 3]; Badge::NEOPIXELS],
    /// When it ended.
    pub end: Moment,
}

/// Something worth looking at the badge for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A stage begins: which run (from 0), and how many of that stage have
    /// ended in it.
    Enter(Stage, usize, usize),
    /// A stage ends, likewise.
    Leave(Stage, usize, usize),
    /// All passes are over.
    Finished,
    /// Nothing happened for a tenth of a second.
    Tick,
}

/// What a watcher says to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Go on.
    On,
    /// It has seen enough.
    Enough,
}

/// Looks at the badge while an image runs.
pub trait Watcher {
    /// Called at every mark and tick.
    fn event(&mut self, event: Event, badge: &mut Badge) -> Watch;
}

/// A watcher that never looks.
impl Watcher for () {
    fn event(&mut self, _: Event, _: &mut Badge) -> Watch {
        Watch::On
    }
}

/// Why an image was not even started.
#[derive(Debug)]
pub enum NotStarted {
    /// The bootloader does not take it.
    Refused(ImageError),
    /// The bootloader does not start it.
    Boot(Boot),
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => error.fmt(f),
            Self::Boot(boot) => write!(f, "the bootloader does not start the image: {boot:?}"),
        }
    }
}

impl std::error::Error for NotStarted {}

/// How often a run without marks is looked at.
const TICK: u64 = HZ / 10;

/// How long the serial line is waited for after the last mark.
const DRAIN: u64 = 5 * HZ;

/// Most bytes of the serial line that are kept: 720 frames take 60 KB.
const MAX_SERIAL: usize = 8 << 20;

/// Runs an image until it has finished or a bound is reached.
///
/// # Errors
///
/// When the bootloader would not start it.
pub fn emulate(
    uf2: &[u8],
    bounds: &Bounds,
    watcher: &mut impl Watcher,
) -> Result<Emulation, NotStarted> {
    let mut badge = Badge::new();
    badge.load_uf2(uf2).map_err(NotStarted::Refused)?;
    match badge.reset(Reset::Power) {
        Boot::Application => (),
        boot => return Err(NotStarted::Boot(boot)),
    }
    badge.watch_stimulus(Some(PORT));
    let mut machine = Machine {
        badge,
        bounds,
        serial: Serial::default(),
        bytes: Vec::new(),
        runs: Vec::new(),
        last_sign: 0,
        finished: None,
    };
    let ended = machine.run(watcher);
    let mut badge = machine.badge;
    Ok(Emulation {
        ended,
        serial: machine.serial,
        bytes: machine.bytes,
        runs: machine.runs,
        faults: badge.take_faults().iter().map(ToString::to_string).collect(),
        screen: badge.screen(),
        leds: badge.neopixels(),
        end: Moment { instructions: badge.instructions(), cycles: badge.cycles() },
    })
}

struct Machine<'b> {
    badge: Badge,
    bounds: &'b Bounds,
    serial: Serial,
    bytes: Vec<u8>,
    runs: Vec<RunMarks>,
    /// Cycles at the last mark or byte.
    last_sign: u64,
    /// Cycles at the mark that all passes are over.
    finished: Option<u64>,
}

impl Machine<'_> {
    fn run(&mut self, watcher: &mut impl Watcher) -> Ended {
        loop {
            if let Some(ended) = self.bound() {
                return ended;
            }
            let left = self.bounds.instructions - self.badge.instructions();
            let stop = self.badge.run(Limits { instructions: left, cycles: TICK });
            self.listen();
            if let Some(violation) = &self.serial.violation {
                return Ended::Broke(violation.to_string());
            }
            match self.marks(watcher) {
                Ok(Watch::On) => (),
                Ok(Watch::Enough) => return Ended::Enough,
                Err(reason) => return Ended::Broke(reason),
            }
            match stop {
                Stop::Stimulus => (),
                Stop::Limit => {
                    if watcher.event(Event::Tick, &mut self.badge) == Watch::Enough {
                        return Ended::Enough;
                    }
                }
                Stop::Asleep if self.finished.is_some() => return Ended::Finished,
                // The firmware lives from reset to reset: each pass is a life.
                Stop::Reset => match self.badge.reset(Reset::Software) {
                    Boot::Application => (),
                    boot => return Ended::Broke(self.why(&format!("a reset led to {boot:?}"))),
                },
                stop => return Ended::Broke(self.why(&stop.to_string())),
            }
        }
    }

    fn listen(&mut self) {
        let heard = self.badge.take_serial();
        if !heard.is_empty() {
            self.last_sign = self.badge.cycles();
            self.serial.take(&heard);
            if self.bytes.len() < MAX_SERIAL {
                self.bytes.extend_from_slice(&heard);
            }
        }
    }

    fn marks(&mut self, watcher: &mut impl Watcher) -> Result<Watch, String> {
        for stimulus in self.badge.take_stimuli() {
            if stimulus.port != PORT {
                continue;
            }
            let moment = Moment { instructions: stimulus.instructions, cycles: stimulus.cycles };
            self.last_sign = moment.cycles;
            let mark = Mark::read(stimulus.value).map_err(|error| error.to_string())?;
            if mark == Mark::Enter(Stage::Run) {
                self.runs.push(RunMarks::default());
            }
            let index = self.runs.len().saturating_sub(1);
            let event = match (mark, self.runs.last_mut()) {
                (Mark::Finished, _) => {
                    self.finished = Some(moment.cycles);
                    Event::Finished
                }
                // The firmware may show a screen of its own between the runs.
                (_, None) => continue,
                (mark, Some(run)) => {
                    let before = |stage| run.count(stage);
                    let event = match mark {
                        Mark::Enter(stage) => Event::Enter(stage, index, before(stage)),
                        Mark::Leave(stage) => Event::Leave(stage, index, before(stage)),
                        Mark::Finished => Event::Finished,
                    };
                    run.take(mark, moment)?;
                    event
                }
            };
            if watcher.event(event, &mut self.badge) == Watch::Enough {
                return Ok(Watch::Enough);
            }
        }
        Ok(Watch::On)
    }

    /// Whether the run is over for its length, or because all is said.
    fn bound(&self) -> Option<Ended> {
        let (instructions, cycles) = (self.badge.instructions(), self.badge.cycles());
        if let Some(finished) = self.finished {
            let said = self.serial.transcripts.len() >= self.runs.len();
            let quiet = cycles - self.last_sign > TICK;
            if said && quiet || cycles - finished > DRAIN {
                return Some(Ended::Finished);
            }
        }
        let seconds = |cycles: u64| cycles as f64 / HZ as f64;
        let silence = cycles - self.last_sign;
        let reason = if silence >= self.bounds.silence {
            format!("no sign of life for {:.0} s", seconds(silence))
        } else if instructions >= self.bounds.instructions {
            format!("{instructions} instructions")
        } else if cycles >= self.bounds.cycles {
            format!("{:.0} s", seconds(cycles))
        } else {
            return None;
        };
        Some(Ended::TooLong(format!("{reason} of badge time, {}", self.serial.progress())))
    }

    /// A reason with the firmware's last word.
    fn why(&self, reason: &str) -> String {
        let progress = self.serial.progress();
        match self.serial.remarks.last() {
            Some(last) => format!("{reason}, {progress}: {last}"),
            None => format!("{reason}, {progress}"),
        }
    }
}
