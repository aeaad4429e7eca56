//! Records of the suite: which are stale, and asking these anew.

use super::{Prepared, ScriptAnswers, prepare, unable};
use crate::conformance::Respondent;
use crate::halt::settle;
use crate::inputs::hash_file;
use crate::parallel::{each, processors};
use crate::plan::{Cell, Plan, stand_in};
use crate::progress::Progress;
use crate::store;
use crate::wanted::Wanted;
use crate::workbench::Workbench;
use anyhow::Result;
use badge_catalogue::{Config, Date, RuntimeEntry, Target};
use badge_records::{Counts, FirstFailure, Sha256, SuiteRecord, SuiteRecords};
use badge_specification::Version;
use sha2::{Digest, Sha256 as Hasher};
use std::collections::BTreeMap;

/// The scripts of every version, and the hash of each version's modules and calls.
#[derive(Debug)]
pub struct Suites(Vec<(Version, Vec<Prepared>, Sha256)>);

impl Suites {
    /// Writes the modules of all versions.
    ///
    /// # Errors
    ///
    /// When a script cannot be read, or a file cannot be written.
    pub fn prepare(bench: &Workbench<'_>) -> Result<Self> {
        let mut suites = Vec::new();
        for version in Version::ALL {
            let prepared = prepare(bench.workspace, version, &[])?;
            let mut hasher = Hasher::new();
            for file in &prepared {
                hasher.update(&file.file.name);
                hasher.update(&file.file.text);
                for module in &file.modules {
                    hasher.update(hash_file(module)?.to_string());
                }
            }
            suites.push((version, prepared, Sha256(hasher.finalize().into())));
        }
        Ok(Self(suites))
    }

    /// Versions that a config is to be asked, with its scripts and the hash of
    /// everything that its answers depend on.
    ///
    /// # Errors
    ///
    /// When sources or the dependency graph cannot be read.
    pub fn questions<'s>(
        &'s self,
        bench: &mut Workbench<'_>,
        runtime: &RuntimeEntry,
        config: &Config,
    ) -> Result<Vec<(Version, &'s [Prepared], Sha256)>> {
        if !config.targets.contains(&Target::Host) || unable(config).is_some() {
            return Ok(Vec::new());
        }
        let stand_in = stand_in()?;
        let of_config = bench.inputs.of_config(&Cell { runtime, config, workload: &stand_in })?;
        let of = |(version, prepared, hash): &'s (Version, Vec<Prepared>, Sha256)| {
            let inputs = Hasher::digest(format!("{of_config}\n{hash}"));
            (*version, prepared.as_slice(), Sha256(inputs.into()))
        };
        Ok(self.0.iter().map(of).collect())
    }
}

/// Asks what is wanted and stores the answers; how many configs and versions were
/// asked.
///
/// # Errors
///
/// When a runner cannot be started, or the records cannot be read or replaced.
pub fn renew<'w>(bench: &mut Workbench<'w>, plan: &Plan<'w>, wanted: Wanted) -> Result<usize> {
    let workspace = bench.workspace;
    let suites = Suites::prepare(bench)?;
    let mut records: SuiteRecords = store::entries(workspace)?;
    let (mut count, mut never) = (0, 0);
    for &(runtime, config) in &plan.configs {
        let mut questions = suites.questions(bench, runtime, config)?;
        questions.retain(|(version, _, inputs)| {
            let stored = records.get(&runtime.name, &config.name, version.word());
            never += usize::from(!wanted.missing && stored.is_none());
            wanted.includes(stored.map(|record| record.inputs), *inputs)
        });
        if questions.is_empty() {
            continue;
        }
        let stand_in = stand_in()?;
        let cell = Cell { runtime, config, workload: &stand_in };
        let runner = match settle(bench.runner(&cell))? {
            Ok(runner) => runner,
            Err(no) => {
                eprintln!(
                    "{}: {} {}; it is not asked",
                    cell.config_name(),
                    no.verdict.outcome,
                    no.detail()
                );
                continue;
            }
        };
        let respondent = Respondent { runtime, config, runner };
        for (version, prepared, inputs) in questions {
            let title = format!("{} on {}", version.word(), cell.config_name());
            let answers = ask(&respondent, prepared, &title)?;
            let record =
                record(&respondent, version, prepared, &answers, inputs, bench.session.date);
            let same = |old: &SuiteRecord| SuiteRecord { date: old.date, ..record.clone() } == *old;
            if !records.get(&runtime.name, &config.name, version.word()).is_some_and(same) {
                records.insert(record);
            }
            count += 1;
        }
        records.retain_declared(&workspace.catalogue);
        store::put(workspace, &runtime.name, &records)?;
    }
    if never > 0 {
        eprintln!(
            "{never} suites of the specification were never asked of their configs: \
             `cargo xtask matrix --conformance` asks them, which takes minutes for each runtime"
        );
    }
    Ok(count)
}

