//! Cartridges on the badge.

use super::font::font;
use super::pads::Held;
use crate::guest::Module;
use crate::progress::announced;
use crate::pybadge::request::Cartridges;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;

/// What an image with these cartridges holds besides its firmware.
///
/// # Errors
///
/// When the font that was found cannot be read.
pub fn cartridges<'c>(
    workspace: &Workspace,
    modules: &'c [Module],
    pads: Vec<(u32, u8)>,
) -> Result<Cartridges<'c>> {
    let supply = announced("looking for the console's font", || font(workspace));
    let font = match supply.file() {
        Some(file) => {
            fs::read(file).with_context(|| format!("cannot read {}", file.display()))?
        }
        None => Vec::new(),
    };
    Ok(Cartridges { modules, pads, font })
}

/// What the first player holds: a badge has one gamepad.
#[must_use]
pub fn first_player(held: &[Held]) -> Vec<(u32, u8)> {
    held.iter().map(|(tick, pads)| (*tick, pads[0])).collect()
}
