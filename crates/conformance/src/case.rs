//! A case: a module, what is asked of it, and the expected answers.

use std::collections::BTreeSet;

use badge_protocol::Phase;
use badge_runtime::ErrorKind;
use serde::Deserialize;

use crate::Answer;

/// All cases, in the order of `cases.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

/// One module, what is asked, and what must be answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Lower-case words joined by hyphens.
    pub name: String,
    pub title: String,
    module: Option<String>,
    bytes: Option<String>,
    cut: Option<usize>,
    /// The export to call and its arguments; empty means that two frames are run.
    #[serde(default)]
    pub call: Vec<String>,
    /// Answers of which any will do.
    pub expected: Vec<Answer>,
    #[serde(default)]
    pub scope: Scope,
    /// The proposal that the module takes beyond WebAssembly 1.0.
    pub needs: Option<String>,
    /// Whether a config may also refuse, for a size or a value that not every
    /// engine has room for.
    #[serde(default)]
    pub may_refuse: bool,
}

/// Which configs a case is for, and what another answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// All; another answer is a deviation.
    #[default]
    Every,
    /// Those with fuel or an interrupt; another answer is a deviation.
    Bounded,
    /// All; whoever answers as expected supports the proposal.
    Proposal,
}

/// Where the module of a case comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// The text format in a file of that name beside `cases.toml`, without so
    /// many bytes at the end of the module.
    Text {
        file: &'a str,
        cut: usize,
    },
    Bytes(&'a [u8]),
}

/// Cases of proposals have this prefix, which the names of the proposals lack.
const PROPOSAL: &str = "proposal-";

impl Suite {
    /// Checks what no single value shows; the key to blame, and why.
    pub fn check(&self) -> Result<(), (String, String)> {
        for (at, case) in self.cases.iter().enumerate() {
            let again = self.cases[..at].iter().any(|other| other.name == case.name);
            let twice = again.then(|| ("name", format!("`{}` occurs twice", case.name)));
            let fault = twice.map_or_else(|| self.check_case(case), Err);
            fault.map_err(|(key, reason)| (format!("case[{at}].{key}"), reason))?;
        }
        Ok(())
    }

    fn check_case(&self, case: &Case) -> Result<(), (&'static str, String)> {
        let is_name = |name: &str| {
            !name.is_empty()
                && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
                && !name.starts_with('-')
        };
        let proposal = case.scope == Scope::Proposal;
        let faults = [
            (!is_name(&case.name), "name", "must be lower-case words joined by hyphens"),
            (case.title.trim().is_empty(), "title", "must not be empty"),
            (case.expected.is_empty(), "expected", "must name at least one answer"),
            (
                proposal != case.name.starts_with(PROPOSAL),
                "name",
                "proposals, and they alone, are named `proposal-…`",
            ),
            (proposal && case.needs.is_some(), "needs", "contradicts the scope `proposal`"),
            (case.bytes.is_some() && case.cut.is_some(), "cut", "contradicts `bytes`"),
            (case.bytes.is_some() && case.module.is_some(), "module", "contradicts `bytes`"),
        ];
        if let Some((_, key, reason)) = faults.into_iter().find(|(wrong, ..)| *wrong) {
            return Err((key, reason.to_owned()));
        }
        match case.needs.as_deref().filter(|needed| !self.proposals().any(|p| p == *needed)) {
            Some(unknown) => Err(("needs", format!("no proposal `{unknown}` among the cases"))),
            None => Ok(()),
        }
    }

    pub fn get(&self, name: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.name == name)
    }

    /// The proposals that are asked about, in the order of the file.
    pub fn proposals(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().filter_map(Case::proposal)
    }
}

impl Case {
    /// The proposal that the case is about, if it is about one.
    pub fn proposal(&self) -> Option<&str> {
        match self.scope {
            Scope::Proposal => self.name.strip_prefix(PROPOSAL),
            Scope::Every | Scope::Bounded => None,
        }
    }

