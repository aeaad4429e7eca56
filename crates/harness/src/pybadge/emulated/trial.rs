//! One image on the emulated badge, for a person to look at; nothing is stored.

use super::camera::{Camera, play_bounds};
use super::lane::{Job, Observed, bounds, verdict};
use super::lcd;
use super::run::emulate;
use super::session::Session;
use crate::animation::{Style, gif};
use crate::cart::badge::cartridges;
use crate::cart::pictures::gif_of_panel;
use crate::halt::{Obstacle, settle};
use crate::judge::Verdict;
use crate::plan::Cell;
use crate::progress::announced;
use crate::pybadge::choice::Choice;
use crate::pybadge::request::{Manner, SHOW_FRAMES};
use crate::screens;
use crate::setup::{self, Install};
use crate::store;
use crate::usage::Usage;
use crate::workbench::{CellInputs, Workbench};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Outcome, Target};
use badge_protocol::payload::{Pass, Passes};
use std::path::PathBuf;

/// What is to be emulated, and what of it is to be kept.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many frames; those of the workload, or as many as are shown of a module.
    pub frames: Option<u32>,
    /// Frames and the files for their pictures.
    pub pictures: Vec<(u32, PathBuf)>,
    /// The file for the picture at the end.
    pub last: Option<PathBuf>,
    /// The file for an animation.
    pub gif: Option<PathBuf>,
    /// Buttons to play with, by frame, instead of measuring.
    pub keys: Option<Vec<(u32, u8)>>,
    /// What the first player of a cartridge holds while it is measured.
    pub pads: Vec<(u32, u8)>,
    /// Whether system packages may be installed.
    pub install: Install,
}

