//! Cartridges of WASM-4 on the runtimes of this comparison.

pub mod badge;
pub mod font;
pub mod matrix;
pub mod own;
pub mod pads;
pub mod pictures;
pub mod play;
pub mod survey;

use crate::guest::Module;
use crate::plan::stand_in;
use crate::pybadge::request::cartridge_name;
use anyhow::Result;
use badge_catalogue::{BuildKind, Config, ModuleRoute, RuntimeEntry, Workload};

/// Ticks where nobody says how many: ten seconds of a game.
pub const TICKS: u32 = 600;

/// Why a config plays no cartridge, as far as that is known before it is built.
#[must_use]
pub fn unable(runtime: &RuntimeEntry, config: &Config) -> Option<&'static str> {
    if config.module == ModuleRoute::Link {
        return Some("its programs are linked in");
    }
    match runtime.build.as_ref().map(|build| build.kind) {
        Some(BuildKind::Cargo | BuildKind::Go | BuildKind::Npm | BuildKind::None) => None,
        _ => Some("its runner has no console yet"),
    }
}

/// The workload that a cartridge stands for.
fn workload(module: &Module) -> Result<Workload> {
    let mut workload = stand_in()?;
    workload.name = cartridge_name(module);
    Ok(workload)
}
