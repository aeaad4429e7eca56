//! Formatting and lints, on the host, for the badge and for the guests.
//!
//! Checking an engine that takes minutes to build says nothing new while neither
//! it nor the trait changed: what passed is kept in a committed file, by the hash
//! of all that the lints depend on.

use super::extent::lot;
use super::steps::{Tally, flag, metadata, step};
use crate::guest;
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::pybadge::image;
use crate::store;
use crate::toolbox::Toolbox;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Cost, ModuleRoute, RuntimeEntry, Target};
use cargo_metadata::Package;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What heavy engines depended on when their lints and tests last passed.
const PASSED: &str = ".ci/linted.json";

/// The microcontroller's target.
const BADGE_TARGET: &str = "thumbv7em-none-eabihf";

/// What clippy is told behind `--`.
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Heavy engines that are not built this time: nothing that they depend on changed
/// since they passed, no image of the badge needs them, and it is not their turn, which
/// comes with one commit in [`TURNS`].
pub(super) fn resting<'w>(
    workspace: &Workspace,
    plan: &Plan<'w>,
    inputs: &mut Inputs<'_>,
    commit: Option<&str>,
) -> Result<Vec<&'w str>> {
    let passed = Passed::read(workspace)?;
    let mut resting = Vec::new();
    for runtime in runtimes(plan).filter(|runtime| is_heavy(runtime)) {
        let is_needed = runtime.configs.iter().any(|c| c.targets.contains(&Target::Pybadge));
        if is_needed || lot(commit, &runtime.name).is_multiple_of(TURNS) {
            continue;
        }
        if passed.0.get(&runtime.name) == Some(&inputs.of_lints(runtime)?.to_string()) {
            resting.push(runtime.name.as_str());
        }
    }
    Ok(resting)
}

/// A heavy engine is built for one commit in so many although nothing changed.
const TURNS: u64 = 4;

/// Lints on the host: the workspace at once, packages with a lock file of their
/// own one by one. What the heavy engines depend on, by runtime, for [`note`].
pub(super) fn host(
    workspace: &Workspace,
    plan: &Plan<'_>,
    inputs: &mut Inputs<'_>,
    tally: &mut Tally,
) -> Result<BTreeMap<String, String>> {
    let root = workspace.root();
    step(tally, root, &["fmt", "--all", "--check"])?;
    let isolated = isolated(workspace, plan);
    for (dir, _) in &isolated {
        step(tally, dir, &["fmt", "--check"])?;
    }
    let passed = Passed::read(workspace)?;
    let mut unchanged = BTreeSet::new();
    let mut linted = BTreeMap::new();
    for runtime in runtimes(plan).filter(|runtime| is_heavy(runtime)) {
        let hash = inputs.of_lints(runtime)?.to_string();
        if passed.0.get(&runtime.name) == Some(&hash) {
            println!("ok       lints of {}, unchanged since they passed", runtime.name);
            tally.passed += 1;
            unchanged.insert(runtime.name.as_str());
        }
        linted.insert(runtime.name.clone(), hash);
    }
    let skipped: BTreeSet<&str> = runtimes(plan)
        .filter(|runtime| unchanged.contains(runtime.name.as_str()))
        .filter_map(|runtime| runtime.build.as_ref()?.package.as_deref())
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
        if !unchanged.contains(runtime.name.as_str()) {
            step(tally, dir, &[&clippy[..], &DENY].concat())?;
        }
    }
    Ok(linted)
}

/// Notes what heavy engines depended on whose lints and tests passed.
pub(super) fn note(workspace: &Workspace, heavy: BTreeMap<String, String>) -> Result<()> {
    let mut passed = Passed::read(workspace)?;
    passed.0.extend(heavy);
    passed.0.retain(|name, _| workspace.catalogue.runtime(name).is_some());
    passed.write(workspace)
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

/// Lints of the firmware of every config, for the badge's processor.
pub(super) fn firmware(
    workspace: &Workspace,
    plan: &Plan<'_>,
    tools: &Toolbox,
    tally: &mut Tally,
) -> Result<()> {
    // Configs that differ in nothing but the profile are one to lints.
    let mut seen = BTreeSet::new();
    // The console is the same code around every engine.
    let mut is_console_seen = false;
    for (runtime, config) in &plan.configs {
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
        let only = ["clippy", "--locked", "--package", package, "--bin", bin];
        let lint = |features: &str, tally: &mut Tally| {
            let how = ["--no-default-features", "--features", features, "--target", BADGE_TARGET];
            step(tally, dir, &[&only[..], &how, &DENY].concat())
        };
        lint(&features, tally)?;
        if !is_console_seen && config.module != ModuleRoute::Link {
            is_console_seen = true;
            lint(&format!("{features},{}", image::CONSOLE), tally)?;
        }
    }
    Ok(())
}

/// Hashes by runtime.
struct Passed(BTreeMap<String, String>);

impl Passed {
    fn read(workspace: &Workspace) -> Result<Self> {
        let file = workspace.path(PASSED);
        if !file.is_file() {
            return Ok(Self(BTreeMap::new()));
        }
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {PASSED}"))?;
        let hashes = serde_json::from_str(&text)
            .with_context(|| format!("{PASSED}: delete it, and the lints run again"))?;
        Ok(Self(hashes))
    }

    fn write(&self, workspace: &Workspace) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.0)? + "\n";
        store::replace(&workspace.path(PASSED), text.as_bytes())
    }
}

/// Each runtime of a plan once.
fn runtimes<'w>(plan: &Plan<'w>) -> impl Iterator<Item = &'w RuntimeEntry> {
    let mut seen = BTreeSet::new();
    plan.configs
        .iter()
        .map(|(runtime, _)| *runtime)
        .filter(move |runtime| seen.insert(runtime.name.as_str()))
}

fn is_heavy(runtime: &RuntimeEntry) -> bool {
    runtime.build.as_ref().is_some_and(|build| build.cost == Cost::Heavy)
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
