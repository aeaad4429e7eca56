//! One cartridge on one config.

use super::badge::Figures;
use super::font::Supply;
use super::pads::Held;
use super::pictures::Pictures;
use super::unable;
use crate::guest::Module;
use crate::halt::{Halt, Obstacle};
use crate::judge::{Question, Verdict, judge};
use crate::measure::deadline;
use crate::plan::Cell;
use crate::runner::{Observation, Runner};
use crate::trial_run::ready;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use badge_catalogue::Outcome;
use badge_protocol::{Action, Cart, Request, Transcript, VERSION};
use std::time::Duration;

/// What a cartridge is put through.
#[derive(Clone, Debug)]
pub struct Session {
    /// How many ticks.
    pub ticks: u32,
    /// What the players hold.
    pub pads: Vec<Held>,
    /// Where its letters come from.
    pub font: Supply,
}

impl Session {
    /// What a run follows from besides runner and cartridge.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} {:?} {}", self.ticks, self.pads, self.font.file().is_some())
    }
}

/// A config that is ready to play a cartridge.
#[derive(Debug)]
pub struct Player {
    runtime: String,
    config: String,
    runner: Runner,
    module: Module,
    deadline: Duration,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Played {
    /// How it was judged: [`Outcome::Unverified`] where it came to its end.
    pub verdict: Verdict,
    /// What the runner said, also of a run that ended in a trap.
    pub transcript: Option<Transcript>,
    /// What was shown; nothing on the badge.
    pub pictures: Pictures,
    /// What the badge tells besides.
    pub figures: Option<Figures>,
}

impl From<Obstacle> for Played {
    fn from(obstacle: Obstacle) -> Self {
        Self {
            verdict: obstacle.verdict,
            transcript: None,
            pictures: Pictures::default(),
            figures: None,
        }
    }
}

impl Played {
    /// Whether every tick was played.
    #[must_use]
    pub fn ended_well(&self) -> bool {
        self.verdict.outcome == Outcome::Unverified
    }

    /// The same without what was shown, for who keeps many.
    #[must_use]
    pub fn without_pictures(self) -> Self {
        Self { pictures: Pictures::default(), ..self }
    }

    /// Nanoseconds of each update.
    #[must_use]
    pub fn updates_ns(&self) -> Vec<u64> {
        let of = |said: &Transcript| -> Vec<u64> {
            said.frames.iter().map(|frame| nanoseconds(said, frame.elapsed)).collect()
        };
        self.transcript.as_ref().map(of).unwrap_or_default()
    }

    /// Nanoseconds from the bytes of the module to the end of the first update.
    #[must_use]
    pub fn first_ns(&self) -> Option<u64> {
        let said = self.transcript.as_ref()?;
        let phases: u64 = said.phases.values().map(|phase| phase.elapsed).sum();
        Some(nanoseconds(said, phases + said.frames.first()?.elapsed))
    }

    /// The link of each tick.
    pub fn links(&self) -> impl Iterator<Item = badge::Link> {
        self.transcript.iter().flat_map(|said| said.frames.iter().map(|frame| frame.link))
    }
}

impl Player {
    /// Builds the runner of a config and prepares the cartridge for it.
    ///
    /// # Errors
    ///
    /// What the runtime is to blame for is a row.
    pub fn ready(bench: &mut Workbench<'_>, cell: &Cell<'_>, cart: &Module) -> Result<Self, Halt> {
        if let Some(reason) = unable(cell.runtime, cell.config) {
            return Err(Verdict::new(Outcome::Unsupported, reason).into());
        }
        let (runner, module) = ready(bench, cell, cart)?;
        Ok(Self {
            runtime: cell.runtime.name.clone(),
            config: cell.config.name.clone(),
            runner,
            module,
            deadline: deadline(cell.config, cell.workload),
        })
    }

    /// Plays.
    ///
    /// # Errors
    ///
    /// When the runner cannot be started, or its pictures cannot be read.
    pub fn play(&self, session: &Session) -> Result<Played> {
        let directory = tempfile::tempdir().context("no temporary directory")?;
        let pictures = directory.path().join("pictures");
        let request = Request {
            protocol: VERSION,
            config: self.config.clone(),
            module: self.module.path.clone(),
            action: Action::Cart(Cart {
                ticks: session.ticks,
                pads: session.pads.clone(),
                font: session.font.file().map(Into::into),
                pictures: Some(pictures.clone()),
                echo_trace: false,
            }),
        };
        let observation = self.runner.ask(&request, self.deadline)?;
        let question = Question {
            runtime: &self.runtime,
            config: &self.config,
            workload: None,
            frames: session.ticks,
            links: None,
        };
        let verdict = judge(&question, &observation);
        let Observation::Answered(transcript) = observation else {
            return Ok(Obstacle::from(verdict).into());
        };
        // A module that was refused has shown nothing.
        let pictures = match pictures.exists() {
            true => Pictures::read(&pictures)?,
            false => Pictures::default(),
        };
        Ok(Played { verdict, transcript: Some(*transcript), pictures, figures: None })
    }
}

/// Ticks of a runner's clock as time.
fn nanoseconds(said: &Transcript, elapsed: u64) -> u64 {
    // 128 bits hold every elapsed value times a thousand million.
    (u128::from(elapsed) * 1_000_000_000 / u128::from(said.hello.hz.max(1))) as u64
}

/// The first tick in which two runs differ, as far as both played.
#[must_use]
pub fn first_difference(one: &Played, other: &Played) -> Option<usize> {
    one.links().zip(other.links()).position(|(one, other)| one != other)
}
