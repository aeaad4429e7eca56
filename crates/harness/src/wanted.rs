//! Which stored answers are asked anew.

use badge_records::Sha256;

/// Which answers are wanted besides those that are stored and not fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Those that are fresh.
    pub fresh: bool,
    /// Those that are missing: a runtime's first ones take minutes, or the better
    /// part of an hour where a compiler runs for each module.
    pub missing: bool,
}

impl Wanted {
    /// Whether an answer with these inputs is wanted in place of a stored one.
    pub(crate) fn includes(self, stored: Option<Sha256>, inputs: Sha256) -> bool {
        stored.map_or(self.missing, |stored| self.fresh || stored != inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::{Sha256, Wanted};

    #[test]
    fn what_was_never_asked_is_asked_only_where_that_is_wanted() {
        let [inputs, others] = [[1; 32], [2; 32]].map(Sha256);
        let stale = Wanted { fresh: false, missing: false };
        let (fresh, missing) = (Wanted { fresh: true, ..stale }, Wanted { missing: true, ..stale });
        assert!(!stale.includes(None, inputs) && !fresh.includes(None, inputs));
        assert!(missing.includes(None, inputs));
        assert!(!stale.includes(Some(inputs), inputs) && !missing.includes(Some(inputs), inputs));
        assert!(stale.includes(Some(others), inputs) && fresh.includes(Some(inputs), inputs));
    }
}
