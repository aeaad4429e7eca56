//! What is said of a build that fails.

/// Why there is no runner: one line for a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildFailure(pub String);

impl BuildFailure {
    /// The line of a client's complaints to look at: the first that calls
    /// itself an error, otherwise the last.
    #[must_use]
    pub fn from_words(words: &str) -> Self {
        let is_error = |line: &&str| {
            let line = line.trim_start_matches('[').to_ascii_lowercase();
            line.starts_with("error") || line.starts_with("npm error")
        };
        let line = words
            .lines()
            .find(is_error)
            .or_else(|| words.lines().rfind(|line| !line.trim().is_empty()))
            .unwrap_or("the build gives no reason");
        Self(line.trim().to_owned())
    }
}
