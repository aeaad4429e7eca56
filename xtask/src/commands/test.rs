//! `cargo xtask test`: what CI runs.

use super::exit;
use crate::cli::Test;
use anyhow::Result;
use badge_harness::setup::Install;
use badge_harness::suite::{Options, Part, test};
use std::process::ExitCode;

pub(super) fn run(arguments: &Test) -> Result<ExitCode> {
    let part = match (arguments.conformance, arguments.cells) {
        (true, _) => Some(Part::Conformance),
        (_, true) => Some(Part::Cells),
        _ => None,
    };
    let good = test(&Options {
        filter: (&arguments.filter).into(),
        install: Install::from(arguments.no_install),
        all: arguments.all,
        part,
        name: arguments.name.clone(),
        renew: arguments.renew,
        times: arguments.times,
    })?;
    Ok(exit(good))
}
