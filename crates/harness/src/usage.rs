//! Errors of the person at the keyboard: exit code 2 and the valid choices.

use std::fmt;

/// An argument that does not fit what there is.
#[derive(Debug)]
pub struct Usage(String);

impl Usage {
    /// An argument error in one sentence that names the valid choices.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// `what` does not exist; these do.
    pub fn unknown<'a>(
        what: &str,
        given: &str,
        choices: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let choices: Vec<&str> = choices.into_iter().collect();
        Self(format!("unknown {what} `{given}`; there are: {}", choices.join(", ")))
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}
