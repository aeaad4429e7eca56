//! Files that a command is asked to write. Whether they can be written is found
//! out before anything is built.

use crate::usage::Usage;
use anyhow::Result;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file that `option` names, if it can be written.
///
/// # Errors
///
/// [`Usage`] that names option and file.
pub fn writable(option: &str, file: &Path) -> Result<PathBuf> {
    let refuse = |why: String| Usage::new(format!("{option} {}: {why}", file.display()));
    let path = std::path::absolute(file).map_err(|error| refuse(error.to_string()))?;
    let Some(directory) = path.parent() else {
        return Err(refuse("it names no file".to_owned()).into());
    };
    if !directory.is_dir() {
        let why = format!("there is no directory {}", directory.display());
        return Err(refuse(why).into());
    }
    match fs::metadata(&path) {
        Ok(found) if found.is_dir() => return Err(refuse("it is a directory".to_owned()).into()),
        // The new file takes the place of the old, and a device must keep its.
        Ok(found) if !found.is_file() => {
            return Err(refuse("it is no regular file".to_owned()).into());
        }
        Ok(_) => (),
        Err(error) if error.kind() == ErrorKind::NotFound => (),
        Err(error) => return Err(refuse(error.to_string()).into()),
    }
    probe(directory).map_err(|error| refuse(format!("cannot write: {error}")))?;
    Ok(path)
}

/// The same for a directory of this program's own, which is made if need be.
///
/// # Errors
///
/// [`Usage`] that names the directory.
pub fn writable_directory(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).and_then(|()| probe(directory)).map_err(|error| {
        Usage::new(format!("{}: cannot write: {error}", directory.display())).into()
    })
}

/// Makes a file for a moment: permissions alone do not tell.
fn probe(directory: &Path) -> std::io::Result<()> {
    tempfile::Builder::new().prefix(".").suffix(".new").tempfile_in(directory).map(drop)
}

#[cfg(test)]
mod tests {
    use super::writable;
    use std::fs;
    use std::path::Path;

    #[track_caller]
    fn refused(file: &Path, reason: &str) {
        let error = writable("--png", file).expect_err("refused").to_string();
        assert!(error.starts_with("--png "), "{error}");
        assert!(error.contains(reason) && error.contains(&file.display().to_string()), "{error}");
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "old").unwrap();
        refused(&dir.path().join("no/x.png"), "there is no directory");
        refused(&file.join("x.png"), "there is no directory");
        refused(dir.path(), "it is a directory");
        refused(&dir.path().join("x".repeat(300)), "name too long");
        refused(Path::new(""), "empty");
        #[cfg(unix)]
        refused(Path::new("/dev/null"), "no regular file");
    }

    #[test]
    fn a_directory_in_whose_place_a_file_stands_is_named() {
        let dir = tempfile::tempdir().unwrap();
        super::writable_directory(&dir.path().join("a/b")).unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "old").unwrap();
        let error = super::writable_directory(&file.join("b")).expect_err("refused").to_string();
        assert!(error.starts_with(&file.join("b").display().to_string()), "{error}");
    }

    #[test]
    fn the_question_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.png");
        assert_eq!(writable("--png", &file).unwrap(), file);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        fs::write(&file, "old").unwrap();
        writable("--png", &file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    }
}
