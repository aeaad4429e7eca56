//! `cargo xtask report`: renders the pages, or checks that they are what the
//! records give.

use super::exit;
use crate::cli::Report;
use anyhow::Result;
use badge_harness::pages;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

pub(super) fn run(arguments: &Report) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let against_sense = pages::against_sense(&workspace)?;
    for cell in &against_sense {
        eprintln!("{cell}");
    }
    if !arguments.check {
        let count = pages::write(&workspace)?;
        eprintln!("results/: {count} generated files are up to date");
        return Ok(exit(against_sense.is_empty()));
    }
    let stale = pages::stale(&workspace)?;
    for path in &stale {
        eprintln!("{path} is not what the records give");
    }
    match stale.is_empty() {
        true => eprintln!("results/ and README.md are what the records give"),
        false => eprintln!("run `cargo xtask report` and commit what it writes"),
    }
    Ok(exit(stale.is_empty() && against_sense.is_empty()))
}
