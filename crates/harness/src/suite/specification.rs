//! The specification's test suite: of each config what is stored, asked again for a
//! sample and where a config's inputs changed. Counts that change fail.

use super::extent::{Extent, Sample};
use super::steps::Tally;
use super::trials::{Ending, Trials, without};
use crate::conformance::Respondent;
use crate::halt::settle;
use crate::parallel::processors;
use crate::plan::{Cell, Plan, stand_in};
use crate::specification::{Prepared, Suites, differences, record};
use crate::store;
use crate::workbench::Workbench;
use anyhow::Result;
use badge_records::{Sha256, SuiteRecord, SuiteRecords};
use badge_specification::Version;
use libtest_mimic::Completion;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One config in so many is asked although nothing changed.
const ONE_IN: usize = 8;

/// Of what is asked, one script in so many unless a runtime was named, others for each
/// config: every script is asked of some.
const SCRIPTS: usize = 4;

/// Asks, and compares with what is stored.
pub(super) fn run(
    bench: &mut Workbench<'static>,
    plan: &Plan<'static>,
    extent: Extent,
    filter: Option<&str>,
    tally: &mut Tally,
) -> Result<()> {
    let suites: &'static Suites = Box::leak(Box::new(Suites::prepare(bench)?));
    let records: Arc<SuiteRecords> = Arc::new(store::entries(bench.workspace)?);
    let stand_in = stand_in()?;
    let mut trials = Trials::default();
    let count = plan.configs.len().div_ceil(ONE_IN);
    let sample = Sample::of(&plan.configs, bench.session.commit.as_deref(), extent, count);
    for (place, &(runtime, config)) in plan.configs.iter().enumerate() {
        let cell = Cell { runtime, config, workload: &stand_in };
        let name = cell.config_name();
        let questions = suites.questions(bench, runtime, config)?;
        let asked: Vec<(Version, &'static [Prepared], Sha256)> = questions
            .into_iter()
            .filter(|(version, _, inputs)| {
                let stored = records.get(&runtime.name, &config.name, version.word());
                let changed = stored.is_some_and(|stored| stored.inputs != *inputs);
                changed || stored.is_some() && sample.contains(&name)
            })
            .collect();
        if asked.is_empty() {
            continue;
        }
        let runner = match settle(bench.runner(&cell))? {
            Ok(runner) => runner,
            Err(no) => {
                trials.add(format!("suite of {name}"), move || without(&no.verdict));
                continue;
            }
        };
        for (version, prepared, inputs) in asked {
            let respondent = Respondent { runtime, config, runner: runner.clone() };
            let records = Arc::clone(&records);
            let whole = extent == Extent::Everything;
            let date = bench.session.date;
            let trial = format!("version {} of the specification on {name}", version.word());
            trials.add(trial, move || {
                let mut answers = BTreeMap::new();
                for (index, script) in prepared.iter().enumerate() {
                    if whole || index % SCRIPTS == place % SCRIPTS {
                        let told =
                            respondent.ask_script(script).map_err(|error| format!("{error:#}"))?;
                        answers.insert(index, told);
                    }
                }
                let actual = record(&respondent, version, prepared, &answers, inputs, date);
                compare(&records, &actual)
            });
        }
    }
    trials.run(filter, processors(), tally);
    Ok(())
}

fn compare(records: &SuiteRecords, actual: &SuiteRecord) -> Ending {
    let SuiteRecord { runtime, config, version, .. } = actual;
    let Some(stored) = records.get(runtime, config, version) else {
        return Ok(Completion::ignored_with("nothing is stored"));
    };
    let mut changed = differences(stored, actual);
    if changed.is_empty() {
        return Ok(Completion::Completed);
    }
    changed.push(format!(
        "run `cargo xtask matrix --conformance -r {runtime}/{config}` and look at what it changes"
    ));
    Err(changed.join("\n  ").into())
}
