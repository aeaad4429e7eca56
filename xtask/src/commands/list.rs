//! `cargo xtask list`.

use anyhow::Result;
use badge_catalogue::{Config, RuntimeEntry, Target};
use badge_harness::plan::{Filter, Plan};
use badge_harness::table::Table;
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

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
    let mut configs = Table::new("config|cost|module|targets|about");
    for (runtime, config) in &plan.configs {
        let targets: Vec<&str> = config.targets.iter().map(|target| target.word()).collect();
        configs.row([
            &*format!("{}/{}", runtime.name, config.name),
            runtime.build.as_ref().map_or("", |build| build.cost.word()),
            config.module.word(),
            &targets.join(", "),
            &config.about,
        ]);
    }
    let mut workloads = Table::new("workload|>frames|stresses");
    for workload in &plan.workloads {
        if let Some(stresses) = workload.stresses.lines().next() {
            workloads.row([&*workload.name, &workload.frames.to_string(), stresses]);
        }
    }
    print!("{configs}\n{workloads}");
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