/// Asks all scripts, several at a time.
///
/// # Errors
///
/// When the runner cannot be started.
pub fn ask(
    respondent: &Respondent<'_>,
    prepared: &[Prepared],
    title: &str,
) -> Result<BTreeMap<usize, ScriptAnswers>> {
    let progress = Progress::new(title, prepared.len());
    let mut answers = BTreeMap::new();
    each(
        prepared,
        processors(),
        |prepared| respondent.ask_script(prepared),
        |index, told| {
            progress.begin(&prepared[index].file.name);
            progress.finish_quietly();
            answers.insert(index, told);
            Ok(())
        },
    )?;
    progress.finish();
    Ok(answers)
}

/// The counts of a script, with what nobody is asked of it.
#[must_use]
pub fn counts(prepared: &Prepared, answers: &ScriptAnswers) -> Counts {
    let nobody = u32::try_from(prepared.script.skipped.len()).unwrap_or(u32::MAX);
    let counts = answers.counts();
    Counts { skipped: counts.skipped.saturating_add(nobody), ..counts }
}

/// What is recorded of the answers.
#[must_use]
pub fn record(
    respondent: &Respondent<'_>,
    version: Version,
    prepared: &[Prepared],
    answers: &BTreeMap<usize, ScriptAnswers>,
    inputs: Sha256,
    date: Date,
) -> SuiteRecord {
    let mut scripts = BTreeMap::new();
    let mut first = BTreeMap::new();
    let mut engine = None;
    for (index, answers) in answers {
        let file = &prepared[*index];
        scripts.insert(file.file.name.clone(), counts(file, answers));
        if let Some(failure) = answers.failures.first() {
            let line = u32::try_from(failure.line).unwrap_or(u32::MAX);
            let (expected, actual) = (failure.expected.clone(), failure.actual.clone());
            first.insert(file.file.name.clone(), FirstFailure { line, expected, actual });
        }
        if engine.is_none() {
            engine.clone_from(&answers.version);
        }
    }
    SuiteRecord {
        runtime: respondent.runtime.name.clone(),
        config: respondent.config.name.clone(),
        version: version.word().to_owned(),
        scripts,
        first,
        engine,
        inputs,
        date,
    }
}

/// In which scripts that were asked the counts are not the stored ones.
#[must_use]
pub fn differences(stored: &SuiteRecord, asked: &SuiteRecord) -> Vec<String> {
    let counts = |record: &SuiteRecord, script: &str| {
        record.scripts.get(script).map(|c| (c.passed, c.failed)).unwrap_or_default()
    };
    let changed =
        asked.scripts.keys().filter(|script| counts(stored, script) != counts(asked, script));
    changed
        .map(|script| {
            let (was, is) = (counts(stored, script), counts(asked, script));
            let first = asked.first.get(script).map_or_else(String::new, |first| {
                format!(
                    "; first at line {}: {} where {} was expected",
                    first.line, first.actual, first.expected
                )
            });
            format!(
                "{script}: {} passed and {} failed, where {} and {} are stored{first}",
                is.0, is.1, was.0, was.1
            )
        })
        .collect()
}
