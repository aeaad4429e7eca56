//! Clients of the other languages: Go, npm, pip, Maven. Each is one or two
//! command lines; what they install follows from committed lock files.

use crate::cargo::Complaints;
use crate::halt::Halt;
use crate::inputs::sources;
use crate::process;
use crate::runner::Runner;
use crate::tools::{self, tool};
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use badge_catalogue::{Build, BuildKind, Config, RuntimeEntry};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the runner of a runtime is built: `{out}` of its command lines.
#[must_use]
pub fn out(workspace: &Workspace, runtime: &RuntimeEntry) -> PathBuf {
    workspace.path("target").join("runners").join(&runtime.name)
}

/// Builds the runner of a runtime, unless what it is built from is unchanged
/// since it last succeeded.
///
/// # Errors
///
/// When sources cannot be read or the client cannot be run.
pub fn build(
    workspace: &Workspace,
    runtime: &RuntimeEntry,
    build: &Build,
    complaints: Complaints,
) -> Result<(), Halt> {
    let dir = workspace.runtime_dir(runtime);
    let out = out(workspace, runtime);
    let stamp_file = out.with_extension("stamp");
    let stamp = stamp(workspace, dir, build)?;
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    for mut command in commands(build.kind, dir, &out) {
        run(&mut command, complaints)?;
    }
    fs::write(&stamp_file, stamp)
        .with_context(|| format!("cannot write {}", stamp_file.display()))?;
    Ok(())
}

/// How a config is started: its own command line, that of `[build]`, or the
/// usual one of the client.
#[must_use]
pub fn runner(
    workspace: &Workspace,
    runtime: &RuntimeEntry,
    build: &Build,
    config: &Config,
) -> Runner {
    let dir = workspace.runtime_dir(runtime).to_string_lossy().into_owned();
    let out = out(workspace, runtime).to_string_lossy().into_owned();
    let usual: &[&str] = match build.kind {
        BuildKind::Pip => &["{out}/bin/python", "{dir}/main.py"],
        BuildKind::Npm | BuildKind::None => &["node", "{dir}/main.mjs"],
        BuildKind::Maven => &["java", "-cp", "{out}/lib/*", "Main"],
        BuildKind::Go | BuildKind::Cargo => &["{out}/runner"],
    };
    let words = config
        .host
        .command
        .as_ref()
        .or(build.command.as_ref())
        .cloned()
        .unwrap_or_else(|| usual.iter().map(|&word| word.to_owned()).collect());
    let mut words =
        words.into_iter().map(|word| word.replace("{dir}", &dir).replace("{out}", &out));
    // The catalogue refuses an empty command line.
    let program = words.next().unwrap_or_default();
    Runner { program: program.into(), arguments: words.collect() }
}

/// What is shared by the runners of one language.
#[must_use]
pub fn shared(dir: &Path) -> Option<PathBuf> {
    let shared = dir.parent()?.join("shared");
    shared.is_dir().then_some(shared)
}

/// Tests that stand beside the sources in `dir`, as command lines.
#[must_use]
pub fn tests(kind: BuildKind, dir: &Path) -> Vec<Command> {
    match kind {
        BuildKind::Go => ["vet", "test"]
            .into_iter()
            .map(|verb| {
                let mut command = go(dir);
                // Every runner's tests are those of what they share, too.
                command.args([verb, "./...", "pybadge-wasm/shared/..."]);
                command
            })
            .collect(),
        BuildKind::Npm | BuildKind::None if has_test(dir, ".test.mjs") => {
            vec![in_dir("node", dir, &["--test"])]
        }
        BuildKind::Pip if has_test(dir, "_test.py") => {
            vec![in_dir("python3", dir, &["-m", "unittest", "discover", "--pattern", "*_test.py"])]
        }
        // Maven tests what it packages; cargo's are elsewhere.
        _ => Vec::new(),
    }
}

fn commands(kind: BuildKind, dir: &Path, out: &Path) -> Vec<Command> {
    let path = |name: &str| out.join(name).to_string_lossy().into_owned();
    match kind {
        BuildKind::Go => {
            let mut command = go(dir);
            command.args(["build", "-trimpath", "-o", &path("runner"), "."]);
            vec![command]
        }
        BuildKind::Npm if dir.join("package-lock.json").is_file() => {
            vec![in_dir("npm", dir, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])]
        }
        BuildKind::Pip => {
            let venv = in_dir("python3", dir, &["-m", "venv", "--clear", &out.to_string_lossy()]);
            let mut install = in_dir(&path("bin/python"), dir, &["-m", "pip", "install"]);
            install
                .args(["--quiet", "--disable-pip-version-check", "--no-input"])
                .args(["--require-hashes", "--no-deps"])
                .args(["--requirement", "requirements.txt"]);
            vec![venv, install]
        }
        BuildKind::Maven => vec![in_dir(
            "mvn",
            dir,
            &["--batch-mode", "--quiet", "package", &format!("-Dout={}", out.to_string_lossy())],
        )],
        BuildKind::Npm | BuildKind::None | BuildKind::Cargo => Vec::new(),
    }
}

/// What a directory's `package-lock.json` names, in its `node_modules`; nothing is
/// done where that is not older.
///
/// # Errors
///
/// When npm cannot supply it.
pub fn npm_packages(dir: &Path) -> Result<(), Halt> {
    let when = |file: &str| fs::metadata(dir.join(file)).and_then(|found| found.modified()).ok();
    let made = when("node_modules/.package-lock.json");
    if made.is_some() && made >= when("package-lock.json") {
        return Ok(());
    }
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    run(&mut in_dir("npm", dir, &arguments), Complaints::Hidden)
}

/// Go as it is on this machine: no other toolchain is fetched, and a
/// `go.mod` that asks for more is an error to read.
pub(crate) fn go(dir: &Path) -> Command {
    let mut command = in_dir("go", dir, &[]);
    command
        .env("GOFLAGS", "-mod=readonly -buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("GOWORK", "off");
    command
}

fn in_dir(program: &str, dir: &Path, arguments: &[&str]) -> Command {
    let mut command = tools::command(program);
    command.current_dir(dir).args(arguments);
    command
}

fn has_test(dir: &Path, ending: &str) -> bool {
    let files = fs::read_dir(dir).into_iter().flatten().flatten();
    files.filter_map(|file| file.file_name().into_string().ok()).any(|name| name.ends_with(ending))
}

/// Runs a client to its end.
pub(crate) fn run(command: &mut Command, complaints: Complaints) -> Result<(), Halt> {
    let output = process::output(command)
        .with_context(|| format!("cannot run {}", command.get_program().to_string_lossy()))?;
    if output.status.success() {
        return Ok(());
    }
    let words = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Err(complaints.failure(&words).into())
}

/// What a build depends on: sources of the runner and of what is shared, and
/// the versions of the tools.
fn stamp(workspace: &Workspace, dir: &Path, build: &Build) -> Result<String> {
    let root = workspace.root();
    let mut text = sources(root, dir)?;
    if let Some(shared) = shared(dir) {
        text.push_str(&sources(root, &shared)?);
    }
    for name in &build.needs {
        let version = tool(name).and_then(|tool| tool.version());
        text.push_str(&format!("{name} {}\n", version.unwrap_or_default()));
    }
    // A virtual environment and a build directory hold absolute paths.
    text.push_str(&label(Path::new("/"), root));
    Ok(format!("{:x}\n", Sha256::digest(text)))
}
