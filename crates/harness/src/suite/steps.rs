//! The steps that cargo carries out: tests of crates, adapters and packages.

use super::trials::Ending;
use crate::build::{BuildKey, clients};
use crate::cargo::{self, Complaints, build_messages, cargo_in};
use crate::halt::{Obstacle, settle};
use crate::parallel::each;
use crate::plan::{Cell, Plan};
use crate::process;
use crate::progress::{Progress, human};
use crate::toolbox::Toolbox;
use crate::workbench::{CellInputs, Workbench};
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result, anyhow, bail};
use badge_catalogue::BuildKind;
use cargo_metadata::{Metadata, MetadataCommand, Package};
use libtest_mimic::Completion;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

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

    /// Counts the tests of a program that ran for so long.
    fn program(&mut self, what: &str, output: &Output, took: Duration) {
        let before = self.failures.len();
        let counted = self.count_tests(what, output);
        if self.failures.len() == before {
            println!("ok       {what} in {}, {counted} tests", human(took));
        }
    }

    /// Counts the tests that a program, or a cargo that ran several, tells of; how
    /// many passed. One that fails without telling of a test fails as a whole.
    fn count_tests(&mut self, what: &str, output: &Output) -> u64 {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let (mut passed, mut failed) = (0, Vec::new());
        for line in stdout.lines() {
            if let Some(why) = line.strip_prefix(SKIPPED) {
                self.skip(what, why);
            }
            if line.starts_with("test ") && line.ends_with("... FAILED") {
                failed.push(line.trim_start_matches("test "));
            }
            if let Some(count) =
                line.strip_prefix("test result: ").and_then(|rest| rest.split_whitespace().nth(1))
            {
                passed += count.parse::<u64>().unwrap_or(0);
            }
        }
        self.passed += passed;
        if output.status.success() {
            return passed;
        }
        println!("{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
        if failed.is_empty() {
            self.fail(what);
        }
        for test in failed {
            self.fail(test);
        }
        passed
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
    let of = |names: &[&str]| -> Vec<String> {
        names.iter().flat_map(|name| ["--package".to_owned(), (*name).to_owned()]).collect()
    };
    // Some tests are about what stands behind no feature.
    let plain: Vec<&str> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| flag(package, "no-std") && is_crate(package, root))
        .map(|package| package.name.as_str())
        .collect();
    let test = ["test", "--locked", "--release"].map(str::to_owned);
    let all = [&test[..], &["--all-features".to_owned()], &of(&names)].concat();
    let mut programs = test_programs(root, &all)?;
    programs.extend(test_programs(root, &[&test[..], &of(&plain)].concat())?);
    let examples = ["--doc".to_owned(), "--no-fail-fast".to_owned()];
    let examples = [&all[..], &examples, &SHOW.map(str::to_owned)].concat();
    let examples: Vec<&str> = examples.iter().map(String::as_str).collect();
    programs.sort_by_key(|program| {
        LONG.iter().position(|package| *package == program.package).unwrap_or(LONG.len())
    });
    each(&programs, LANES, Program::run, |index, (output, took)| {
        tally.program(&programs[index].what(), &output, took);
        Ok(())
    })?;
    step(tally, root, &examples)
}

/// Where the packages lie whose tests wait for cargo and for emulated badges: they
/// begin first, so that none of them is left alone at the end.
const LONG: [&str; 2] = ["xtask", "crates/harness"];

/// Programs of tests that run at once.
const LANES: usize = 2;

/// A program of tests, and where its package lies.
struct Program {
    package: String,
    package_dir: PathBuf,
    path: PathBuf,
}

impl Program {
    fn what(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        // Cargo puts a hash behind the name.
        let name = name.rsplit_once('-').map_or(&*name, |(name, _)| name);
        format!("tests {name} in {}", self.package)
    }

