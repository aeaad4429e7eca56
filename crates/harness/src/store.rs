//! Reading and writing what is stored in `results/`: whole files only, by
//! temporary file, fsync and rename, so that an interrupted run leaves every
//! file either old or new.

mod files;

pub use files::{replace, sweep};

use crate::process;
use crate::usage::Usage;
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use badge_records::{
    Answers, Entries, Entry, Lane, Lanes, Machine, Machines, Record, Repeatability, Times, Took,
    format_lines, parse_lines,
};
use files::files;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Replaces a file that the pages are made from, and notes that they are behind
/// it until they are written: a run may end between the two.
fn replace_data(workspace: &Workspace, path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    replace(&behind(workspace), b"")?;
    replace(path, bytes)
}

/// Whether something was stored since the pages were written last.
#[must_use]
pub fn pages_are_behind(workspace: &Workspace) -> bool {
    behind(workspace).is_file()
}

/// Notes that the pages are what the records give.
///
/// # Errors
///
/// When the note of the opposite cannot be removed.
pub fn pages_are_written(workspace: &Workspace) -> Result<()> {
    match fs::remove_file(behind(workspace)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", behind(workspace).display()))
        }
        _ => Ok(()),
    }
}

/// The note that the pages are behind the records.
fn behind(workspace: &Workspace) -> PathBuf {
    workspace.scratch().join("pages-are-behind")
}

fn lane_dir(workspace: &Workspace, lane: Lane) -> PathBuf {
    workspace.path("results").join("data").join(lane.word())
}

/// All stored records.
///
/// # Errors
///
/// The first file that cannot be read or is refused.
pub fn lanes(workspace: &Workspace) -> Result<Lanes> {
    lanes_in(workspace.root(), "results/data")
}

/// The records of a directory below `root` that is laid out as `results/data` is.
///
/// # Errors
///
/// The first file that cannot be read or is refused.
pub fn lanes_in(root: &Path, dir: &str) -> Result<Lanes> {
    let mut lanes = Lanes::default();
    for &lane in Lane::ALL {
        for file in files(&root.join(dir).join(lane.word()), "jsonl")? {
            let label = label(root, &file);
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {label}"))?;
            lanes.insert(lane, &label, parse_lines(&label, &text)?)?;
        }
    }
    Ok(lanes)
}

/// The records of a commit.
///
/// # Errors
///
/// When there is no such commit, or it has a file that is refused.
pub fn lanes_of_commit(workspace: &Workspace, commit: &str) -> Result<Lanes> {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(workspace.root());
        let output = process::output(&mut git).context("cannot run git")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(Usage::new(format!("{commit} has no records: {said}")).into());
        }
        String::from_utf8(output.stdout).context("git does not write UTF-8")
    };
    let mut lanes = Lanes::default();
    for &lane in Lane::ALL {
        let dir = format!("results/data/{}", lane.word());
        let listed = git(&["ls-tree", "--name-only", commit, &format!("{dir}/")])?;
        for file in listed.lines().filter(|file| file.ends_with(".jsonl")) {
            let label = format!("{commit}:{file}");
            lanes.insert(lane, &label, parse_lines(&label, &git(&["show", &label])?)?)?;
        }
    }
    Ok(lanes)
}

/// Where the answers to the conformance cases lie.
const ANSWERS: &str = "results/data/conformance";

/// All stored answers to the conformance cases.
///
/// # Errors
///
/// The first file that cannot be read or is refused.
pub fn answers(workspace: &Workspace) -> Result<Answers> {
    let mut answers = Answers::default();
    for file in files(&workspace.path(ANSWERS), "jsonl")? {
        let label = label(workspace.root(), &file);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {label}"))?;
        answers.add(&label, &text)?;
    }
    Ok(answers)
}

/// Stores the answers of one runtime.
///
/// # Errors
///
/// When the file cannot be replaced.
pub fn answers_of(workspace: &Workspace, runtime: &str, answers: &Answers) -> Result<()> {
    let file = workspace.path(ANSWERS).join(format!("{runtime}.jsonl"));
    replace_data(workspace, &file, answers.format(runtime)?.as_bytes())
}

/// All stored records of a kind.
///
/// # Errors
///
/// The first file that cannot be read or is refused.
pub fn entries<E: Entry>(workspace: &Workspace) -> Result<Entries<E>> {
    let mut entries = Entries::default();
    for file in files(&entry_dir::<E>(workspace), "jsonl")? {
        let label = label(workspace.root(), &file);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {label}"))?;
        entries.add(&label, &text)?;
    }
    Ok(entries)
}

/// Stores those records of a kind that belong to one file.
///
/// # Errors
///
/// When the file cannot be replaced.
pub fn put<E: Entry>(workspace: &Workspace, file: &str, entries: &Entries<E>) -> Result<()> {
    let path = entry_dir::<E>(workspace).join(format!("{file}.jsonl"));
    replace_data(workspace, &path, entries.format(file)?.as_bytes())
}

fn entry_dir<E: Entry>(workspace: &Workspace) -> PathBuf {
    workspace.path("results/data").join(E::DIRECTORY)
}

/// All stored machines.
///
/// # Errors
///
/// The first file that cannot be read or is refused.
pub fn machines(workspace: &Workspace) -> Result<Machines> {
    let mut machines = Machines::new();
    for file in files(&workspace.path("results/data/machines"), "json")? {
        let label = label(workspace.root(), &file);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {label}"))?;
        let machine = Machine::parse(&label, &text)?;
        machines.insert(machine.id.clone(), machine);
    }
    Ok(machines)
}

