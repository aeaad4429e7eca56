//! What a runner answers to the action `script`: a line for each module and each
//! call, between `hello` and `done`.

use serde::{Deserialize, Serialize};
use std::borrow::ToOwned;
use std::format;
use std::string::String;
use std::vec::Vec;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScriptLine {
    /// A module was loaded, or refused.
    Module {
        /// Which, from 0.
        index: usize,
        /// `compile` or `instantiate`, where it was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stage: Option<String>,
        /// The kind of error, where it was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// The engine's words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// A call of an export of the module before ended.
    Call {
        /// Which, from 0 for each module.
        index: usize,
        /// Its results, where it returned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        values: Option<Vec<String>>,
        /// The kind of trap or error, where it did not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// The engine's words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
}

/// Everything that may stand in the answer; lines that say nothing of modules are
/// looked at only for their order.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line {
    Hello { version: String },
    Module {},
    Call {},
    Fail { kind: String, text: String },
    Memory {},
    Done {},
}

/// Takes the answer to a script line by line, as far as it comes.
#[derive(Clone, Debug, Default)]
pub struct ScriptReader {
    /// Version of the engine, once the first line has been seen.
    pub version: Option<String>,
    /// What was told of modules and calls.
    pub lines: Vec<ScriptLine>,
    /// Why nothing was loaded at all: kind and words.
    pub refused: Option<(String, String)>,
    /// The last line has been seen.
    pub done: bool,
}

impl ScriptReader {
    /// Takes the next line, without its line feed.
    ///
    /// # Errors
    ///
    /// The first departure from the specification.
    pub fn line(&mut self, bytes: &[u8]) -> Result<(), String> {
        let line: Line =
            serde_json::from_slice(bytes).map_err(|error| format!("not a reply: {error}"))?;
        if self.done || self.version.is_some() == matches!(line, Line::Hello { .. }) {
            return Err("hello must be the first line, and done the last".to_owned());
        }
        match line {
            Line::Hello { version } => self.version = Some(version),
            Line::Module {} | Line::Call {} => {
                let line = serde_json::from_slice(bytes)
                    .map_err(|error| format!("not a reply: {error}"))?;
                self.lines.push(line);
            }
            Line::Fail { kind, text } => self.refused = Some((kind, text)),
            Line::Memory {} => (),
            Line::Done {} => self.done = true,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn what_came_before_a_crash_is_kept() {
        let mut reader = ScriptReader::default();
        let hello = br#"{"type":"hello","protocol":1,"runtime":"a","config":"b","version":"3"}"#;
        assert!(reader.line(br#"{"type":"module","index":0}"#).is_err());
        reader.line(hello).unwrap();
        reader.line(br#"{"type":"module","index":0}"#).unwrap();
        reader.line(br#"{"type":"call","index":0,"values":["i32:1"]}"#).unwrap();
        let call = ScriptLine::Call {
            index: 0,
            values: Some(vec!["i32:1".to_owned()]),
            kind: None,
            text: String::new(),
        };
        assert_eq!(reader.lines.last(), Some(&call));
        assert!(!reader.done);
        reader.line(br#"{"type":"memory"}"#).unwrap();
        reader
            .line(br#"{"type":"done","frames":0,"link":"00000000","nondeterministic":false}"#)
            .unwrap();
        assert!(reader.done && reader.line(hello).is_err());
    }
}
