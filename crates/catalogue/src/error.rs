//! What is wrong with a file of the catalogue, and where in it.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

/// A file that cannot be accepted: which file, line and key, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    pub file: String,
    /// The line, from 1; absent where the mistake is in no single file.
    pub line: Option<usize>,
    /// The key, in dotted form; empty when the file is not even TOML or JSON of the right form.
    pub key: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": `{}`", self.key)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for FileError {}

impl FileError {
    /// A mistake at a key of a line, if any is to blame.
    pub fn new(
        file: &str,
        line: impl Into<Option<usize>>,
        key: &str,
        reason: impl ToString,
    ) -> Self {
        let (file, key) = (file.to_owned(), key.to_owned());
        FileError { file, line: line.into(), key, reason: reason.to_string() }
    }
}

/// A mistake at a key, before the file is known.
#[derive(Debug)]
pub(crate) struct Fault {
    key: String,
    reason: String,
}

impl Fault {
    pub(crate) fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Fault { key: key.into(), reason: reason.into() }
    }

    /// The same mistake, seen from the file.
    pub(crate) fn in_file(self, file: &str, text: &str) -> FileError {
        let Fault { key, reason } = self;
        // A key that is missing is reported at the table that lacks it.
        let enclosing = |path: &str| {
            key.strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let place = keys(text).into_iter().rfind(|(path, _)| enclosing(path));
        let line = place.map(|(_, span)| line_at(text, span.start));
        FileError { file: file.to_owned(), line, key, reason }
    }

    /// The same mistake in a file whose text is not at hand.
    pub(crate) fn of_file(self, file: &str) -> FileError {
        FileError { file: file.to_owned(), line: None, key: self.key, reason: self.reason }
    }
}

/// A fault unless the condition holds.
pub(crate) fn ensure(
    holds: bool,
    key: impl Into<String>,
    reason: impl Into<String>,
) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(key, reason)) }
}

/// Checks every table of an array; keys in faults are completed to `array[i].key`.
pub(crate) fn check_each<T>(
    array: &str,
    tables: &[T],
    check: impl Fn(usize, &T) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for (i, table) in tables.iter().enumerate() {
        check(i, table)
            .map_err(|fault| Fault { key: format!("{array}[{i}].{}", fault.key), ..fault })?;
    }
    Ok(())
}

/// Reads a file and checks what its types alone do not.
pub(crate) fn parse<T: DeserializeOwned>(
    file: &str,
    text: &str,
    check: impl FnOnce(&mut T) -> Result<(), Fault>,
) -> Result<T, FileError> {
    let mut content: T = toml::from_str(text).map_err(|error| {
        let span = error.span();
        let within = |range: &Range<usize>| {
            span.as_ref().is_some_and(|span| range.start <= span.start && span.end <= range.end)
        };
        let innermost = keys(text).into_iter().rfind(|(_, range)| within(range));
        FileError {
            file: file.to_owned(),
            line: span.as_ref().map(|span| line_at(text, span.start)),
            key: innermost.map(|(key, _)| key).unwrap_or_default(),
            reason: error.message().to_owned(),
        }
    })?;
    check(&mut content).map_err(|fault| fault.in_file(file, text))?;
    Ok(content)
}

/// Every key in dotted form with the bytes it and its value stand at, outer
/// keys first; none of a text that is not TOML.
fn keys(text: &str) -> Vec<(String, Range<usize>)> {
    fn table(path: &str, table: &DeTable<'_>, keys: &mut Vec<(String, Range<usize>)>) {
        for (key, content) in table {
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}{}", key.get_ref());
            keys.push((path.clone(), key.span().start..content.span().end.max(key.span().end)));
            value(&path, content.get_ref(), keys);
        }
    }
    fn value(path: &str, content: &DeValue<'_>, keys: &mut Vec<(String, Range<usize>)>) {
        match content {
            DeValue::Table(content) => table(path, content, keys),
            DeValue::Array(array) => {
                for (i, element) in array.iter().enumerate() {
                    let path = format!("{path}[{i}]");
                    keys.push((path.clone(), element.span()));
                    value(&path, element.get_ref(), keys);
                }
            }
            _ => (),
        }
    }
    let mut found = Vec::new();
    if let Ok(document) = DeTable::parse(text) {
        table("", document.get_ref(), &mut found);
    }
    found
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
