//! The steps that cargo carries out: tests of crates, adapters and packages.

use super::trials::Ending;
use crate::build::{BuildKey, clients};
use crate::cargo::{self, cargo};
use crate::plan::Plan;
use crate::process;
use crate::progress::{Progress, human};
use crate::toolbox::Toolbox;
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use badge_catalogue::BuildKind;
use cargo_metadata::{Metadata, MetadataCommand, Package};
use libtest_mimic::Completion;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The microcontroller's target.
pub(super) const BADGE_TARGET: &str = "thumbv7em-none-eabihf";

/// Has tests show what they print, so that one that skips something is counted.
const SHOW: [&str; 2] = ["--", "--show-output"];

/// How a line begins by which a test says what it left out, and why.
const SKIPPED: &str = "skipped: ";

/// What passed, what failed, and what could not be tried.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failures: Vec<String>,
    pub(super) skipped: u64,
}

impl Tally {
    pub(super) fn pass(&mut self, what: &str) {
        self.passed += 1;
        println!("ok       {what}");
    }

    /// What cannot be tried on this machine, and why.
    pub(super) fn skip(&mut self, what: &str, why: &str) {
        self.skipped += 1;
        println!("skipped  {what}: {why}");
    }

    /// What a check comes to.
    pub(super) fn ending(&mut self, what: &str, ending: Ending) {
        match ending {
            Ok(Completion::Completed) => self.pass(what),
            Ok(Completion::Ignored { reason }) => self.skip(what, &reason.unwrap_or_default()),
            Err(failed) => {
                self.fail(&format!("{what}: {}", failed.message().unwrap_or_default()));
            }
        }
    }

    pub(super) fn fail(&mut self, what: &str) {
        println!("FAILED   {what}");
        self.failures.push(what.to_owned());
    }
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
    step(tally, root, &[&test[..], &["--all-features"], &packages, &SHOW].concat())?;
    // Some tests are about what stands behind no feature.
    let plain: Vec<&str> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| flag(package, "no-std") && is_crate(package, root))
        .flat_map(|package| ["--package", package.name.as_str()])
        .collect();
    step(tally, root, &[&test[..], &plain, &SHOW].concat())
}

/// Tests of the adapters, each alone so that features do not unify: with the
/// build of the default config, and with that of a config that bounds its guests.
pub(super) fn adapters(
    workspace: &Workspace,
    plan: &Plan<'_>,
    tools: &Toolbox,
    tally: &mut Tally,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    let mut bounded = BTreeSet::new();
    for (runtime, config) in &plan.configs {
        let Some(build) = &runtime.build else {
            continue;
        };
        let (BuildKind::Cargo, Some(package)) = (build.kind, &build.package) else {
            continue;
        };
        let key = BuildKey::of(runtime, config);
        let features = key.features().join(",");
        let is_bounded = config.fuel.is_some() || config.interrupt_ms.is_some();
        if !(config.default || is_bounded && bounded.insert(&runtime.name)) || !seen.insert(key) {
            continue;
        }
        let missing = tools.missing(&runtime.needs(config));
        if !missing.is_empty() {
            tally.skip(&format!("tests of {}", runtime.name), &missing.join("; "));
            continue;
        }
        let dir = if workspace.is_isolated(runtime) {
            workspace.runtime_dir(runtime)
        } else {
            workspace.root()
        };
        if !has_tests(workspace.runtime_dir(runtime))? {
            continue;
        }
        let mut arguments = vec!["test", "--locked", "--package", package];
        let profile = config.host.profile.as_deref().unwrap_or("release");
        // A profile with `panic = abort` cannot run tests.
        if profile == "release" {
            arguments.push("--release");
        }
        if !features.is_empty() {
            arguments.extend(["--features", &features]);
        }
        arguments.extend(SHOW);
        step(tally, dir, &arguments)?;
    }
    Ok(())
}

/// Whether a package has tests at all: building one only to run none of them
/// takes as long as any other.
fn has_tests(dir: &Path) -> Result<bool> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let path = entry?.path();
        let found = if path.is_dir() {
            has_tests(&path)?
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            text.contains("#[test]") || text.contains("contract!(")
        } else {
            false
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tests beside the runners of other languages, and of what those share.
pub(super) fn packages(
    workspace: &Workspace,
    plan: &Plan<'_>,
    tools: &Toolbox,
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
            let missing = tools.missing(&needs);
            if !missing.is_empty() {
                tally.skip(&format!("tests of {name}"), &missing.join("; "));
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

pub(super) fn metadata(root: &Path) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root.join("Cargo.toml")).no_deps();
    cargo::metadata(&command).context("cargo metadata fails")
}

/// A flag in `[package.metadata.badge]`.
pub(super) fn flag(package: &Package, name: &str) -> bool {
    package.metadata["badge"][name] == true
}

/// Whether a package lies in `crates/` or is xtask itself.
fn is_crate(package: &Package, root: &Path) -> bool {
    let path = label(root, package.manifest_path.as_std_path());
    path.starts_with("crates/") || path.starts_with("xtask/")
}

/// Runs cargo; its tests count one by one, anything else as one.
pub(super) fn step(tally: &mut Tally, dir: &Path, arguments: &[&str]) -> Result<()> {
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
        if let Some(why) = line.strip_prefix(SKIPPED) {
            tally.skip(&what, why);
        }
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
