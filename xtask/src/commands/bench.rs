//! `cargo xtask bench`: Criterion per phase, and the pair benchmark.

use crate::cargo::cargo;
use crate::cli::Bench;
use crate::plan::Plan;
use crate::setup::{self, Install};
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_results::catalogue::BuildKind;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Runs the benches of every adapter that has some, on the modules of the
/// workloads. They find the modules through `BADGE_MODULES`.
///
/// # Errors
///
/// When a module does not build or cargo cannot be run.
pub fn bench(arguments: &Bench) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let plan = Plan::new(&workspace.catalogue, &arguments.filter)?;
    setup::rust(&workspace)?;
    Workbench::new(&workspace, Install::Forbidden)?.modules(&plan.workloads)?;
    let mut packages = BTreeSet::new();
    for (runtime, _) in &plan.configs {
        let dir = workspace.runtime_dir(runtime);
        let package = runtime
            .build
            .as_ref()
            .filter(|build| build.kind == BuildKind::Cargo)
            .and_then(|build| build.package.as_deref());
        if let Some(package) = package
            && dir.join("benches").is_dir()
        {
            packages.insert((dir, package));
        }
    }
    if packages.is_empty() {
        return Err(Usage::new("none of these runtimes has benches").into());
    }
    let mut good = true;
    for (dir, package) in packages {
        let status = cargo()
            .current_dir(dir)
            .args(["bench", "--locked", "--package", package])
            .args(["--features", "bench"])
            .env("BADGE_MODULES", workspace.scratch().join("modules"))
            .status()
            .context("cannot run cargo")?;
        good &= status.success();
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
