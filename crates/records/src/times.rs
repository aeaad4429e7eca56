//! How long the commands took that a newcomer types: the content of
//! `results/data/times.json`. A command writes its own time where it is asked to.

use std::collections::BTreeMap;

use badge_catalogue::{Date, FileError};
use serde::{Deserialize, Serialize};

/// The file, as messages name it.
const FILE: &str = "results/data/times.json";

/// Durations by what was done, in the words of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Times(pub BTreeMap<String, Took>);

/// What a command took, and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Took {
    pub seconds: u64,
    /// Configs of the host lane that it covered.
    pub host_configs: usize,
    /// Configs on the emulated badge that it covered.
    pub badge_configs: usize,
    pub date: Date,
    /// Identifier of the machine.
    pub machine: String,
}

impl Times {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        serde_json::from_str(text).map_err(|error| FileError::new(FILE, None, "", error))
    }

    /// The text of the file.
    pub fn format(&self) -> Result<String, FileError> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| FileError::new(FILE, None, "", error))?;
        Ok(text + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let took = Took {
            seconds: 61,
            host_configs: 2,
            badge_configs: 1,
            date: "2026-01-02".parse().unwrap(),
            machine: "0123".to_owned(),
        };
        let times = Times([("matrix".to_owned(), took)].into());
        assert_eq!(Times::parse(&times.format().unwrap()), Ok(times));
        assert!(Times::parse("{\"matrix\": {}}").is_err());
    }
}
