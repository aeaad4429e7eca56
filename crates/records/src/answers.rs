//! What every config answered to the conformance cases: one JSON object per line
//! of `results/data/conformance/<runtime>.jsonl`.

use std::collections::{BTreeMap, BTreeSet};

use badge_catalogue::{
    Answer, Case, Catalogue, Config, Date, Deviation, FileError, ModuleRoute, RuntimeEntry, Target,
};
use serde::{Deserialize, Serialize};

use crate::Sha256;

/// The answer of one config to one case. The fields stand in the order of the
/// keys in the file; an unknown one is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    pub runtime: String,
    pub config: String,
    pub case: String,
    pub answer: Answer,
    /// The engine's words, where the answer is not an expected one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Version of the engine as linked; unknown where the runner said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Hash over everything the answer depends on.
    pub inputs: Sha256,
    pub date: Date,
}

impl Answered {
    /// Whether both say the same, date and words aside: words may name
    /// addresses and threads. Such a new record does not replace the old one.
    pub fn same_answer(&self, other: &Answered) -> bool {
        let dated = Answered { date: other.date, words: other.words.clone(), ..self.clone() };
        dated == *other
    }
}

/// An answer that is not an expected one, and why, where a reason is declared.
#[derive(Debug, Clone, Copy)]
pub struct Departure<'a> {
    pub config: &'a Config,
    pub case: &'a Case,
    pub answered: &'a Answered,
    pub reason: Option<&'a Deviation>,
}

/// All answers there are, by runtime, config and case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers(BTreeMap<(String, String, String), Answered>);

impl Answers {
    /// Reads a file and adds its records. `path_label` names it in errors.
    pub fn add(&mut self, path_label: &str, text: &str) -> Result<(), FileError> {
        for (line, content) in (1..).zip(text.lines()) {
            let answered: Answered = serde_json::from_str(content)
                .map_err(|error| FileError::new(path_label, line, "", error))?;
            if let Some(twice) = self.insert(answered) {
                let reason = format!("{}/{}: a second answer", twice.runtime, twice.config);
                return Err(FileError::new(path_label, line, "case", reason));
            }
        }
        Ok(())
    }

    /// Adds a record; what stood in its place.
    pub fn insert(&mut self, answered: Answered) -> Option<Answered> {
        let key = (answered.runtime.clone(), answered.config.clone(), answered.case.clone());
        self.0.insert(key, answered)
    }

    /// The records of one runtime, one per line, sorted.
    pub fn format(&self, runtime: &str) -> Result<String, FileError> {
        let mut text = String::new();
        for answered in self.0.values().filter(|answered| answered.runtime == runtime) {
            text += &serde_json::to_string(answered)
                .map_err(|error| FileError::new(runtime, None, "", error))?;
            text.push('\n');
        }
        Ok(text)
    }

    pub fn get(&self, runtime: &str, config: &str, case: &str) -> Option<&Answered> {
        self.0.get(&(runtime.to_owned(), config.to_owned(), case.to_owned()))
    }

    /// Drops the records of what is no longer declared or asked.
    pub fn retain_asked(&mut self, catalogue: &Catalogue) {
        self.0.retain(|_, answered| {
            let runtime = catalogue.runtime(&answered.runtime);
            let config = runtime.and_then(|runtime| runtime.config(&answered.config));
            config.is_some_and(|c| asked(catalogue, c).any(|case| case.name == answered.case))
        });
    }

    /// The runtimes of which there are records.
    pub fn runtimes(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(runtime, ..)| runtime.as_str()).collect()
    }

    /// The proposals whose cases a config answers as expected; `None` where it
    /// was asked about none.
    pub fn supported<'c>(
        &self,
        catalogue: &'c Catalogue,
        runtime: &str,
        config: &str,
    ) -> Option<BTreeSet<&'c str>> {
        let about = catalogue.suite.cases.iter().filter(|case| case.proposal().is_some());
        let known: Vec<(&Case, &Answered)> =
            about.filter_map(|case| Some((case, self.get(runtime, config, &case.name)?))).collect();
        let expected = known.iter().filter(|(case, known)| case.expected.contains(&known.answer));
        (!known.is_empty()).then(|| expected.filter_map(|(case, _)| case.proposal()).collect())
    }

    /// Answers of a runtime that are not expected, in the order of the cases.
    pub fn departures<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        runtime: &'a RuntimeEntry,
    ) -> Vec<Departure<'a>> {
        let mut found = Vec::new();
        let configs: Vec<_> = runtime
            .configs_default_first()
            .map(|config| (config, self.supported(catalogue, &runtime.name, &config.name)))
            .collect();
        for case in catalogue.suite.cases.iter().filter(|case| case.proposal().is_none()) {
            for (config, supported) in &configs {
                let known = self.get(&runtime.name, &config.name, &case.name);
                let supported = supported.clone().unwrap_or_default();
                if let Some(answered) = known.filter(|a| !case.admits(&a.answer, &supported)) {
                    let reason = runtime.deviation(&config.name, &case.name);
                    found.push(Departure { config, case, answered, reason });
                }
            }
        }
        found
    }

    /// Departures without a reason, and reasons without their departure. Of what
    /// no record speaks, nothing is said.
    pub fn unexplained(&self, catalogue: &Catalogue, runtime: &RuntimeEntry) -> Vec<String> {
        let departures = self.departures(catalogue, runtime);
        let departs = |config: &str, case: &str| {
            departures.iter().any(|d| d.config.name == config && d.case.name == case)
        };
        let bare = departures.iter().filter(|departure| departure.reason.is_none());
        let mut found: Vec<String> = bare
            .map(|Departure { config, case, answered, .. }| {
                let (runtime, answer) = (&runtime.name, &answered.answer);
                let words = answered.words.as_deref().unwrap_or_default();
                format!(
                    "{runtime}/{} answers {} with `{answer}` ({words}): give the reason as \
                     [[deviation]] in runtime.toml",
                    config.name, case.name
                )
            })
            .collect();
        // Where the engine is not repeatable, the stored answer may be the expected one.
        let steady = |d: &&Deviation| d.sometimes.is_empty() && !d.unsteady;
        for deviation in runtime.deviations.iter().filter(steady) {
            for case in &deviation.cases {
                for config in &runtime.configs {
                    let known = self.get(&runtime.name, &config.name, case).is_some();
                    if known && deviation.covers(&config.name, case) && !departs(&config.name, case)
                    {
                        found.push(format!(
                            "{}/{} answers {case} as expected: take it off [[deviation]] `{}`",
                            runtime.name, config.name, deviation.reason
                        ));
                    }
                }
            }
        }
        found
    }
}

/// The cases that a config is asked: none where the guests are linked in, which
/// are no modules, and none on the badge.
pub fn asked<'c>(catalogue: &'c Catalogue, config: &Config) -> impl Iterator<Item = &'c Case> {
    let on_host = config.targets.contains(&Target::Host) && config.module != ModuleRoute::Link;
    let bounded = config.fuel.is_some() || config.interrupt_ms.is_some();
    catalogue.suite.cases.iter().filter(move |case| on_host && case.applies_to(bounded))
}
