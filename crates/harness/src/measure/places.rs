//! Copies of runners. Where in memory the file of a program lies makes a tenth
//! of its speed and more, and it stays there from one run to the next: an interval
//! over runs of one file does not know of it. Runs therefore take turns among
//! copies, each in a place of its own.

use crate::runner::Runner;
use anyhow::{Context, Result};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How many copies take turns.
const COPIES: usize = 8;

/// The copies of one session, which are gone when it ends.
#[derive(Debug, Default)]
pub struct Places {
    /// Copies of each program, and the directory that holds them.
    made: RefCell<BTreeMap<PathBuf, (TempDir, Vec<PathBuf>)>>,
}

impl Places {
    /// The runner to be used in a turn: the program itself where it is one of the
    /// system, which other programs use too.
    ///
    /// # Errors
    ///
    /// When the program cannot be copied.
    pub fn runner(&self, runner: &Runner, turn: usize) -> Result<Runner> {
        if !is_own(&runner.program) {
            return Ok(runner.clone());
        }
        let program = self.copy(&runner.program, turn % COPIES).with_context(|| {
            format!("cannot copy {}, of which runs take turns", runner.program.display())
        })?;
        Ok(Runner { program, arguments: runner.arguments.clone() })
    }

    fn copy(&self, program: &Path, turn: usize) -> std::io::Result<PathBuf> {
        let mut made = self.made.borrow_mut();
        if !made.contains_key(program) {
            let beside = program.parent().unwrap_or(Path::new("."));
            let directory = tempfile::Builder::new().prefix(".copies-").tempdir_in(beside)?;
            made.insert(program.to_path_buf(), (directory, Vec::new()));
        }
        let Some((directory, copies)) = made.get_mut(program) else {
            return Ok(program.to_path_buf());
        };
        while copies.len() <= turn {
            let copy = directory.path().join(copies.len().to_string());
            fs::copy(program, &copy)?;
            copies.push(copy);
        }
        Ok(copies[turn].clone())
    }
}

/// Whether a program was built here: a file that is named with its directory and
/// is no link, as an interpreter in an environment of its own is.
fn is_own(program: &Path) -> bool {
    program.is_absolute()
        && program.components().any(|part| part.as_os_str() == "target")
        && fs::symlink_metadata(program).is_ok_and(|found| found.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_take_turns_and_programs_of_the_system_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("target");
        fs::create_dir(&target).unwrap();
        let program = target.join("runner");
        fs::write(&program, "a program").unwrap();
        let (places, runner) = (Places::default(), Runner::new(program.clone()));
        let of = |turn| places.runner(&runner, turn).unwrap().program;
        assert_ne!(of(0), of(1));
        assert_eq!(of(0), of(COPIES));
        assert!(of(0) != program && fs::read(of(3)).unwrap() == b"a program");
        for system in ["node", "/bin/sh"] {
            let system = Runner::new(system.into());
            assert_eq!(places.runner(&system, 1).unwrap(), system);
        }
        drop(places);
        assert_eq!(fs::read_dir(&target).unwrap().count(), 1, "nothing is left behind");
    }
}
