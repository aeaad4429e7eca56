//! `cargo xtask list`.

use anyhow::Result;
use badge_catalogue::{Config, RuntimeEntry, Target};
use badge_harness::plan::Filter;
use badge_harness::plan::Plan;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

/// Lists configs and workloads.
///
/// # Errors
///
/// When the catalogue cannot be read or the filter names what is not there.
pub(crate) fn list(filter: &Filter) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let (mut plan, badge) = Plan::on(&workspace.catalogue, filter, Target::ALL)?;
    let on_host = plan.configs.len();
    for (runtime, config) in badge.configs {
        let listed = |other: &(&RuntimeEntry, &Config)| {
            other.0.name == runtime.name && other.1.name == config.name
        };
        if !plan.configs[..on_host].iter().any(listed) {
            plan.configs.push((runtime, config));
        }
    }
    println!("{:<28} {:<6} {:<8} {:<13} about", "config", "cost", "module", "targets");
    for (runtime, config) in &plan.configs {
        let name = format!("{}/{}", runtime.name, config.name);
        let cost = runtime.build.as_ref().map_or("", |build| build.cost.word());
        let about = &config.about;
        let targets: Vec<&str> = config.targets.iter().map(|target| target.word()).collect();
        let (module, targets) = (config.module.word(), targets.join(", "));
        println!("{name:<28} {cost:<6} {module:<8} {targets:<13} {about}");
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
