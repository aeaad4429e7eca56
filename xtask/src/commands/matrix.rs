//! `cargo xtask matrix`: everything.

use crate::cli::Matrix;
use anyhow::Result;
use badge_harness::matrix::{Options, matrix};
use badge_harness::process;
use badge_harness::setup::Install;
use std::process::ExitCode;

pub(super) fn run(arguments: &Matrix) -> Result<ExitCode> {
    process::advise(match arguments.force {
        false => "run the same command again to go on; finished cells are kept",
        true => "finished cells are stored; the same command measures all of them again",
    });
    matrix(&Options {
        filter: (&arguments.filter).into(),
        install: Install::from(arguments.no_install),
        force: arguments.force,
        conformance_alone: arguments.conformance,
        repetitions: arguments.repetitions,
        times: arguments.times,
        renew_links: arguments.renew_links,
    })?;
    Ok(ExitCode::SUCCESS)
}
