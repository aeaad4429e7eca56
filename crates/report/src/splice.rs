//! Putting the head of the main table into a page that people write.

use std::fmt;

/// The line before the generated block.
pub const BEGIN: &str = "<!-- results:begin -->";
/// The line after the generated block.
pub const END: &str = "<!-- results:end -->";

/// A page without exactly one pair of markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpliceError {
    begins: usize,
    ends: usize,
}

impl fmt::Display for SpliceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "needs one line `{BEGIN}` and one line `{END}` after it, has {} and {}",
            self.begins, self.ends
        )
    }
}

impl std::error::Error for SpliceError {}

/// `readme` with everything between the two marker lines replaced by `block`.
pub fn splice(readme: &str, block: &str) -> Result<String, SpliceError> {
    let begins: Vec<_> = readme.match_indices(BEGIN).collect();
    let ends: Vec<_> = readme.match_indices(END).collect();
    let error = SpliceError { begins: begins.len(), ends: ends.len() };
    match (begins.as_slice(), ends.as_slice()) {
        ([(begin, _)], [(end, _)]) if begin < end => {
            let head = &readme[..begin + BEGIN.len()];
            Ok(format!("{head}\n\n{}\n\n{}", block.trim(), &readme[*end..]))
        }
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_the_markers_changes() {
        let readme = format!("# A\n{BEGIN}\nold\n{END}\nrest\n");
        let once = splice(&readme, "| new |\n").expect("markers");
        assert_eq!(once, format!("# A\n{BEGIN}\n\n| new |\n\n{END}\nrest\n"));
        assert_eq!(splice(&once, "| new |\n"), Ok(once.clone()));
    }

    #[test]
    fn missing_or_swapped_markers_are_refused() {
        for readme in ["", BEGIN, &format!("{END}\n{BEGIN}"), &format!("{BEGIN}{BEGIN}{END}")] {
            assert!(splice(readme, "x").is_err(), "{readme}");
        }
    }
}
