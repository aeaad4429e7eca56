//! What is wrong with a file of the catalogue.

use std::fmt;

/// A file of the catalogue that cannot be accepted: which file, which key, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueError {
    /// The file, as the caller named it.
    pub file: String,
    /// The key, in dotted form; empty when the file is not even TOML.
    pub key: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl CatalogueError {
    pub(super) fn new(
        file: impl Into<String>,
        key: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        CatalogueError { file: file.into(), key: key.into(), reason: reason.into() }
    }
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}: `{}`: {}", self.file, self.key, self.reason)
        }
    }
}

impl std::error::Error for CatalogueError {}

/// Turns reasons into errors of one file.
#[derive(Clone, Copy)]
pub(super) struct Blame<'a>(pub(super) &'a str);

impl Blame<'_> {
    /// An error of this file at `key`.
    pub(super) fn at(self, key: impl Into<String>, reason: impl Into<String>) -> CatalogueError {
        CatalogueError::new(self.0, key, reason)
    }

    /// Parses the text, or says where in it the mistake is.
    pub(super) fn toml<T: serde::de::DeserializeOwned>(
        self,
        text: &str,
    ) -> Result<T, CatalogueError> {
        toml::from_str(text).map_err(|e| self.at("", e.to_string().trim_end()))
    }

    /// `text` without surrounding white space, refused when nothing is left.
    pub(super) fn text(
        self,
        key: impl Into<String>,
        text: String,
    ) -> Result<String, CatalogueError> {
        match text.trim() {
            "" => Err(self.at(key, "must not be empty")),
            trimmed => Ok(trimmed.to_owned()),
        }
    }
}
