//! What the READMEs say step by step, carried out on a copy of the repository:
//! adding a runtime, a language and a workload. What a scaffold makes builds, its
//! tests say what is left to write, and filled in they pass; what does not fit is
//! refused.

#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]

use badge_catalogue::{BuildKind, Cost, Outcome, RuntimeEntry};
use badge_harness::build::Runners;
use badge_harness::cargo::cargo;
use badge_harness::copy::copy_sources;
use badge_harness::halt::settle;
use badge_harness::measure::{once, request};
use badge_harness::oracle;
use badge_harness::plan::Cell;
use badge_harness::runner::Observation;
use badge_harness::scaffold::runtime::create as scaffold;
use badge_harness::scaffold::workload;
use badge_harness::setup::Install;
use badge_harness::toolbox::Toolbox;
use badge_harness::usage::Usage;
use badge_harness::workbench::{CellInputs, Workbench};
use badge_harness::workspace::Workspace;
use badge_protocol::End;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use toml::{Table, Value};

/// What a scaffold says where something is left to write.
const UNWRITTEN: &str = "to be written";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lies in the repository")
}

/// A copy of the repository without its results. Always in the same place and
/// with the times of the originals, so that cargo need not build it again the
/// next time.
fn copy(name: &str) -> PathBuf {
    let to = root().join("target").join("new-runtime").join(name);
    if to.exists() {
        fs::remove_dir_all(&to).expect("the last copy goes");
    }
    copy_sources(root(), &to).expect("a copy");
    to
}

#[track_caller]
fn make(at: &Path, name: &str, language: &str) -> PathBuf {
    let workspace = Workspace::open_at(at).expect("a valid catalogue");
    scaffold(&workspace, name, language).unwrap_or_else(|error| panic!("{name}: {error:#}")).dir
}

fn cargo_test(at: &Path, package: &str) -> Output {
    cargo()
        .args(["test", "--locked", "--release", "--no-fail-fast", "--package", package])
        .current_dir(at)
        // Where the packages of the registry are built already.
        .env("CARGO_TARGET_DIR", root().join("target"))
        .output()
        .expect("cargo runs")
}

fn text(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat()
}

#[test]
fn a_rust_scaffold_builds_says_what_is_left_and_passes_once_it_is_filled_in() {
    let at = copy("rust");
    let dir = make(&at, "trial-run", "rust");
    let before = cargo_test(&at, "adapter-trial-run");
    let said = text(&before);
    assert!(!before.status.success(), "nothing is left to write: {said}");
    assert!(!said.contains("could not compile"), "{said}");
    for left in ["not written yet: compile", "version `unknown`"] {
        assert!(said.contains(left), "`{left}` is not said: {said}");
    }

    let workspace = Workspace::open_at(&at).expect("a valid catalogue");
    let donor = donor(&workspace);
    fill_in(&dir, workspace.runtime_dir(donor), &donor.name);
    let workspace = Workspace::open_at(&at).expect("a valid catalogue");
    assert!(workspace.catalogue.runtime("trial-run").is_some());
    let update = cargo()
        .args(["update", "--workspace", "--offline", "--quiet"])
        .current_dir(&at)
        .output()
        .expect("cargo runs");
    assert!(update.status.success(), "{}", text(&update));
    let after = cargo_test(&at, "adapter-trial-run");
    assert!(after.status.success(), "{}", text(&after));
}

/// The languages whose runners share a package of their own.
#[test]
fn scaffolds_of_other_languages_build_and_say_what_is_left() {
    let at = copy("others");
    let templates = fs::read_dir(root().join("xtask/templates/runtime")).expect("templates");
    let languages = templates.map(|entry| entry.expect("a directory").file_name());
    for language in languages.map(|name| name.into_string().expect("UTF-8")) {
        if language == "rust" {
            continue;
        }
        let name = format!("trial-{language}");
        make(&at, &name, &language);
        let workspace = Workspace::open_at(&at).expect("a valid catalogue");
        let runtime = workspace.catalogue.runtime(&name).expect("the row");
        let config = &runtime.configs[0];
        let missing = Toolbox::new(Install::Forbidden).missing(&runtime.needs(config));
        if !missing.is_empty() {
            println!("skipped: scaffold in {language}: {}", missing.join("; "));
            continue;
        }
        let said = refusal(&workspace, runtime, &at);
        assert!(said.contains("not written yet: compile"), "{language}: {said}");
    }
}

