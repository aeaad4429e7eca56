//! What is known of an image that was made here, by its id: the badge says the
//! id in its transcripts, and no number of an unknown image is believed.

use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_protocol::payload::ImageId;
use badge_records::{Blob, Sha256};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// A note of one image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The id as 16 hexadecimal digits.
    pub image: String,
    /// Name of the runtime.
    pub runtime: String,
    /// Name of the config.
    pub config: String,
    /// What the image can run.
    pub entries: Vec<Entry>,
    /// SHA-256 of the UF2 file.
    pub sha256: Sha256,
    /// Flash of the firmware without payload.
    pub flash_bytes: u64,
    /// Flash of the payload.
    pub payload_bytes: u64,
    /// RAM that is taken when the firmware is linked.
    pub static_ram_bytes: u64,
    /// The toolchain that built it.
    pub toolchain: String,
    /// The commit it was built from, marked `+` where sources differed.
    pub commit: Option<String>,
}

/// One workload of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Name of the workload; `module` for one of the user's own.
    pub workload: String,
    /// The module.
    pub module: Option<Blob>,
    /// What was prepared from it.
    pub artifact: Option<Blob>,
    /// Frames of the pass measure.
    pub frames: u32,
    /// Frames of the pass show.
    pub show_frames: u32,
    /// What the observation depends on.
    pub inputs: Option<Sha256>,
}

impl Note {
    /// Writes the note where [`Note::find`] looks for it.
    ///
    /// # Errors
    ///
    /// When the directory cannot be written to.
    pub fn keep(&self, workspace: &Workspace) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("a note has no form in JSON")?;
        store::replace(&place(workspace, &self.image), (text + "\n").as_bytes())
    }

    /// The note of an image; `None` if it was not made here.
    ///
    /// # Errors
    ///
    /// When there is one that cannot be read.
    pub fn find(workspace: &Workspace, image: ImageId) -> Result<Option<Self>> {
        let path = place(workspace, &image.to_string());
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text)
                .map(Some)
                .with_context(|| format!("{} is no note of an image", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}

fn place(workspace: &Workspace, image: &str) -> PathBuf {
    let notes = workspace.scratch().join("notes");
    notes.join(format!("{image}.json"))
}
