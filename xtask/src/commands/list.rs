//! `cargo xtask list`.

use crate::cli::Filter;
use crate::plan::Plan;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;

/// Lists configs and workloads.
///
/// # Errors
///
/// When the catalogue cannot be read or the filter names what is not there.
pub fn list(filter: &Filter) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let plan = Plan::new(&workspace.catalogue, filter)?;
    println!("{:<28} {:<6} {:<8} about", "config", "cost", "module");
    for (runtime, config) in &plan.configs {
        let name = format!("{}/{}", runtime.name, config.name);
        let cost = runtime.build.as_ref().map_or("", |build| build.cost.word());
        let about = &config.about;
        println!("{name:<28} {cost:<6} {:<8} {about}", config.module.word());
    }
    println!("\n{:<28} {:>6} stresses", "workload", "frames");
    for workload in &plan.workloads {
        let Some(stresses) = workload.stresses.lines().next() else {
            continue;
        };
        println!("{:<28} {:>6} {stresses}", workload.name, workload.frames);
    }
    let without: Vec<&str> = workspace
        .catalogue
        .runtimes
        .iter()
        .filter(|runtime| runtime.configs.is_empty())
        .map(|runtime| runtime.name.as_str())
        .collect();
    if filter.runtime.is_empty() && !without.is_empty() {
        println!("\nwithout a runner: {}", without.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}
