//! The steps that cargo carries out: style, crates, adapters.

use crate::build::{BuildKey, clients};
use crate::cargo::{self, cargo};
use crate::guest;
use crate::image;
use crate::plan::Plan;
use crate::process;
use crate::progress::{Progress, human};
use crate::setup::{self, Install};
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use badge_results::catalogue::BuildKind;
use cargo_metadata::{Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The microcontroller's target.
const BADGE_TARGET: &str = "thumbv7em-none-eabihf";

/// What passed and what failed.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failures: Vec<String>,
}

impl Tally {
    pub(super) fn pass(&mut self, what: &str) {
        self.passed += 1;
        println!("ok       {what}");
    }

    pub(super) fn fail(&mut self, what: &str) {
        println!("FAILED   {what}");
        self.failures.push(what.to_owned());
    }
}

/// Formatting and lints, on the host, for the badge and for the guests.
pub(super) fn style(workspace: &Workspace, plan: &Plan<'_>, tally: &mut Tally) -> Result<()> {
    let root = workspace.root();
    let isolated: Vec<&Path> = isolated(workspace, plan);
    step(tally, root, &["fmt", "--all", "--check"])?;
    for dir in &isolated {
        step(tally, dir, &["fmt", "--check"])?;
    }
    let deny = ["--", "-D", "warnings"];
    let clippy = ["clippy", "--locked", "--release", "--all-targets"];
    let metadata = metadata(root)?;
    let host: Vec<&Package> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| !flag(package, "pybadge-only"))
        .collect();
    let features: Vec<String> = host
        .iter()
        .flat_map(|package| {
            host_features(package).map(|feature| format!("{}/{feature}", package.name))
        })
        .collect();
    let features = features.join(",");
    let packages: Vec<&str> =
        host.iter().flat_map(|package| ["--package", package.name.as_str()]).collect();
    step(tally, root, &[&clippy[..], &packages, &["--features", &features], &deny].concat())?;
    for dir in &isolated {
        step(tally, dir, &[&clippy[..], &deny].concat())?;
    }
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        if flag(package, "no-std") {
            let only = ["clippy", "--locked", "--package", name, "--no-default-features"];
            let target = ["--target", BADGE_TARGET];
            step(tally, root, &[&only[..], &target, &deny].concat())?;
        }
        if flag(package, "pybadge-only") {
            let only = ["clippy", "--locked", "--package", name];
            let targets = ["--lib", "--bins", "--examples", "--target", BADGE_TARGET];
            step(tally, root, &[&only[..], &targets, &deny].concat())?;
            let bare = ["--lib", "--no-default-features", "--target", BADGE_TARGET];
            step(tally, root, &[&only[..], &bare, &deny].concat())?;
        }
        if name.starts_with("workload-") {
            let only = ["clippy", "--locked", "--package", name, "--profile", "guest"];
            let target = ["--target", guest::TARGET];
            step(tally, root, &[&only[..], &target, &deny].concat())?;
        }
    }
    Ok(())
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

/// Lints of the firmware of every config, for the badge's processor.
pub(super) fn firmware(
    workspace: &Workspace,
    plan: &Plan<'_>,
    install: Install,
    tally: &mut Tally,
) -> Result<()> {
    for (runtime, config) in &plan.configs {
        let names = runtime
            .build
            .as_ref()
            .and_then(|build| Some((build.package.as_deref()?, build.firmware.as_deref()?)));
        let Some((package, bin)) = names else {
            continue;
        };
        let needs: BTreeSet<String> = config.pybadge.needs.iter().cloned().collect();
        let missing = setup::missing(&needs, install);
        if !missing.is_empty() {
            println!("skipped  lints of {bin}: {}", missing.join("; "));
            continue;
        }
        let features = config.pybadge.features.join(",");
        let arguments = [
            "clippy",
            "--locked",
            "--package",
            package,
            "--bin",
            bin,
            "--no-default-features",
            "--features",
            &features,
            "--target",
            BADGE_TARGET,
            "--",
            "-D",
            "warnings",
        ];
        step(tally, workspace.root(), &arguments)?;
    }
    Ok(())
}

/// Tests of everything that is no adapter.
pub(super) fn crates(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let root = workspace.root();
    let metadata = metadata(root)?;
    let names: Vec<&str> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| !flag(package, "pybadge-only") && is_crate(package, root))
        .map(|package| package.name.as_str())
        .collect();
    let packages: Vec<&str> = names.iter().flat_map(|name| ["--package", name]).collect();
    // One crate that fails does not hide the others.
    let test = ["test", "--locked", "--release", "--no-fail-fast"];
    step(tally, root, &[&test[..], &["--all-features"], &packages].concat())?;
    // Some tests are about what stands behind no feature.
    let plain: Vec<&str> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| flag(package, "no-std") && is_crate(package, root))
        .flat_map(|package| ["--package", package.name.as_str()])
        .collect();
    step(tally, root, &[&test[..], &plain].concat())
}

