//! `cargo xtask doctor`.

use anyhow::Result;
use badge_catalogue::Target;
use badge_harness::machine;
use badge_harness::tools::{TOOLS, first_line};
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

/// Says what is there, what is missing, and which command supplies it.
///
/// # Errors
///
/// When the catalogue cannot be read.
pub(crate) fn doctor() -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    println!("{:<18} {}", "rustc", machine::rustc());
    match first_line(&["rustup", "--version"]) {
        Some(version) => println!("{:<18} {version}", "rustup"),
        None => println!("{:<18} missing: see rustup.rs", "rustup"),
    }
    for tool in TOOLS {
        let users: Vec<String> = workspace
            .catalogue
            .configs()
            .flat_map(|(runtime, config)| {
                config.targets.iter().map(move |target| (runtime, config, *target))
            })
            .filter(|(runtime, config, target)| {
                runtime.needs_on(config, *target).contains(tool.name)
            })
            .map(|(runtime, config, target)| match target {
                Target::Host => format!("{}/{}", runtime.name, config.name),
                Target::Pybadge => format!("{}/{} on the badge", runtime.name, config.name),
            })
            .collect();
        match tool.version() {
            Some(version) => println!("{:<18} {version}", tool.name),
            None => println!(
                "{:<18} missing ({}): {}; without it there is no {}",
                tool.name,
                tool.what,
                tool.supplied_by(),
                users.join(", ")
            ),
        }
    }
    Ok(ExitCode::SUCCESS)
}