    fn run(&self) -> Result<(Output, Duration)> {
        let progress = Progress::new(&self.what(), 1);
        let begun = Instant::now();
        let mut command = Command::new(&self.path);
        command.arg(SHOW[1]).current_dir(&self.package_dir);
        let output = process::output(&mut command)
            .with_context(|| format!("cannot run {}", self.path.display()))?;
        progress.finish();
        Ok((output, begun.elapsed()))
    }
}

/// The programs of tests that cargo builds.
fn test_programs(root: &Path, arguments: &[String]) -> Result<Vec<Program>> {
    let mut command = cargo_in(root);
    command.args(arguments).arg("--no-run");
    let artifacts = match settle(build_messages(command, &[], Complaints::Shown))? {
        Ok(artifacts) => artifacts,
        Err(obstacle) => bail!("tests of the crates: {}", obstacle.detail()),
    };
    let programs = artifacts.into_iter().filter(|artifact| artifact.is_test).filter_map(|test| {
        Some(Program {
            package: label(root, &test.package_dir),
            package_dir: test.package_dir,
            path: test.executable?,
        })
    });
    Ok(programs.collect())
}

/// What cargo builds, with what runs beside it: a machine with two processors is
/// idle half the time while an engine's last crate is compiled or a test waits.
/// Cargo builds the tests of the adapters and then the runners that those have not
/// built; beside it the clients of other languages build and test theirs, and the
/// tests of the adapters run, each as soon as it is there.
pub(super) fn beside_cargo(
    bench: &mut Workbench<'static>,
    plan: &Plan<'static>,
    tally: &mut Tally,
) -> Result<()> {
    let (workspace, tools) = (bench.workspace, Arc::clone(&bench.tools));
    let tests = adapter_tests(workspace, plan, &tools, tally)?;
    thread::scope(|scope| {
        let (sender, built) = mpsc::channel::<(String, Programs, Duration)>();
        let beside = scope.spawn(move || {
            build_clients(workspace, plan, &tools)?;
            packages(workspace, plan, &tools, tally)?;
            for (what, programs, took) in built {
                run_tests(&what, programs, took, tally)?;
            }
            Ok(())
        });
        for test in tests {
            // Nobody listens after an error, which is found below.
            if sender.send(test.build()?).is_err() {
                break;
            }
        }
        drop(sender);
        let is_cargo = |cell: &Cell<'_>| {
            cell.runtime.build.as_ref().is_some_and(|build| build.kind == BuildKind::Cargo)
        };
        let cells: Vec<_> = plan.cells().filter(is_cargo).map(CellInputs::none).collect();
        bench.build(&cells)?;
        beside.join().map_err(|_| anyhow!("the thread beside cargo panicked"))?
    })
}

/// Test programs that cargo is to build.
struct Tests {
    what: String,
    dir: PathBuf,
    package_dir: PathBuf,
    arguments: Vec<String>,
}

/// Programs and where they run; or why there are none.
type Programs = Result<Vec<Command>, Obstacle>;

impl Tests {
    fn build(self) -> Result<(String, Programs, Duration)> {
        let begun = Instant::now();
        let mut command = cargo_in(&self.dir);
        command.args(&self.arguments).arg("--no-run");
        let programs = settle(build_messages(command, &[], Complaints::Shown))?.map(|artifacts| {
            let programs = artifacts.into_iter().filter(|artifact| artifact.is_test);
            let programs = programs.filter_map(|artifact| artifact.executable);
            let in_dir = programs.map(|program| {
                let mut command = Command::new(program);
                command.arg(SHOW[1]).current_dir(&self.package_dir);
                command
            });
            in_dir.collect()
        });
        Ok((self.what, programs, begun.elapsed()))
    }
}

