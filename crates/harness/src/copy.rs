//! Copies of the repository's sources in another place.

use crate::process;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Copies what git knows of, and what it would take in, without results. What
/// lay in `to` goes, except for `target`. Files keep the time of their last
/// change, by which cargo tells whether it has to build again.
///
/// # Errors
///
/// When git cannot list the files, or one cannot be copied.
pub fn copy_sources(root: &Path, to: &Path) -> Result<()> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let listed = process::output(&mut git).context("cannot run git")?;
    ensure!(
        listed.status.success(),
        "git ls-files fails: {}",
        String::from_utf8_lossy(&listed.stderr).trim()
    );
    clear(to)?;
    for name in String::from_utf8(listed.stdout).context("names of files")?.split('\0') {
        let from = root.join(name);
        // Deleted and not yet committed.
        if name.is_empty() || name.starts_with("results/") || !from.is_file() {
            continue;
        }
        let target = to.join(name);
        if let Some(dir) = target.parent() {
            fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
        }
        let copy = || -> std::io::Result<()> {
            fs::copy(&from, &target)?;
            let changed = from.metadata()?.modified()?;
            fs::File::options().write(true).open(&target)?.set_modified(changed)
        };
        copy().with_context(|| format!("cannot copy {name}"))?;
    }
    Ok(())
}

fn clear(dir: &Path) -> Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    let cannot = || format!("cannot empty {}", dir.display());
    for entry in fs::read_dir(dir).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let path = entry.path();
        if entry.file_name() == "target" {
            continue;
        }
        let gone = match entry.file_type().with_context(cannot)?.is_dir() {
            true => fs::remove_dir_all(&path),
            false => fs::remove_file(&path),
        };
        gone.with_context(cannot)?;
    }
    Ok(())
}
