//! `cargo xtask compare`: two builds of an engine; nothing is stored.

use super::exit;
use crate::cli::Compare;
use anyhow::Result;
use badge_harness::compare::{Options, compare};
use badge_harness::destination::writable;
use badge_harness::store;
use badge_harness::usage::Usage;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Compares and prints; 1 where something became worse.
///
/// # Errors
///
/// [`Usage`] for what cannot be compared.
pub(crate) fn run(arguments: &Compare) -> Result<ExitCode> {
    let to_terminal = arguments.markdown.as_deref() == Some(Path::new("-"));
    let file = arguments.markdown.as_deref().filter(|_| !to_terminal);
    let file = file.map(|file| writable("--markdown", file)).transpose()?;
    let options = Options {
        runtime: arguments.runtime.clone(),
        with: arguments.with.clone(),
        workload: arguments.workload.clone(),
        tolerate: finite("--tolerate", arguments.tolerate, 1_000.0)? / 100.0,
        badge: !arguments.no_badge,
        budget: Duration::from_secs_f64(finite("--budget", arguments.budget, 10_000.0)? * 60.0),
    };
    let found = compare(&options)?;
    if to_terminal {
        print!("{}", found.markdown());
    } else {
        println!("{}\n", found.title());
        for table in found.tables() {
            println!("{}", table.terminal());
        }
        for line in found.verdict() {
            println!("{line}");
        }
    }
    if let Some(file) = file {
        store::replace(&file, found.markdown().as_bytes())?;
    }
    Ok(exit(found.worse().is_empty()))
}

/// A number that counts something, up to a sensible bound.
fn finite(option: &str, number: f64, most: f64) -> Result<f64> {
    if (0.0..=most).contains(&number) {
        return Ok(number);
    }
    Err(Usage::new(format!("{option} {number}: must be a number from 0 to {most}")).into())
}