/// What a person is told, in this order.
#[derive(Debug)]
pub enum Told<'t> {
    /// There is no image.
    Without(Cell<'t>, Obstacle),
    /// There is one, which runs now.
    Image(&'t Job<'t>),
    /// It has run; what the display showed that no frame of the badge is.
    Ran(&'t Job<'t>, &'t Observed, Option<String>),
}

/// Emulates an image and writes what is wanted of it; whether all was well.
///
/// # Errors
///
/// [`Usage`] where frames are asked for that there are not; when a file cannot be
/// written.
pub fn trial(
    workspace: &Workspace,
    choice: &Choice<'_>,
    options: &Options,
    mut tell: impl FnMut(Told<'_>),
) -> Result<bool> {
    let cell = choice.cell();
    let frames = frames(choice, options)?;
    let passes = match options.keys {
        Some(_) => Passes::NONE.with(Pass::Play),
        None => Manner::of(&cell).passes,
    };
    let manner =
        Manner { frames, show_frames: frames.min(SHOW_FRAMES), passes, plays_after_check: false };
    let pads = options.pads.clone();
    let good =
        with_image(workspace, choice, manner, pads, options.install, &mut tell, |job, tell| {
            observe(choice, job, frames, options, tell)
        })?;
    Ok(good.unwrap_or(false))
}

/// The image of firmware that plays, as UF2; `None` where there is none, which was
/// told then.
///
/// # Errors
///
/// When something fails that is not the runtime's.
pub fn playable(
    workspace: &Workspace,
    choice: &Choice<'_>,
    install: Install,
    mut tell: impl FnMut(Told<'_>),
) -> Result<Option<Vec<u8>>> {
    let cell = choice.cell();
    let frames = if choice.is_own() { SHOW_FRAMES } else { cell.frames_on(Target::Pybadge) };
    let passes = Passes::NONE.with(Pass::Play);
    let manner =
        Manner { frames, show_frames: frames.min(SHOW_FRAMES), passes, plays_after_check: false };
    with_image(workspace, choice, manner, Vec::new(), install, &mut tell, |job, _| {
        Ok(job.made.image.uf2.clone())
    })
}

/// Builds an image and hands it on; `None` where there is none.
fn with_image<T, R>(
    workspace: &Workspace,
    choice: &Choice<'_>,
    manner: Manner,
    pads: Vec<(u32, u8)>,
    install: Install,
    tell: &mut T,
    then: impl FnOnce(&Job<'_>, &mut T) -> Result<R>,
) -> Result<Option<R>>
where
    T: FnMut(Told<'_>),
{
    let cell = choice.cell();
    setup::rust(workspace)?;
    let mut bench = Workbench::new(workspace, install)?;
    let cartridges = match choice.cartridges() {
        [] => None,
        modules => Some(cartridges(workspace, modules, pads)?),
    };
    let module = choice.module(&mut bench)?;
    let mut session = Session::new(&bench);
    let building = format!("building the firmware of {}", cell.config_name());
    let job = || match &cartridges {
        Some(cartridges) => session.console(&mut bench, cell, cartridges, manner),
        None => session.job_of(&mut bench, &CellInputs::none(cell), &module, manner),
    };
    match settle(announced(&building, job))? {
        Ok(job) => {
            tell(Told::Image(&job));
            then(&job, tell).map(Some)
        }
        Err(no) => {
            tell(Told::Without(cell, no));
            Ok(None)
        }
    }
}

/// Emulates an image and writes what is wanted of it; whether all was well.
fn observe(
    choice: &Choice<'_>,
    job: &Job<'_>,
    frames: u32,
    options: &Options,
    tell: &mut impl FnMut(Told<'_>),
) -> Result<bool> {
    let (mut camera, bounds) = match &options.keys {
        Some(keys) => (Camera::playing(keys.clone(), frames), play_bounds(frames)),
        None => (Camera::showing(), bounds(job.cell.workload)),
    };
    let emulation = emulate(&job.made.image.uf2, &bounds, &mut camera)?;
    let verdict = match options.keys {
        Some(_) => Verdict { outcome: Outcome::Unverified, detail: None },
        None => verdict(job, &emulation),
    };
    let observed = Observed { verdict, emulation, picture: None };
    let frames = match choice.cartridges() {
        [] => Some(lcd::frames(&camera.shown)),
        _ => None,
    };
    let foreign = frames.as_ref().and_then(|frames| frames.as_ref().err().cloned());
    tell(Told::Ran(job, &observed, foreign));
    let frames = frames.transpose().unwrap_or_default();
    if let Some(file) = &options.last {
        store::replace(file, &screens::png_rgb(&observed.emulation.screen)?)?;
    }
    for (frame, file) in &options.pictures {
        let shown = camera.shown.get(*frame as usize).with_context(|| {
            format!("frame {frame} was not shown: the run ended after {}", camera.shown.len())
        })?;
        let frame = frames.as_ref().and_then(|frames| frames.get(*frame as usize));
        let picture = match frame {
            Some(frame) => screens::encode(frame)?,
            None => screens::png_rgb(shown)?,
        };
        store::replace(file, &picture)?;
    }
    if let Some(file) = &options.gif {
        let animation = match &frames {
            Some(frames) => gif(frames, Style::PLAIN),
            None => gif_of_panel(&camera.shown),
        };
        store::replace(file, &animation.context("--gif")?)?;
    }
    Ok(matches!(observed.verdict.outcome, Outcome::Pass | Outcome::Unverified))
}

fn frames(choice: &Choice<'_>, options: &Options) -> Result<u32> {
    let cell = choice.cell();
    let frames = match options.frames {
        Some(frames) if frames > cell.workload.frames => {
            let reason = format!("{} has {} frames", cell.workload.name, cell.workload.frames);
            return Err(Usage::new(reason).into());
        }
        Some(frames) => frames,
        None if choice.is_own() => SHOW_FRAMES,
        None => cell.frames_on(Target::Pybadge),
    };
    // The pass show has so many frames; whoever plays sees all.
    let shown = if options.keys.is_some() { frames } else { frames.min(SHOW_FRAMES) };
    match options.pictures.iter().find(|(frame, _)| *frame >= shown) {
        Some((frame, _)) => {
            let reason = format!("--png: frame {frame} is beyond the {shown} that are shown");
            Err(Usage::new(reason).into())
        }
        None => Ok(frames),
    }
}
