//! `cargo xtask new-runtime`, `cargo xtask new-workload`: directories to begin with.

use crate::cli::{NewRuntime, NewWorkload};
use anyhow::Result;
use badge_harness::scaffold;
use badge_harness::workspace::{Workspace, label};
use std::process::ExitCode;

pub(super) fn runtime(arguments: &NewRuntime) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let made = scaffold::runtime::create(&workspace, &arguments.name, &arguments.language)?;
    println!(
        "{} is there; runtimes/README.md says step by step what to write.",
        label(workspace.root(), &made.dir)
    );
    println!("What is left: {}", made.tests);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn workload(arguments: &NewWorkload) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let name = &arguments.name;
    let dir = scaffold::workload::create(&workspace, name)?;
    println!("{} is there; workloads/README.md says what to write.", label(workspace.root(), &dir));
    println!("After each change: cargo xtask matrix -w {name} -r native --renew-links");
    println!("Then:              cargo xtask test -w {name}");
    Ok(ExitCode::SUCCESS)
}
