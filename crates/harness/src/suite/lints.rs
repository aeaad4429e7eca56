//! Formatting and lints, on the host, for the badge and for the guests.

use super::passed::runtimes;
use super::steps::{Tally, flag, metadata, step};
use crate::guest;
use crate::plan::Plan;
use crate::pybadge::image;
use crate::toolbox::Toolbox;
use crate::workspace::Workspace;
use anyhow::Result;
use badge_catalogue::{ModuleRoute, RuntimeEntry};
use cargo_metadata::Package;
use std::collections::BTreeSet;
use std::path::Path;

/// The microcontroller's target.
const BADGE_TARGET: &str = "thumbv7em-none-eabihf";

/// What clippy is told behind `--`.
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Lints on the host: the workspace without the packages of `resting` runtimes at once,
/// packages with a lock file of their own one by one.
pub(super) fn host(
    workspace: &Workspace,
    plan: &Plan<'_>,
    resting: &BTreeSet<&str>,
    tally: &mut Tally,
) -> Result<()> {
    let root = workspace.root();
    step(tally, root, &["fmt", "--all", "--check"])?;
    let isolated = isolated(workspace, plan);
    for (dir, _) in &isolated {
        step(tally, dir, &["fmt", "--check"])?;
    }
    let skipped: BTreeSet<&str> = plan
        .configs
        .iter()
        .filter(|(runtime, _)| resting.contains(runtime.name.as_str()))
        .filter_map(|(runtime, _)| runtime.build.as_ref()?.package.as_deref())
        .collect();
    let clippy = ["clippy", "--locked", "--release", "--all-targets"];
    let metadata = metadata(root)?;
    let packages: Vec<&Package> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| !flag(package, "pybadge-only"))
        .filter(|package| !skipped.contains(package.name.as_str()))
        .collect();
    let features: Vec<String> = packages
        .iter()
        .flat_map(|package| {
            host_features(package).map(|feature| format!("{}/{feature}", package.name))
        })
        .collect();
    let features = features.join(",");
    let names: Vec<&str> =
        packages.iter().flat_map(|package| ["--package", package.name.as_str()]).collect();
    step(tally, root, &[&clippy[..], &names, &["--features", &features], &DENY].concat())?;
    for (dir, runtime) in &isolated {
        if !resting.contains(runtime.name.as_str()) {
            step(tally, dir, &[&clippy[..], &DENY].concat())?;
        }
    }
    Ok(())
}

/// Lints of what runs on the badge or as a guest.
pub(super) fn bare(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let root = workspace.root();
    let metadata = metadata(root)?;
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        if flag(package, "no-std") {
            let only = ["clippy", "--locked", "--package", name, "--no-default-features"];
            let target = ["--target", BADGE_TARGET];
            step(tally, root, &[&only[..], &target, &DENY].concat())?;
        }
        if flag(package, "pybadge-only") {
            let only = ["clippy", "--locked", "--package", name];
            let targets = ["--lib", "--bins", "--examples", "--target", BADGE_TARGET];
            step(tally, root, &[&only[..], &targets, &DENY].concat())?;
            let bare = ["--lib", "--no-default-features", "--target", BADGE_TARGET];
            step(tally, root, &[&only[..], &bare, &DENY].concat())?;
        }
        if name.starts_with("workload-") {
            let only = ["clippy", "--locked", "--package", name, "--profile", "guest"];
            let target = ["--target", guest::TARGET];
            step(tally, root, &[&only[..], &target, &DENY].concat())?;
        }
    }
    Ok(())
}

/// Lints of the firmware of every config, for the badge's processor, without those of
/// `resting` runtimes. What is embedded by hand is looked at always: it is built for
/// the pairs of a few configs alone, and no runtime wakes when the firmware around it
/// changes.
pub(super) fn firmware(
    workspace: &Workspace,
    plan: &Plan<'_>,
    resting: &BTreeSet<&str>,
    tools: &Toolbox,
    tally: &mut Tally,
) -> Result<()> {
    // Configs that differ in nothing but the profile are one to lints.
    let mut seen = BTreeSet::new();
    // The console is the same code around every engine.
    let mut is_console_seen = false;
    for (runtime, config) in &plan.configs {
        let is_resting = resting.contains(runtime.name.as_str());
        if is_resting && config.by_hand.is_none() {
            continue;
        }
        let names = runtime
            .build
            .as_ref()
            .and_then(|build| Some((build.package.as_deref()?, build.firmware.as_deref()?)));
        let Some((package, bin)) = names else {
            continue;
        };
        let missing = tools.missing(&config.pybadge.needs.iter().cloned().collect());
        if !missing.is_empty() {
            tally.skip(&format!("lints of {bin}"), &missing.join("; "));
            continue;
        }
        let features = image::features(config).join(",");
        if !seen.insert((package, features.clone())) {
            continue;
        }
        let isolated = workspace.is_isolated(runtime);
        let dir = if isolated { workspace.runtime_dir(runtime) } else { workspace.root() };
        let lint = |bin: &str, features: &str, tally: &mut Tally| {
            let only = ["clippy", "--locked", "--package", package, "--bin", bin];
            let how = ["--no-default-features", "--features", features, "--target", BADGE_TARGET];
            step(tally, dir, &[&only[..], &how, &DENY].concat())
        };
        if let Some(by_hand) = &config.by_hand {
            lint(by_hand, &format!("{features},{}", image::BY_HAND), tally)?;
        }
        if is_resting {
            continue;
        }
        lint(bin, &features, tally)?;
        if !is_console_seen && config.module != ModuleRoute::Link {
            is_console_seen = true;
            lint(bin, &format!("{features},{}", image::CONSOLE), tally)?;
        }
    }
    Ok(())
}

/// Packages with a lock file of their own, and their directories.
fn isolated<'w>(workspace: &'w Workspace, plan: &Plan<'w>) -> Vec<(&'w Path, &'w RuntimeEntry)> {
    runtimes(plan)
        .filter(|runtime| workspace.is_isolated(runtime))
        .map(|runtime| (workspace.runtime_dir(runtime), runtime))
        .filter(|(dir, _)| dir.join("Cargo.toml").is_file())
        .collect()
}

/// Every feature of a package but those that make firmware of it.
fn host_features(package: &Package) -> impl Iterator<Item = &str> {
    let makes_firmware = |name: &String, enables: &Vec<String>| {
        name == image::FEATURE || enables.iter().any(|enabled| enabled == image::FEATURE)
    };
    package
        .features
        .iter()
        .filter(move |(name, enables)| !makes_firmware(name, enables))
        .map(|(name, _)| name.as_str())
}
