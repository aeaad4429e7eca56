//! What is wrong with a file of records.

use std::fmt;

/// A file of records that cannot be accepted: which file, which line, which
/// key, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordError {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1; 0 where none is to blame.
    pub line: usize,
    /// The key; empty where the line is not even JSON of the right form.
    pub key: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, ": `{}`", self.key)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for RecordError {}
