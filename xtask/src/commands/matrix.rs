//! `cargo xtask matrix`: everything.

use crate::cli::Matrix;
use anyhow::Result;
use badge_harness::matrix::{Options, matrix};
use badge_harness::setup::Install;
use std::process::ExitCode;

pub(super) fn run(arguments: &Matrix) -> Result<ExitCode> {
    matrix(&Options {
        filter: (&arguments.filter).into(),
        install: Install::from(arguments.no_install),
        force: arguments.force,
        repetitions: arguments.repetitions,
        renew_links: arguments.renew_links,
    })?;
    Ok(ExitCode::SUCCESS)
}
