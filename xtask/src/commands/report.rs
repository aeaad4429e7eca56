//! `cargo xtask report`: renders the pages, or checks that they are what the
//! records give.

use super::exit;
use crate::cli::Report;
use anyhow::{Context, Result};
use badge_harness::pages;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

pub(super) fn run(arguments: &Report) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let mut wrong = pages::against_sense(&workspace)?;
    wrong.extend(pages::refuted_observations(&workspace)?);
    for fault in &wrong {
        eprintln!("{fault}");
    }
    if !arguments.check {
        let count = pages::write(&workspace)?;
        eprintln!("results/: {count} generated files are up to date");
        if arguments.open {
            let page = workspace.path(pages::SORTABLE);
            let why = || format!("no browser opens {}; open it yourself", page.display());
            open::that_detached(&page).with_context(why)?;
        }
        return Ok(exit(wrong.is_empty()));
    }
    if pages::catch_up(&workspace)? {
        eprintln!("the last run ended before it wrote its pages; they are written now");
    }
    let stale = pages::stale(&workspace)?;
    for path in &stale {
        eprintln!("{path} is not what the records give");
    }
    match stale.is_empty() {
        true => eprintln!("results/ and README.md are what the records give"),
        false => eprintln!("run `cargo xtask report` and commit what it writes"),
    }
    Ok(exit(stale.is_empty() && wrong.is_empty()))
}