/// A directory below `runtimes/` is a language without being named anywhere.
#[cfg(unix)]
#[test]
fn a_runtime_in_a_further_language_is_found_and_asked() {
    const LINES: [&str; 2] = [
        r#"{"type":"fail","stage":"compile","kind":"other","text":"spoken by a shell"}"#,
        r#"{"type":"done","frames":0,"link":"00000000","nondeterministic":false}"#,
    ];
    let at = copy("language");
    let made = make(&at, "trial-shell", "js");
    let dir = at.join("runtimes/shell/trial-shell");
    fs::create_dir_all(dir.parent().expect("the language")).expect("a directory");
    fs::rename(made, &dir).expect("moved");
    let file = dir.join("runtime.toml");
    let mut row: Table = fs::read_to_string(&file).expect("the row").parse().expect("valid TOML");
    let build = r#"kind = "none"
        cost = "light"
        command = ["sh", "{dir}/runner.sh"]"#;
    row.insert("build".to_owned(), Value::Table(build.parse().expect("valid TOML")));
    fs::write(&file, row.to_string()).expect("written");
    let hello = r#"{"type":"hello","protocol":1,"runtime":"trial-shell","config":"default","version":"1","unit":"ns","hz":1000000000,"resolution":20}"#;
    let lines: String = [hello, LINES[0], r#"{"type":"memory"}"#, LINES[1]]
        .map(|l| format!("echo '{l}'\n"))
        .concat();
    fs::write(dir.join("runner.sh"), format!("cat >/dev/null\n{lines}")).expect("written");
    let workspace = Workspace::open_at(&at).expect("a valid catalogue");
    let runtime = workspace.catalogue.runtime("trial-shell").expect("the row");
    let refusal = refusal(&workspace, runtime, &at);
    assert_eq!(refusal, "spoken by a shell");
}

/// What a runner says that refuses the empty module.
fn refusal(workspace: &Workspace, runtime: &RuntimeEntry, at: &Path) -> String {
    let (name, config) = (&runtime.name, &runtime.configs[0]);
    let runner = Runners::new(workspace)
        .build(runtime, config)
        .unwrap_or_else(|halt| panic!("{name} does not build: {halt:?}"));
    let module = at.join("empty.wasm");
    fs::write(&module, b"\0asm\x01\0\0\0").expect("written");
    let cell = Cell { runtime, config, workload: &workspace.catalogue.workloads[0] };
    let request = request(&cell, &module, 1, None).expect("a request");
    let observation = runner.ask(&request, Duration::from_secs(60)).expect("it runs");
    let Observation::Answered(transcript) = observation else {
        panic!("{name}: {observation:?}");
    };
    match transcript.end {
        Some(End::Fail(refusal)) => refusal.text,
        end => panic!("{name}: {end:?}"),
    }
}

#[test]
fn a_new_workload_draws_alike_as_machine_code_and_as_webassembly() {
    let at = copy("workload");
    // Not the directory of this repository, whose native code lies there under
    // the same name; kept, unlike the copy.
    let config = at.join(".cargo/config.toml");
    let settings = fs::read_to_string(&config).expect("the settings of cargo");
    let target = format!("target-dir = {:?}", root().join("target/new-runtime/built"));
    assert!(settings.contains("target-dir = \"target\""), "{settings}");
    fs::write(&config, settings.replace("target-dir = \"target\"", &target)).expect("written");
    let workspace = Workspace::open_at(&at).expect("a valid catalogue");
    workload::create(&workspace, "trial-dot").expect("made");
    let workspace = Workspace::open_at(&at).expect("a valid catalogue");
    let workload = workspace.catalogue.workload("trial-dot").expect("the workload");
    let mut bench = Workbench::new(&workspace, Install::Forbidden).expect("a session");
    bench.modules(&[workload]).expect("the module");
    oracle::renew_links(&mut bench, &[workload]).expect("native code runs");
    let links = workspace.links(workload).expect("read").expect("written");
    assert_eq!(links.chain.len(), workload.frames as usize + 1);
    // Whatever engine needs no build: Node's, where Node is.
    let (runtime, config) = workspace
        .catalogue
        .configs()
        .find(|(runtime, config)| {
            config.default
                && runtime.build.as_ref().is_some_and(|build| build.kind == BuildKind::None)
        })
        .expect("a runtime that is only started");
    let cell = Cell { runtime, config, workload };
    match settle(bench.job(&CellInputs::none(cell))).expect("a runner") {
        Ok(job) => {
            let verdict = once(&job).expect("it runs").verdict;
            assert_eq!(verdict.outcome, Outcome::Pass, "{verdict:?}");
        }
        Err(no) => println!("skipped: the module of trial-dot: {}", no.detail()),
    }
    let error = workload::create(&workspace, "trial-dot").expect_err("it is there");
    assert!(error.is::<Usage>(), "{error:#}");
}

/// An adapter whose parts fill the scaffold in: one that builds with nothing
/// but cargo, in one build.
fn donor(workspace: &Workspace) -> &RuntimeEntry {
    let rust = workspace.path("runtimes/rust");
    workspace
        .catalogue
        .runtimes
        .iter()
        .find(|runtime| {
            workspace.runtime_dir(runtime).starts_with(&rust)
                && workspace.runtime_dir(runtime).join("tests/contract.rs").is_file()
                && runtime.configs.iter().all(|c| c.host.features.is_empty())
                && runtime.build.as_ref().is_some_and(|build| {
                    build.kind == BuildKind::Cargo
                        && build.cost == Cost::Light
                        && build.needs.is_empty()
                })
        })
        .expect("a light adapter below runtimes/rust")
}

/// Writes what a person would: the engine into Cargo.toml and build.rs, the
/// adapter into src/, its claims into tests/. Manifest, runner and row are the
/// scaffold's.
fn fill_in(dir: &Path, donor: &Path, donor_name: &str) {
    let read = |path: PathBuf| fs::read_to_string(&path).expect("a file of an adapter");
    let module = format!("adapter_{}", donor_name.replace('-', "_"));
    let renamed = |text: String| text.replace(&module, "adapter_trial_run");
    for file in ["build.rs", "tests/contract.rs"] {
        fs::write(dir.join(file), renamed(read(donor.join(file)))).expect("written");
    }
    for entry in fs::read_dir(donor.join("src")).expect("sources") {
        let path = entry.expect("a file").path();
        if path.is_file() {
            let name = path.file_name().expect("a name");
            fs::copy(&path, dir.join("src").join(name)).expect("a copy");
        }
    }
    // `main!(adapter_x::Type)`: the runner of the scaffold has a type of its own.
    let host = read(donor.join("src/bin/host.rs"));
    let ty = host
        .split(&format!("{module}::"))
        .nth(1)
        .and_then(|rest| rest.split([')', ',']).next())
        .expect("the runner names the type of its adapter");
    let lib = read(donor.join("src/lib.rs"));
    let alias = format!("\n/// As the scaffold calls it.\npub type TrialRun = {ty};\n");
    fs::write(dir.join("src/lib.rs"), lib + &alias).expect("written");
    let mut manifest: Table = read(dir.join("Cargo.toml")).parse().expect("valid TOML");
    let donor: Table = read(donor.join("Cargo.toml")).parse().expect("valid TOML");
    for key in ["features", "dependencies", "build-dependencies", "dev-dependencies", "target"] {
        let Some(theirs) = donor.get(key).and_then(Value::as_table) else {
            continue;
        };
        let own = manifest
            .entry(key)
            .or_insert_with(|| Value::Table(Table::new()))
            .as_table_mut()
            .expect("a table");
        own.extend(theirs.clone());
    }
    fs::write(dir.join("Cargo.toml"), manifest.to_string()).expect("written");
}

#[track_caller]
fn refused(name: &str, language: &str, words: &str) {
    let at = root();
    let workspace = Workspace::open_at(at).expect("a valid catalogue");
    let error = scaffold(&workspace, name, language).expect_err("refused");
    assert!(error.is::<Usage>(), "exit code 2: {error:#}");
    let said = error.to_string();
    assert!(said.contains(words), "{said}");
}

#[test]
fn names_and_languages_that_do_not_fit_are_refused() {
    refused("Not A Name", "rust", "lower-case letters");
    refused("../elsewhere", "rust", "lower-case letters");
    refused("trial-run", "cobol", "rust");
}

#[test]
fn a_row_is_not_made_twice() {
    let workspace = Workspace::open_at(root()).expect("a valid catalogue");
    for runtime in &workspace.catalogue.runtimes {
        // Names with a dot or the like are refused as names.
        if runtime.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            refused(&runtime.name, "rust", "is the row");
        }
    }
}

