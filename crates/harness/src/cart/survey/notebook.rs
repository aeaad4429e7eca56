//! What came of cartridges on configs, as it is kept so that an interrupted survey
//! goes on where it was.

use crate::cart::badge::Figures;
use crate::cart::play::{Played, Session};
use crate::guest::Module;
use crate::halt::Obstacle;
use anyhow::{Context, Result};
use badge_records::Sha256;
use badge_records::statistics::percentile;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256 as Hasher};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// One cartridge on one config.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Hash of everything that it follows from.
    pub(super) key: String,
    pub(super) ran: bool,
    pub(super) reason: String,
    pub(super) update_ns: Option<u64>,
    pub(super) first_ns: Option<u64>,
    /// The last link of a run that came to its end.
    pub(super) link: Option<String>,
    /// What else the badge tells.
    #[serde(default)]
    pub(super) figures: Option<Figures>,
}

impl Kept {
    pub(super) fn refused(obstacle: &Obstacle) -> Self {
        Self {
            key: String::new(),
            ran: false,
            reason: format!("{}: {}", obstacle.verdict.outcome, obstacle.detail()),
            update_ns: None,
            first_ns: None,
            link: None,
            figures: None,
        }
    }

    pub(super) fn of(key: String, played: &Played) -> Self {
        let ran = played.ended_well();
        let updates = if ran { played.updates_ns() } else { Vec::new() };
        let detail = played.verdict.detail.as_deref().unwrap_or_default();
        Self {
            key,
            ran,
            reason: match ran {
                true => String::new(),
                false => format!("{}: {detail}", played.verdict.outcome),
            },
            update_ns: percentile(&updates, 50),
            first_ns: played.first_ns().filter(|_| ran),
            link: played.transcript.as_ref().filter(|_| ran).map(|said| said.done.link.to_string()),
            figures: played.figures.filter(|_| ran),
        }
    }
}

/// What was played before, a line each.
#[derive(Debug)]
pub(super) struct Notebook {
    path: PathBuf,
    file: File,
    pub(super) kept: BTreeMap<String, Kept>,
}

impl Notebook {
    pub(super) fn open(directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory)
            .with_context(|| format!("cannot create {}", directory.display()))?;
        let path = directory.join("played.jsonl");
        let at = || format!("cannot open {}", path.display());
        let file =
            OpenOptions::new().create(true).append(true).read(true).open(&path).with_context(at)?;
        let lines = BufReader::new(File::open(&path).with_context(at)?).lines();
        // A line that was cut off is a cell that is played again.
        let kept = lines.map_while(Result::ok).filter_map(|line| {
            let kept: Kept = serde_json::from_str(&line).ok()?;
            Some((kept.key.clone(), kept))
        });
        let kept = kept.collect();
        let mut last = [b'\n'];
        if file.metadata().with_context(at)?.len() > 0 {
            let mut end = File::open(&path).with_context(at)?;
            end.seek(SeekFrom::End(-1)).and_then(|_| end.read_exact(&mut last)).with_context(at)?;
        }
        if last != [b'\n'] {
            // What is added must not become part of a line that was cut off.
            (&file).write_all(b"\n").with_context(at)?;
        }
        Ok(Self { path, file, kept })
    }

    pub(super) fn add(&mut self, kept: &Kept) -> Result<()> {
        let mut line = serde_json::to_vec(kept).context("a cell has no form in JSON")?;
        line.push(b'\n');
        self.file.write_all(&line).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Hash of everything that a cell follows from; `program` is that of the runner
/// and its config.
pub(super) fn key(program: &Sha256, config: &str, cart: &Module, session: &Session) -> String {
    let own = session.font.file().is_some();
    let words = format!(
        "{program} {config} {} {} {:?} {own}",
        cart.blob.sha256, session.ticks, session.pads
    );
    Sha256(Hasher::digest(words.as_bytes()).into()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notebook_survives_a_line_that_was_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = Notebook::open(dir.path()).unwrap();
        let mut first = Kept {
            key: "one".to_owned(),
            ran: true,
            reason: String::new(),
            update_ns: Some(7),
            first_ns: None,
            link: Some("a".to_owned()),
            figures: None,
        };
        notebook.add(&first).unwrap();
        notebook.file.write_all(b"{\"key\":\"tw").unwrap();
        let mut again = Notebook::open(dir.path()).unwrap();
        assert_eq!(again.kept.keys().collect::<Vec<_>>(), ["one"]);
        first.key = "two".to_owned();
        again.add(&first).unwrap();
        let last = Notebook::open(dir.path()).unwrap();
        assert_eq!(last.kept.keys().collect::<Vec<_>>(), ["one", "two"]);
    }
}
