//! JSON Lines: reading and writing a file of records.

use std::collections::BTreeSet;
use std::fmt;

use crate::Record;

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

impl RecordError {
    pub(crate) fn new(file: &str, line: usize, key: &str, reason: impl ToString) -> Self {
        let (file, key) = (file.to_owned(), key.to_owned());
        RecordError { file, line, key, reason: reason.to_string() }
    }
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

/// What a record is about, for messages.
pub(crate) fn cell_name(record: &Record) -> String {
    format!("{}/{} on {}", record.runtime, record.config, record.workload)
}

/// Reads a file of records. `path_label` names it in errors.
///
/// # Errors
///
/// The first mistake, with file, line and key.
pub fn parse_lines(path_label: &str, text: &str) -> Result<Vec<Record>, RecordError> {
    let mut records = Vec::new();
    let mut cells = BTreeSet::new();
    for (line, content) in (1..).zip(text.lines()) {
        let record: Record = serde_json::from_str(content)
            .map_err(|error| RecordError::new(path_label, line, "", error))?;
        record.check().map_err(|(key, reason)| RecordError::new(path_label, line, key, reason))?;
        let cell = (record.runtime.clone(), record.config.clone(), record.workload.clone());
        if !cells.insert(cell) {
            let reason = format!("a second record of {}", cell_name(&record));
            return Err(RecordError::new(path_label, line, "workload", reason));
        }
        records.push(record);
    }
    Ok(records)
}

/// Writes records, sorted by runtime, config and workload, one per line; what
/// [`parse_lines`] reads back is written to the same bytes.
///
/// # Errors
///
/// A record that [`Record::check`] refuses.
pub fn format_lines(records: &[Record]) -> Result<String, RecordError> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|r| (&r.runtime, &r.config, &r.workload));
    let mut text = String::new();
    for record in sorted {
        let name = cell_name(record);
        record.check().map_err(|(key, reason)| RecordError::new(&name, 0, key, reason))?;
        text += &serde_json::to_string(record)
            .map_err(|error| RecordError::new(&name, 0, "", error))?;
        text.push('\n');
    }
    Ok(text)
}
