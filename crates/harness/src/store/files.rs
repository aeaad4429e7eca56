//! Whole files only: each is old or new, whenever a run ends.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Replaces a file, or leaves it alone if it holds these bytes already.
///
/// # Errors
///
/// When the directory cannot be written to; the old file is whole then.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let dir = path.parent().with_context(|| format!("{} has no directory", path.display()))?;
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".").suffix(UNFINISHED).tempfile_in(dir)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Temporary files are private; what is committed is not.
            file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
        }
        file.persist(path).map_err(|error| error.error)?;
        // Elsewhere a directory cannot be opened as a file.
        #[cfg(unix)]
        fs::File::open(dir)?.sync_all()?;
        Ok(())
    };
    process::unbroken(write).with_context(|| format!("cannot write {}", path.display()))
}

/// Removes what an interrupted [`replace`] left.
///
/// # Errors
///
/// When a directory cannot be read or a file not removed.
pub fn sweep(workspace: &Workspace) -> Result<()> {
    let mut open = vec![workspace.path("results"), workspace.path("workloads")];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).with_context(|| format!("cannot list {}", dir.display()))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.starts_with('.') && name.ends_with(UNFINISHED) && abandoned(&path) {
                fs::remove_file(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Whether nobody can be writing a file any more.
fn abandoned(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > LONGEST_WRITE))
}

/// Longer than any file here takes to be written.
const LONGEST_WRITE: Duration = Duration::from_secs(60);

/// How the name of a file ends that [`replace`] has not finished.
const UNFINISHED: &str = ".new";

/// The files of a directory with an extension, sorted; none where there is no
/// directory.
pub(super) fn files(dir: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn what_an_interrupted_run_left_is_removed_but_not_what_is_being_written() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("workloads")).unwrap();
        let data = dir.path().join("results/data");
        fs::create_dir_all(&data).unwrap();
        let [old, young, stored] = [".a.new", ".b.new", "a.jsonl"].map(|name| data.join(name));
        for file in [&old, &young, &stored] {
            fs::write(file, "x").unwrap();
        }
        let past = SystemTime::now() - 2 * LONGEST_WRITE;
        for file in [&old, &stored] {
            fs::File::options().write(true).open(file).unwrap().set_modified(past).unwrap();
        }
        sweep(&Workspace::open_at(dir.path()).unwrap()).unwrap();
        assert!(!old.exists());
        assert!(young.exists() && stored.exists());
    }
}
