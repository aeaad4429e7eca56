//! The image that a person wants on a badge.

use crate::cart::TICKS;
use crate::cart::badge::cartridges;
use crate::destination::writable_directory;
use crate::halt::Halt;
use crate::progress::announced;
use crate::pybadge::choice::Choice;
use crate::pybadge::emulated::inputs;
use crate::pybadge::image::Firmwares;
use crate::pybadge::request::{Made, Manner, SHOW_FRAMES, console_image, image, image_file};
use crate::setup::{self, Install};
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use badge_protocol::payload::{Pass, Passes};
use std::path::PathBuf;

/// What the badge does with its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It checks a few frames, then plays.
    Play,
    /// It measures and shows the whole trace.
    Trace,
}

/// Makes the image and its file.
///
/// # Errors
///
/// An image that cannot be made is the row's.
pub fn order(
    workspace: &Workspace,
    choice: &Choice<'_>,
    purpose: Purpose,
    install: Install,
) -> Result<(Made, PathBuf), Halt> {
    writable_directory(&workspace.scratch())?;
    setup::rust(workspace)?;
    let mut bench = Workbench::new(workspace, install)?;
    let cell = choice.cell();
    let mut firmwares = Firmwares::new(workspace);
    let building = format!("building the firmware of {}", cell.config_name());
    if let modules @ [_, ..] = choice.cartridges() {
        let cartridges = cartridges(workspace, modules, Vec::new())?;
        let manner = Manner {
            frames: TICKS,
            show_frames: SHOW_FRAMES,
            passes: Passes::NONE.with(Pass::Play),
            plays_after_check: false,
        };
        let made = announced(&building, || {
            console_image(&mut bench, &mut firmwares, &cell, &cartridges, manner)
        })?;
        let file = image_file(&bench, &cell);
        return Ok((made, file));
    }
    let module = choice.module(&mut bench)?;
    let inputs = if choice.is_own() { None } else { Some(inputs(&mut bench, &cell)?) };
    let of_workload = Manner::of(&cell);
    let frames = if choice.is_own() { SHOW_FRAMES } else { of_workload.frames };
    let manner = Manner {
        frames,
        show_frames: frames.min(SHOW_FRAMES),
        passes: of_workload.passes.with(Pass::Play),
        plays_after_check: purpose == Purpose::Play,
    };
    let made =
        announced(&building, || image(&mut bench, &mut firmwares, &cell, &module, manner, inputs))?;
    let file = image_file(&bench, &cell);
    Ok((made, file))
}