/// Tests of the adapters, each alone so that features do not unify, and once
/// per build: configs that are features of the package are tested with them.
pub(super) fn adapters(
    workspace: &Workspace,
    plan: &Plan<'_>,
    install: Install,
    tally: &mut Tally,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (runtime, config) in &plan.configs {
        let Some(build) = &runtime.build else {
            continue;
        };
        let (BuildKind::Cargo, Some(package)) = (build.kind, &build.package) else {
            continue;
        };
        let key = BuildKey::of(runtime, config);
        let features = key.features().join(",");
        if !seen.insert(key) {
            continue;
        }
        let missing = setup::missing(&runtime.needs(config), install);
        if !missing.is_empty() {
            println!("skipped  tests of {}: {}", runtime.name, missing.join("; "));
            continue;
        }
        let dir = if workspace.is_isolated(runtime) {
            workspace.runtime_dir(runtime)
        } else {
            workspace.root()
        };
        let mut arguments = vec!["test", "--locked", "--package", package];
        let profile = config.host.profile.as_deref().unwrap_or("release");
        // A profile with `panic = abort` cannot run tests.
        if profile == "release" {
            arguments.push("--release");
        }
        if !features.is_empty() {
            arguments.extend(["--features", &features]);
        }
        step(tally, dir, &arguments)?;
    }
    Ok(())
}

/// Tests beside the runners of other languages, and of what those share.
pub(super) fn packages(
    workspace: &Workspace,
    plan: &Plan<'_>,
    install: Install,
    tally: &mut Tally,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (runtime, _) in &plan.configs {
        let Some(build) = &runtime.build else {
            continue;
        };
        let needs: BTreeSet<String> = build.needs.iter().cloned().collect();
        let dir = workspace.runtime_dir(runtime).to_path_buf();
        for dir in clients::shared(&dir).into_iter().chain([dir]) {
            let commands = clients::tests(build.kind, &dir);
            if commands.is_empty() || !seen.insert(dir.clone()) {
                continue;
            }
            let name = label(workspace.root(), &dir);
            let missing = setup::missing(&needs, install);
            if !missing.is_empty() {
                println!("skipped  tests of {name}: {}", missing.join("; "));
                continue;
            }
            for mut command in commands {
                let what = format!("{} in {name}", shown(&command));
                let progress = Progress::new(&what, 1);
                let begun = Instant::now();
                let output = process::output(&mut command);
                progress.finish();
                let output = match output {
                    Ok(output) => output,
                    Err(error) => {
                        tally.fail(&format!("{what}: cannot be run: {error}"));
                        continue;
                    }
                };
                if output.status.success() {
                    tally.pass(&format!("{what} in {}", human(begun.elapsed())));
                } else {
                    println!("{}", String::from_utf8_lossy(&output.stdout));
                    println!("{}", String::from_utf8_lossy(&output.stderr));
                    tally.fail(&what);
                }
            }
        }
    }
    Ok(())
}

fn shown(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn isolated<'w>(workspace: &'w Workspace, plan: &Plan<'w>) -> Vec<&'w Path> {
    let mut dirs: Vec<&Path> = plan
        .configs
        .iter()
        .filter(|(runtime, _)| workspace.is_isolated(runtime))
        .map(|(runtime, _)| workspace.runtime_dir(runtime))
        .filter(|dir| dir.join("Cargo.toml").is_file())
        .collect();
    dirs.dedup();
    dirs
}

fn metadata(root: &Path) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root.join("Cargo.toml")).no_deps();
    cargo::metadata(&command).context("cargo metadata fails")
}

/// A flag in `[package.metadata.badge]`.
fn flag(package: &Package, name: &str) -> bool {
    package.metadata["badge"][name] == true
}

/// Whether a package lies in `crates/` or is xtask itself.
fn is_crate(package: &Package, root: &Path) -> bool {
    let path = label(root, package.manifest_path.as_std_path());
    path.starts_with("crates/") || path.starts_with("xtask/")
}

/// Runs cargo; its tests count one by one, anything else as one.
fn step(tally: &mut Tally, dir: &Path, arguments: &[&str]) -> Result<()> {
    let shown: Vec<&str> =
        arguments.iter().copied().take_while(|argument| *argument != "--").collect();
    let what = format!("cargo {}", shown.join(" "));
    let what = match what.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &what[..end]),
        None => what,
    };
    let progress = Progress::new(&what, 1);
    let begun = Instant::now();
    let output = process::output(cargo_in(dir).args(arguments)).context("cannot run cargo")?;
    progress.finish();
    let took = human(begun.elapsed());
    let stdout = String::from_utf8_lossy(&output.stdout);
    let (mut passed, mut failed) = (0, Vec::new());
    for line in stdout.lines() {
        if line.starts_with("test ") && line.ends_with("... FAILED") {
            failed.push(line.trim_start_matches("test ").to_owned());
        }
        if let Some(count) =
            line.strip_prefix("test result: ").and_then(|rest| rest.split_whitespace().nth(1))
        {
            passed += count.parse::<u64>().unwrap_or(0);
        }
    }
    if output.status.success() {
        let count = if arguments.first() == Some(&"test") {
            tally.passed += passed;
            format!(", {passed} tests")
        } else {
            tally.passed += 1;
            String::new()
        };
        println!("ok       {what} in {took}{count}");
        return Ok(());
    }
    println!("{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    tally.passed += passed;
    if failed.is_empty() {
        tally.fail(&what);
    }
    for test in failed {
        tally.fail(&test);
    }
    Ok(())
}

fn cargo_in(dir: &Path) -> Command {
    let mut command = cargo();
    command.current_dir(dir);
    command
}
