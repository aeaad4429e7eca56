//! Putting generated blocks into a page that people write.

use std::fmt;

/// A page without exactly one pair of markers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpliceError {
    name: String,
    begins: usize,
    ends: usize,
}

impl fmt::Display for SpliceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "needs one line `{}` and one line `{}` after it, has {} and {}",
            begin(&self.name),
            end(&self.name),
            self.begins,
            self.ends
        )
    }
}

impl std::error::Error for SpliceError {}

/// The line before a generated block.
fn begin(name: &str) -> String {
    format!("<!-- {name}:begin -->")
}

/// The line after a generated block.
fn end(name: &str) -> String {
    format!("<!-- {name}:end -->")
}

/// `readme` with everything between the two marker lines of that name replaced
/// by `block`.
pub fn splice(readme: &str, name: &str, block: &str) -> Result<String, SpliceError> {
    let (first, last) = (begin(name), end(name));
    let begins: Vec<_> = readme.match_indices(&first).collect();
    let ends: Vec<_> = readme.match_indices(&last).collect();
    let error = SpliceError { name: name.to_owned(), begins: begins.len(), ends: ends.len() };
    match (begins.as_slice(), ends.as_slice()) {
        ([(begin, _)], [(end, _)]) if begin < end => {
            let head = &readme[..begin + first.len()];
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
        let page = |block: &str| {
            format!("# A\n<!-- a:begin -->\n{block}\n<!-- a:end -->\nrest\n<!-- b:begin -->\nb\n")
        };
        let once = splice(&page("old"), "a", "| new |\n").expect("markers");
        assert_eq!(once, page("\n| new |\n"));
        assert_eq!(splice(&once, "a", "| new |\n"), Ok(once.clone()));
    }

    #[test]
    fn missing_or_swapped_markers_are_refused() {
        let (begin, end) = (begin("a"), end("a"));
        let twice = format!("{begin}{begin}{end}");
        for readme in ["", &begin, &format!("{end}\n{begin}"), &twice] {
            assert!(splice(readme, "a", "x").is_err(), "{readme}");
        }
    }
}
