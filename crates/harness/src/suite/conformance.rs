//! The conformance cases: what changed since it was recorded is asked, and a sample
//! of the rest. The answer must be the stored one, and each that is not an expected
//! one must have its reason in `runtime.toml`.

use super::extent::{Extent, Sample};
use super::steps::Tally;
use super::trials::{Ending, Trials, without};
use crate::conformance::{Modules, Respondent, questions};
use crate::halt::settle;
use crate::parallel::processors;
use crate::plan::{Cell, Plan, stand_in};
use crate::store;
use crate::workbench::Workbench;
use anyhow::Result;
use badge_catalogue::{Answer, Case};
use badge_records::Answers;
use libtest_mimic::Completion;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One config in so many is asked although nothing changed.
const ONE_IN: usize = 8;

/// Asks, and looks at the reasons.
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
    let count = plan.configs.len().div_ceil(ONE_IN);
    let sample = Sample::of(&plan.configs, bench.session.commit.as_deref(), extent, count);
    let (mut recorded, mut asked) = (0, 0);
    for &(runtime, config) in &plan.configs {
        let cell = Cell { runtime, config, workload: &stand_in };
        let mut cases = questions(bench, &modules, runtime, config)?;
        if cases.is_empty() {
            continue;
        }
        if runtimes.insert(&runtime.name) {
            let answers = Arc::clone(&answers);
            trials.add(format!("reasons of {}", runtime.name), move || {
                verdict(answers.unexplained(catalogue, runtime))
            });
        }
        let all = cases.len();
        if !sample.contains(&cell.config_name()) {
            cases.retain(|(case, inputs)| {
                let stored = answers.get(&runtime.name, &config.name, &case.name);
                stored.is_none_or(|stored| stored.inputs != *inputs)
            });
        }
        let cases: Vec<&'static Case> = cases.into_iter().map(|(case, _)| case).collect();
        let as_recorded = all - cases.len();
        let name = format!("conformance of {}: {as_recorded} as recorded", cell.config_name());
        recorded += as_recorded;
        if cases.is_empty() {
            trials.add(name, || Ok(Completion::Completed));
            continue;
        }
        let name = format!("{name}, {} asked", cases.len());
        match settle(bench.runner(&cell))? {
            Ok(runner) => {
                asked += cases.len();
                let (modules, answers) = (Arc::clone(&modules), Arc::clone(&answers));
                let respondent = Respondent { runtime, config, runner };
                trials.add(name, move || compare(&respondent, &modules, &answers, &cases));
            }
            Err(no) => trials.add(name, move || without(&no.verdict)),
        }
    }
    trials.run(filter, processors(), tally);
    println!("conformance: {recorded} cases as recorded, {asked} asked");
    Ok(())
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
        let expected = |answer: &Answer| case.expected.contains(answer);
        // A proposal is supported or not: how an engine fails at what it does not know may
        // depend on what memory happens to hold.
        let still_lacks =
            case.proposal().is_some() && !expected(&stored.answer) && !expected(&reply.answer);
        let admitted = reply.answer == stored.answer
            || still_lacks
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