    pub fn source(&self) -> Source<'_> {
        match &self.bytes {
            Some(bytes) => Source::Bytes(bytes.as_bytes()),
            None => Source::Text {
                file: self.module.as_deref().unwrap_or(&self.name),
                cut: self.cut.unwrap_or(0),
            },
        }
    }

    /// The name of the file with the module's text, beside `cases.toml`.
    pub fn file(&self) -> Option<String> {
        match self.source() {
            Source::Text { file, .. } => Some(format!("{file}.wat")),
            Source::Bytes(_) => None,
        }
    }

    /// Whether a config is asked, which is `bounded` if it has fuel or an interrupt.
    pub fn applies_to(&self, bounded: bool) -> bool {
        self.scope != Scope::Bounded || bounded
    }

    /// Whether an answer is as it must be of a config that supports these
    /// proposals. A module that needs another one may be refused.
    pub fn admits(&self, answer: &Answer, supported: &BTreeSet<&str>) -> bool {
        let lacks = |needed: &String| !supported.contains(needed.as_str());
        self.expected.contains(answer)
            || ((self.may_refuse || self.needs.as_ref().is_some_and(lacks)) && is_refusal(answer))
    }
}

/// Whether a runner said in good order that it does not take the module or the
/// value, before anything was computed wrongly.
fn is_refusal(answer: &Answer) -> bool {
    use ErrorKind::{Invalid, OutOfMemory, Unsupported};
    match answer {
        // Only an engine that looks at a function when it is called refuses so late.
        Answer::Fail(stage, Invalid | Unsupported | OutOfMemory) => *stage != Phase::Start,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite() -> Suite {
        let suite: Suite = toml::from_str(include_str!("../cases/cases.toml")).expect("valid");
        suite.check().expect("consistent");
        suite
    }

    #[track_caller]
    fn check(case: &str, answer: &str, supported: &[&str], admitted: bool) {
        let suite = suite();
        let case = suite.get(case).expect("a case of that name");
        let answer = answer.parse().expect("an answer");
        let supported = supported.iter().copied().collect();
        assert_eq!(case.admits(&answer, &supported), admitted, "{case:?}");
    }

    #[test]
    fn a_module_may_be_refused_where_its_proposal_is_not_supported() {
        check("two-results", "results i32:1 i32:2", &[], true);
        check("two-results", "fail compile invalid", &[], true);
        check("two-results", "fail compile invalid", &["multi-value"], false);
        check("two-results", "fail compile invalid", &["bulk-memory"], true);
        check("two-results", "results i32:2", &[], false);
        check("two-results", "crash", &[], false);
    }

    #[test]
    fn a_size_may_be_refused_but_not_died_of() {
        check("huge-table", "fail instantiate out-of-memory", &[], true);
        check("huge-table", "out-of-memory", &[], false);
        check("huge-table", "crash", &[], false);
        check("1000-locals", "fail compile unsupported", &[], false);
    }

    #[test]
    fn mistakes_name_the_key() {
        let refused = |text: &str, key: &str| {
            let suite: Suite = toml::from_str(text).expect("of the right form");
            assert_eq!(suite.check().expect_err("a mistake").0, key, "{text}");
        };
        let case = "[[case]]\nname = \"a\"\ntitle = \"A\"\nexpected = [\"completes\"]\n";
        refused(&case.repeat(2), "case[1].name");
        refused(&case.replace("\"a\"", "\"A B\""), "case[0].name");
        refused(&case.replace("\"a\"", "\"proposal-a\""), "case[0].name");
        refused(&format!("{case}scope = \"proposal\""), "case[0].name");
        refused(&case.replace("\"completes\"", ""), "case[0].expected");
        refused(&format!("{case}needs = \"gc\""), "case[0].needs");
        refused(&format!("{case}bytes = \"\"\ncut = 1"), "case[0].cut");
    }
}
