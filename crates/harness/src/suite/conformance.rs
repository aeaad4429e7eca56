//! The conformance cases on every config: the answer must be the stored one, and
//! each that is not an expected one must have its reason in `runtime.toml`.

use super::steps::Tally;
use super::trials::{Ending, Trials, processors, without};
use crate::conformance::{Modules, Respondent};
use crate::halt::settle;
use crate::plan::{Cell, Plan, stand_in};
use crate::store;
use crate::workbench::Workbench;
use anyhow::Result;
use badge_catalogue::{Case, Scope};
use badge_records::{Answers, asked};
use libtest_mimic::Completion;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Of the cases that a further config should answer like the default one, each
/// commit asks another one in so many.
const ONE_IN: u8 = 8;

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The default config everything, further ones what their mode can change
    /// and a part of the rest.
    Varying,
    /// Every config everything.
    Everything,
}

/// Asks every config, and looks at the reasons.
pub(super) fn run(
    bench: &mut Workbench<'static>,
    plan: &Plan<'static>,
    extent: Extent,
    filter: Option<&str>,
    tally: &mut Tally,
) -> Result<()> {
    let workspace = bench.workspace;
    let catalogue = &workspace.catalogue;
    let modules = Arc::new(Modules::assemble(workspace)?);
    let answers = Arc::new(store::answers(workspace)?);
    let stand_in = stand_in()?;
    let mut trials = Trials::default();
    let mut runtimes = BTreeSet::new();
    for &(runtime, config) in &plan.configs {
        let commit = bench.session.commit.as_deref().unwrap_or_default();
        let key = format!("{commit} {}/{}", runtime.name, config.name);
        let cases: Vec<&'static Case> = asked(catalogue, config)
            .filter(|case| {
                extent == Extent::Everything
                    || config.default
                    || case.varies
                    || case.scope == Scope::Bounded
                    || is_chosen(&key, &case.name)
            })
            .collect();
        if cases.is_empty() {
            continue;
        }
        if runtimes.insert(&runtime.name) {
            let answers = Arc::clone(&answers);
            trials.add(format!("reasons of {}", runtime.name), move || {
                verdict(answers.unexplained(catalogue, runtime))
            });
        }
        let cell = Cell { runtime, config, workload: &stand_in };
        let name = format!("conformance of {}", cell.config_name());
        match settle(bench.runner(&cell))? {
            Ok(runner) => {
                let (modules, answers) = (Arc::clone(&modules), Arc::clone(&answers));
                let respondent = Respondent { runtime, config, runner };
                trials.add(name, move || compare(&respondent, &modules, &answers, &cases));
            }
            Err(no) => trials.add(name, move || without(&no.verdict)),
        }
    }
    trials.run(filter, processors(), tally);
    Ok(())
}

fn is_chosen(key: &str, case: &str) -> bool {
    Sha256::digest(format!("{key} {case}"))[0].is_multiple_of(ONE_IN)
}

/// Asks and compares with what is stored.
fn compare(
    respondent: &Respondent<'_>,
    modules: &Modules<'_>,
    answers: &Answers,
    cases: &[&Case],
) -> Ending {
    let (runtime, config) = (respondent.runtime, respondent.config);
    let renew = format!("cargo xtask matrix --conformance -r {}/{}", runtime.name, config.name);
    let mut changed = Vec::new();
    let mut unknown = 0;
    for case in cases {
        let Some(stored) = answers.get(&runtime.name, &config.name, &case.name) else {
            unknown += 1;
            continue;
        };
        let reply = respondent
            .ask(modules, case, Some(&stored.answer))
            .map_err(|error| format!("{}: {error:#}", case.name))?;
        let reason = runtime.deviation(&config.name, &case.name);
        let admitted = reply.answer == stored.answer
            || reason.is_some_and(|reason| reason.admits(&reply.answer));
        if !admitted {
            let (answer, words) = (reply.answer, reply.words);
            changed.push(format!(
                "{}: `{answer}` ({words}), where `{}` is stored",
                case.name, stored.answer
            ));
        }
    }
    if unknown == cases.len() {
        return Ok(Completion::ignored_with(format!("no answer is stored; run `{renew} --force`")));
    }
    if unknown > 0 {
        changed.push(format!("{unknown} cases have no stored answer"));
    }
    if !changed.is_empty() {
        changed.push(format!("run `{renew} --force` and look at what it changes"));
    }
    verdict(changed)
}

fn verdict(faults: Vec<String>) -> Ending {
    if faults.is_empty() { Ok(Completion::Completed) } else { Err(faults.join("\n  ").into()) }
}
