//! Records that stand alone in their place: a directory below `results/data`, files of
//! one JSON object per line, sorted.

use std::collections::BTreeMap;
use std::fmt;

use badge_catalogue::{Catalogue, FileError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A record of a kind of its own.
pub trait Entry: Clone + PartialEq + Serialize + DeserializeOwned {
    /// Directory below `results/data`.
    const DIRECTORY: &'static str;
    /// What distinguishes it from others; the order within a file.
    type Key: Ord + Clone + fmt::Debug;

    fn key(&self) -> Self::Key;

    /// Name of its file, without the extension.
    fn file(&self) -> &str;

    /// Name of its runtime and config.
    fn config(&self) -> (&str, &str);

    /// A key that does not fit the others, and why.
    fn check(&self) -> Result<(), (&'static str, String)> {
        Ok(())
    }
}

/// All records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries<E: Entry>(BTreeMap<E::Key, E>);

impl<E: Entry> Default for Entries<E> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<E: Entry> Entries<E> {
    /// Reads a file and adds its records. `path_label` names it in errors.
    pub fn add(&mut self, path_label: &str, text: &str) -> Result<(), FileError> {
        for (line, content) in (1..).zip(text.lines()) {
            let entry: E = serde_json::from_str(content)
                .map_err(|error| FileError::new(path_label, line, "", error))?;
            entry.check().map_err(|(key, reason)| FileError::new(path_label, line, key, reason))?;
            if let Some(twice) = self.insert(entry) {
                let reason = format!("a second record of {:?}", twice.key());
                return Err(FileError::new(path_label, line, "", reason));
            }
        }
        Ok(())
    }

    /// Adds a record; what stood in its place.
    pub fn insert(&mut self, entry: E) -> Option<E> {
        self.0.insert(entry.key(), entry)
    }

    pub fn at(&self, key: &E::Key) -> Option<&E> {
        self.0.get(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = &E> {
        self.0.values()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops what is not wanted.
    pub fn retain(&mut self, mut keep: impl FnMut(&E) -> bool) {
        self.0.retain(|_, entry| keep(entry));
    }

    /// Drops the records of configs that are no longer declared.
    pub fn retain_declared(&mut self, catalogue: &Catalogue) {
        self.retain(|entry| {
            let (runtime, config) = entry.config();
            catalogue.runtime(runtime).is_some_and(|runtime| runtime.config(config).is_some())
        });
    }

    /// The records of a file, one per line, sorted.
    pub fn format(&self, file: &str) -> Result<String, FileError> {
        let mut text = String::new();
        for entry in self.iter().filter(|entry| entry.file() == file) {
            text += &serde_json::to_string(entry)
                .map_err(|error| FileError::new(file, None, "", error))?;
            text.push('\n');
        }
        Ok(text)
    }
}