/// Describes a machine that measured. Toolchains that an earlier session had and
/// this one lacks stay: records that they made still name them.
///
/// # Errors
///
/// When the stored file is refused or cannot be replaced.
pub fn machine(workspace: &Workspace, mut machine: Machine) -> Result<()> {
    if let Some(old) = machines(workspace)?.remove(&machine.id) {
        for (tool, version) in old.toolchains {
            machine.toolchains.entry(tool).or_insert(version);
        }
    }
    let file = format!("results/data/machines/{}.json", machine.id);
    replace_data(workspace, &workspace.path(&file), machine.format()?.as_bytes())
}

/// What the commands took.
///
/// # Errors
///
/// When the stored file is refused.
pub fn times(workspace: &Workspace) -> Result<Times> {
    let file = workspace.path(TIMES);
    if !file.is_file() {
        return Ok(Times::default());
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {TIMES}"))?;
    Ok(Times::parse(&text)?)
}

/// How far two measurements lay apart, where that was noted.
///
/// # Errors
///
/// When the stored file is refused.
pub fn repeatability(workspace: &Workspace) -> Result<Option<Repeatability>> {
    let file = workspace.path(REPEATABILITY);
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {REPEATABILITY}"))?;
    Ok(Some(Repeatability::parse(&text)?))
}

/// Stores how far two measurements lay apart.
///
/// # Errors
///
/// When the file cannot be replaced.
pub fn note_repeatability(workspace: &Workspace, said: &Repeatability) -> Result<()> {
    replace_data(workspace, &workspace.path(REPEATABILITY), said.format()?.as_bytes())
}

const REPEATABILITY: &str = "results/data/repeatability.json";

/// Stores what a command took.
///
/// # Errors
///
/// When the stored file is refused or cannot be replaced.
pub fn note_time(workspace: &Workspace, what: &str, took: Took) -> Result<()> {
    let mut times = times(workspace)?;
    times.0.insert(what.to_owned(), took);
    replace_data(workspace, &workspace.path(TIMES), times.format()?.as_bytes())
}

const TIMES: &str = "results/data/times.json";

/// Puts new records of one runtime in place of the old ones of the same cells.
/// A record that says the same as the old one leaves it as it is.
///
/// # Errors
///
/// When the stored file is refused or cannot be replaced.
pub fn merge(workspace: &Workspace, lane: Lane, runtime: &str, new: &[Record]) -> Result<()> {
    let path = lane_dir(workspace, lane).join(format!("{runtime}.jsonl"));
    let label = label(workspace.root(), &path);
    let mut records = match fs::read_to_string(&path) {
        Ok(text) => parse_lines(&label, &text)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {label}")),
    };
    for record in new {
        record
            .check()
            .map_err(|(key, reason)| anyhow::anyhow!("new record of {label}: {key}: {reason}"))?;
        let old = records
            .iter_mut()
            .find(|old| old.config == record.config && old.workload == record.workload);
        match old {
            Some(old) if record.same_observation(old) => (),
            Some(old) => *old = record.clone(),
            None => records.push(record.clone()),
        }
    }
    replace_data(workspace, &path, format_lines(&records)?.as_bytes())
}

/// Removes records of cells that are no longer declared.
///
/// # Errors
///
/// When a stored file is refused or cannot be replaced.
pub fn prune(workspace: &Workspace, lane: Lane) -> Result<()> {
    for file in files(&lane_dir(workspace, lane), "jsonl")? {
        let label = label(workspace.root(), &file);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {label}"))?;
        let records = parse_lines(&label, &text)?;
        let kept: Vec<Record> = records
            .iter()
            .filter(|record| {
                let catalogue = &workspace.catalogue;
                catalogue
                    .runtime(&record.runtime)
                    .and_then(|runtime| runtime.config(&record.config))
                    .is_some_and(|config| config.targets.contains(&lane.target()))
                    && catalogue.workload(&record.workload).is_some()
            })
            .cloned()
            .collect();
        if kept.is_empty() {
            replace(&behind(workspace), b"")?;
            fs::remove_file(&file).with_context(|| format!("cannot remove {label}"))?;
        } else if kept.len() < records.len() {
            replace_data(workspace, &file, format_lines(&kept)?.as_bytes())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn with_tools(tools: &[(&str, &str)]) -> Machine {
        let toolchains = tools.iter().map(|&(tool, version)| (tool.into(), version.into()));
        Machine {
            id: "0123".to_owned(),
            cpu: "one".to_owned(),
            cores: 2,
            memory_bytes: 1 << 30,
            kernel: "linux".to_owned(),
            toolchains: toolchains.collect::<BTreeMap<String, String>>(),
        }
    }

    #[test]
    fn a_machine_that_lacks_a_tool_does_not_make_it_unknown() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::open_at(dir.path()).unwrap();
        machine(&workspace, with_tools(&[("clang", "14"), ("go", "1.25")])).unwrap();
        machine(&workspace, with_tools(&[("go", "1.26")])).unwrap();
        let stored = machines(&workspace).unwrap();
        assert_eq!(stored["0123"], with_tools(&[("clang", "14"), ("go", "1.26")]));
    }

    #[test]
    fn pages_are_behind_what_was_stored_until_they_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::open_at(dir.path()).unwrap();
        assert!(!pages_are_behind(&workspace));
        for (tool, expected) in [("clang", true), ("go", true), ("go", false)] {
            machine(&workspace, with_tools(&[(tool, "1")])).unwrap();
            assert_eq!(pages_are_behind(&workspace), expected, "{tool}");
            pages_are_written(&workspace).unwrap();
            assert!(!pages_are_behind(&workspace));
        }
    }
}
