//! Files of an engine: found, and brought to the place where it is built.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Marks directories of derived files, such as those that cargo builds in.
const CACHE: &str = "CACHEDIR.TAG";

/// Adds the files below `from`, which are to lie below `to`; without what git
/// keeps and without derived files.
pub(super) fn walk(from: &Path, to: &Path, files: &mut BTreeMap<PathBuf, PathBuf>) -> Result<()> {
    let cannot = || format!("cannot read {}", from.display());
    for entry in fs::read_dir(from).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let (path, name) = (entry.path(), entry.file_name());
        if entry.file_type().with_context(cannot)?.is_dir() {
            if name != ".git" && name != "node_modules" && !path.join(CACHE).is_file() {
                walk(&path, &to.join(name), files)?;
            }
        } else if path.is_file() {
            files.insert(to.join(name), path);
        }
    }
    Ok(())
}

/// Makes `to` hold these files and no others. One whose bytes are there already
/// keeps its time, and one that changes gets the present: cargo goes by that,
/// and another checkout may well be older than what was built last.
pub(super) fn mirror(files: &BTreeMap<PathBuf, PathBuf>, to: &Path) -> Result<()> {
    if to.is_dir() {
        let mut there = BTreeMap::new();
        walk(to, Path::new(""), &mut there)?;
        for (name, path) in there {
            if !files.contains_key(&name) {
                fs::remove_file(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
    }
    for (name, from) in files {
        let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
        let place = to.join(name);
        if fs::read(&place).is_ok_and(|old| old == bytes) {
            continue;
        }
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(place.parent().unwrap_or(to))?;
            fs::write(&place, bytes)
        };
        write().with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_changes_is_newer_than_the_last_build_and_the_rest_keeps_its_time() {
        let dir = tempfile::tempdir().unwrap();
        let [one, two, to] = ["one", "two", "to"].map(|name| dir.path().join(name));
        for (from, text) in [(&one, "first"), (&two, "second")] {
            fs::create_dir_all(from.join("target")).unwrap();
            fs::write(from.join("target").join(CACHE), "").unwrap();
            fs::write(from.join("changed"), text).unwrap();
            fs::write(from.join("same"), "same").unwrap();
        }
        fs::write(one.join("gone"), "").unwrap();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let old = fs::File::options().write(true).open(two.join("changed")).unwrap();
        old.set_modified(long_ago).unwrap();
        let mirrored = |from: &Path| {
            let mut files = BTreeMap::new();
            walk(from, Path::new(""), &mut files).unwrap();
            mirror(&files, &to).unwrap();
            let time = |name| to.join(name).metadata().unwrap().modified().unwrap();
            (time("changed"), time("same"))
        };
        let (changed, same) = mirrored(&one);
        assert!(to.join("gone").is_file() && !to.join("target").exists());
        let (changed_again, same_again) = mirrored(&two);
        assert!(changed_again >= changed && same_again == same);
        assert!(!to.join("gone").exists());
        assert_eq!(fs::read_to_string(to.join("changed")).unwrap(), "second");
    }
}
