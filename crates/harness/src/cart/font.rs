//! The console's font: it comes from the npm package `wasm4`, is known by its
//! hash, and is not part of this repository.

use crate::process;
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use badge_records::Sha256;
use badge_wasm4::FONT_BYTES;
use sha2::{Digest, Sha256 as Hasher};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package, exactly.
const PACKAGE: &str = "wasm4@2.7.1";

/// What npm calls the file of that package.
const ARCHIVE: &str = "wasm4-2.7.1.tgz";

/// SHA-256 of the glyphs of codes 32 to 255, which are the same in the console's
/// web runtime and in its native one.
const HASH: &str = "2ec51a575549b0d08aaeaf9235f59a71bee21b2975d4bae2497ad38cc97bc39d";

/// Where in the package the font lies, as a list of numbers.
const SCRIPT: &str = "package/assets/runtime/slim/wasm4.js";

/// The licence of the package, which is to go wherever the font goes.
const LICENCE: &str = "package/LICENSE.txt";

/// A font, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supply {
    /// The console's own, in this file.
    Own(PathBuf),
    /// Our own glyphs must do: the reason.
    StandIn(String),
}

impl Supply {
    /// The file to hand to a runner.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Own(file) => Some(file),
            Self::StandIn(_) => None,
        }
    }
}

/// The console's font, fetched once and kept below `target`.
#[must_use]
pub fn font(workspace: &Workspace) -> Supply {
    let dir = directory(workspace);
    let file = dir.join("font.bin");
    if fs::read(&file).is_ok_and(|bytes| is_font(&bytes)) {
        return Supply::Own(file);
    }
    match fetch(&dir, &file) {
        Ok(()) => Supply::Own(file),
        Err(error) => Supply::StandIn(format!("{error:#}")),
    }
}

/// The licence of the font, which goes wherever the font goes.
#[must_use]
pub fn licence(workspace: &Workspace) -> PathBuf {
    directory(workspace).join("LICENSE.txt")
}

fn directory(workspace: &Workspace) -> PathBuf {
    workspace.path("target").join("wasm4")
}

fn fetch(dir: &Path, file: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let temporary = tempfile::tempdir_in(dir).context("no temporary directory")?;
    let run = |program: &str, arguments: &[&OsStr]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(temporary.path());
        let output = process::output(&mut command).with_context(|| {
            format!("cannot run {program}, which fetches the font of the console")
        })?;
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason");
        ensure!(output.status.success(), "{program} {PACKAGE}: {last}");
        Ok(())
    };
    run("npm", &["pack", PACKAGE, "--silent", "--ignore-scripts"].map(OsStr::new))?;
    run("tar", &["-xzf", ARCHIVE, SCRIPT, LICENCE].map(OsStr::new))?;
    let read = |path: &str| {
        fs::read(temporary.path().join(path)).with_context(|| format!("{PACKAGE}: {path}"))
    };
    let script = String::from_utf8(read(SCRIPT)?).context("the script is not UTF-8")?;
    let font = find(&script).with_context(|| format!("{PACKAGE} has no font of that hash"))?;
    store::replace(&dir.join("LICENSE.txt"), &read(LICENCE)?)?;
    store::replace(file, &font)
}

/// The list of numbers in a script that is the font.
fn find(script: &str) -> Option<Vec<u8>> {
    script.split(['[', '(']).find_map(|rest| {
        let list = rest.split([']', ')']).next()?;
        let bytes: Vec<u8> =
            list.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
        is_font(&bytes).then_some(bytes)
    })
}

fn is_font(bytes: &[u8]) -> bool {
    bytes.len() == FONT_BYTES && Sha256(Hasher::digest(bytes).into()).to_string() == HASH
}

#[cfg(test)]
mod tests {
    use super::{find, is_font};
    use badge_wasm4::STAND_IN;

    #[test]
    fn nothing_but_the_font_is_taken_for_it() {
        assert!(!is_font(&STAND_IN));
        let list: Vec<String> = STAND_IN.iter().map(u8::to_string).collect();
        let list = list.join(",");
        assert_eq!(find(&format!("a=[1,2],b=[{list}],c=Uint8Array.of({list})")), None);
    }
}