#[test]
fn a_directory_that_exists_is_left_as_it_is() {
    let at = tempfile::tempdir().expect("a directory");
    let place = at.path().join("runtimes/rust/taken");
    fs::create_dir_all(&place).expect("a directory");
    fs::write(place.join("notes"), "mine").expect("a file");
    fs::create_dir_all(at.path().join("xtask/templates/runtime/rust")).expect("a directory");
    let workspace = Workspace::open_at(at.path()).expect("an empty catalogue");
    let error = scaffold(&workspace, "taken", "rust").expect_err("refused");
    assert!(error.to_string().contains("exists already"), "{error:#}");
    assert_eq!(fs::read_to_string(place.join("notes")).expect("kept"), "mine");
    assert_eq!(fs::read_dir(&place).expect("a directory").count(), 1);
}

/// Which keeps a scaffold from being taken for a row.
#[test]
fn the_facts_of_every_row_are_written() {
    let workspace = Workspace::open_at(root()).expect("a valid catalogue");
    for runtime in &workspace.catalogue.runtimes {
        let dir = workspace.runtime_dir(runtime);
        for file in ["runtime.toml", "README.md"] {
            let path = dir.join(file);
            let text = fs::read_to_string(&path).unwrap_or_default().to_lowercase();
            assert!(!text.contains(UNWRITTEN), "{} has things {UNWRITTEN}", path.display());
        }
    }
}