/// Tests of the adapters, each alone so that features do not unify: with the
/// build of the default config, and with that of a config that bounds its guests.
fn adapter_tests(
    workspace: &Workspace,
    plan: &Plan<'_>,
    tools: &Toolbox,
    tally: &mut Tally,
) -> Result<Vec<Tests>> {
    let mut seen = BTreeSet::new();
    let mut bounded = BTreeSet::new();
    let mut tests = Vec::new();
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
        let package_dir = workspace.runtime_dir(runtime);
        let targets = test_targets(package_dir)?;
        if targets.is_empty() {
            continue;
        }
        let isolated = workspace.is_isolated(runtime);
        let dir = if isolated { package_dir } else { workspace.root() };
        // Whatever the config's profile is: one with `panic = abort` cannot run tests.
        let mut arguments = vec!["test", "--locked", "--release", "--package", package];
        if !features.is_empty() {
            arguments.extend(["--features", &features]);
        }
        tests.push(Tests {
            what: format!("cargo {}", arguments.join(" ")),
            dir: dir.to_path_buf(),
            package_dir: package_dir.to_path_buf(),
            arguments: arguments.into_iter().map(str::to_owned).chain(targets).collect(),
        });
    }
    Ok(tests)
}

/// Runs test programs as cargo does: one after the other, where their package lies.
fn run_tests(what: &str, programs: Programs, built: Duration, tally: &mut Tally) -> Result<()> {
    let programs = match programs {
        Ok(programs) => programs,
        Err(no) => {
            tally.fail(&format!("{what}: {}", no.detail()));
            return Ok(());
        }
    };
    let begun = Instant::now();
    let mut counted = 0;
    let mut failed = false;
    for mut program in programs {
        let output = process::output(&mut program)
            .with_context(|| format!("cannot run {}", program.get_program().to_string_lossy()))?;
        let before = tally.failures.len();
        counted += tally.count_tests(what, &output);
        failed |= tally.failures.len() > before;
    }
    if !failed {
        let (built, took) = (human(built), human(begun.elapsed()));
        println!("ok       {what}: {counted} tests in {took}, built in {built}");
    }
    Ok(())
}

/// The targets of a package that have tests, as cargo is told: building the others
/// only to run none of them takes as long.
fn test_targets(package_dir: &Path) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    let source = package_dir.join("src");
    if has_tests(&source)? {
        targets.push("--lib".to_owned());
        if source.join("bin").is_dir() && has_tests(&source.join("bin"))? {
            targets.push("--bins".to_owned());
        }
    }
    let tests = package_dir.join("tests");
    for path in if tests.is_dir() { entries(&tests)? } else { Vec::new() } {
        if let (Some(stem), true) = (path.file_stem(), has_tests(&path)?) {
            targets.extend(["--test".to_owned(), stem.to_string_lossy().into_owned()]);
        }
    }
    Ok(targets)
}

/// Whether a source, or one below a directory, has tests.
fn has_tests(path: &Path) -> Result<bool> {
    if path.is_dir() {
        for path in entries(path)? {
            if has_tests(&path)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if path.extension().is_none_or(|extension| extension != "rs") {
        return Ok(false);
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.contains("#[test]") || text.contains("contract!("))
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let list = || fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect();
    let entries: std::io::Result<_> = list();
    entries.with_context(|| format!("cannot list {}", dir.display()))
}

/// Builds what the clients of other languages build; what fails says so again where
/// its runner is wanted.
fn build_clients(workspace: &Workspace, plan: &Plan<'_>, tools: &Toolbox) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (runtime, config) in &plan.configs {
        let build = runtime.build.as_ref().filter(|build| build.kind != BuildKind::Cargo);
        let Some(build) = build.filter(|_| tools.missing(&runtime.needs(config)).is_empty()) else {
            continue;
        };
        if seen.insert(&runtime.name) {
            let _: Result<(), Obstacle> =
                settle(clients::build(workspace, runtime, build, Complaints::Shown))?;
        }
    }
    Ok(())
}

/// Tests beside the runners of other languages, and of what those share.
fn packages(
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
    let took = begun.elapsed();
    if !output.status.success() || arguments.first() == Some(&"test") {
        tally.program(&what, &output, took);
        return Ok(());
    }
    tally.pass(&format!("{what} in {}", human(took)));
    Ok(())
}
