//! `cargo xtask carts`: which runtime plays which cartridge; only counts are stored
//! in `results/`, where that is asked for.

use crate::cli::Carts;
use anyhow::Result;
use badge_harness::cart::survey::{Options, survey};
use badge_harness::println;
use badge_harness::setup::Install;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

pub(super) fn run(arguments: &Carts) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let options = Options {
        directory: arguments.directory.clone(),
        filter: badge_harness::plan::Filter {
            runtime: arguments.runtime.clone(),
            target: Some(arguments.target.clone()),
            ..Default::default()
        },
        ticks: arguments.frames,
        pads: arguments.pads.clone(),
        update_links: arguments.update_links,
        note: arguments.note.clone(),
        out: arguments.out.clone(),
        install: Install::from(arguments.no_install),
    };
    let surveyed = survey(&workspace, &options)?;
    let carts = &surveyed.carts;
    for (index, config) in carts.configs.iter().enumerate() {
        let cells = || carts.carts.iter().filter_map(|cart| cart.cells.get(index));
        let ran = cells().filter(|cell| cell.ran).count();
        let differ = cells().filter(|cell| cell.difference.is_some()).count();
        println!("{config}: {ran} of {} run, {differ} differ", carts.carts.len());
    }
    for (config, reason) in &carts.unable {
        println!("{config}: none, {reason}");
    }
    if let Some(letters) = &carts.letters {
        println!("{letters}");
    }
    for page in &surveyed.pages {
        println!("{}", page.display());
    }
    Ok(ExitCode::SUCCESS)
}
