//! The machine on which records of the host lane were made. Nothing in it may
//! identify a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use badge_catalogue::FileError;

/// One host: the content of `results/data/machines/<id>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Identifier, also the name of the file.
    pub id: String,
    /// Model of the processor, as it names itself.
    pub cpu: String,
    pub cores: u32,
    pub memory_bytes: u64,
    /// Operating system and version of its kernel.
    pub kernel: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub toolchains: BTreeMap<String, String>,
}

pub type Machines = BTreeMap<String, Machine>;

impl Machine {
    /// Reads the file of a machine; its name must be the identifier.
    pub fn parse(path_label: &str, text: &str) -> Result<Self, FileError> {
        let wrong = |key, reason: String| FileError::new(path_label, None, key, reason);
        let machine: Machine = serde_json::from_str(text).map_err(|e| wrong("", e.to_string()))?;
        let file = path_label.rsplit(['/', '\\']).next().unwrap_or(path_label);
        if file != format!("{}.json", machine.id) {
            return Err(wrong("id", format!("`{}` must be the name of the file", machine.id)));
        }
        Ok(machine)
    }

    pub fn format(&self) -> Result<String, FileError> {
        let file = format!("{}.json", self.id);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| FileError::new(&file, None, "", error))?;
        Ok(text + "\n")
    }
}
