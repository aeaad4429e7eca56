//! `cargo xtask ingest`: a badge's own numbers, from its serial port or from a
//! saved log.

use crate::cli::Ingest;
use anyhow::Result;
use badge_harness::pybadge::ingest::ingest;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

pub(super) fn run(arguments: &Ingest) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    for record in ingest(&workspace, &arguments.source, arguments.baud)? {
        let detail = record.detail.as_deref().unwrap_or_default();
        println!(
            "{}/{} on {}: {} {detail}",
            record.runtime, record.config, record.workload, record.outcome
        );
    }
    println!("stored in the lane device; `cargo xtask report` renders the pages");
    Ok(ExitCode::SUCCESS)
}
