//! `cargo xtask diff`: what differs between two sets of records.

use crate::cli::Diff;
use anyhow::Result;
use badge_harness::difference;
use badge_harness::println;
use badge_harness::store;
use badge_harness::usage::Usage;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

pub(super) fn run(arguments: &Diff) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let before = difference::earlier(&workspace, &arguments.with)?;
    let after = store::lanes(&workspace)?;
    for line in difference::lines(&before, &after) {
        println!("{line}");
    }
    let twice = difference::measured_twice(&before, &after);
    if let Some(said) = &twice {
        println!("{}", difference::repeatability(said));
    }
    match twice {
        Some(said) if arguments.note => store::note_repeatability(&workspace, &said)?,
        None if arguments.note => {
            let words = "no cell of the host lane was measured twice on one machine";
            return Err(Usage::new(words).into());
        }
        _ => (),
    }
    Ok(ExitCode::SUCCESS)
}
