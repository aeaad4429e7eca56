//! `cargo xtask matrix`: everything.

use crate::cli::Matrix;
use anyhow::Result;
use badge_harness::matrix::{FLAGSHIP, Options, Part, matrix};
use badge_harness::plan::Filter;
use badge_harness::process;
use badge_harness::setup::Install;
use std::process::ExitCode;
use std::time::Duration;

/// The budget of a first answer.
const QUICK_MINUTES: u32 = 4;

pub(super) fn run(arguments: &Matrix) -> Result<ExitCode> {
    process::advise(match arguments.force {
        false => "run the same command again to go on; finished cells are kept",
        true => "finished cells are stored; the same command measures all of them again",
    });
    let mut filter = Filter::from(&arguments.filter);
    let mut minutes = arguments.budget;
    if arguments.quick {
        filter.workload = vec![FLAGSHIP.to_owned()];
        minutes = QUICK_MINUTES;
    }
    matrix(&Options {
        filter,
        install: Install::from(arguments.no_install),
        force: arguments.force,
        part: part(arguments),
        budget: Duration::from_secs(60 * u64::from(minutes)),
        times: arguments.times,
        renew_links: arguments.renew_links,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The part that is wanted alone.
fn part(arguments: &Matrix) -> Option<Part> {
    let parts = [
        (arguments.conformance, Part::Conformance),
        (arguments.cartridges, Part::Cartridges),
        (arguments.limits, Part::Limits),
    ];
    parts.into_iter().find_map(|(is_wanted, part)| is_wanted.then_some(part))
}
