//! `cargo xtask conformance`: the specification's test suite on some runtimes, for
//! people; nothing is stored.

use super::exit;
use crate::cli::Conformance;
use anyhow::Result;
use badge_harness::conformance::Respondent;
use badge_harness::halt::settle;
use badge_harness::plan::{Cell, Filter, Plan, stand_in};
use badge_harness::println;
use badge_harness::progress::announced;
use badge_harness::setup::{self, Install};
use badge_harness::specification::{Prepared, ScriptAnswers, ask, counts, prepare, unable};
use badge_harness::table::Table;
use badge_harness::usage::Usage;
use badge_harness::workbench::Workbench;
use badge_harness::workspace::Workspace;
use badge_records::Counts;
use badge_specification::Version;
use std::collections::BTreeMap;
use std::process::ExitCode;

pub(super) fn run(arguments: &Conformance) -> Result<ExitCode> {
    let version = Version::from_word(&arguments.version).ok_or_else(|| {
        Usage::unknown("version", &arguments.version, Version::ALL.map(Version::word))
    })?;
    let workspace = Workspace::open()?;
    let filter = Filter { runtime: arguments.runtime.clone(), ..Filter::default() };
    let plan = Plan::new(&workspace.catalogue, &filter)?;
    let prepared =
        announced("reading the scripts", || prepare(&workspace, version, &arguments.file))?;
    setup::rust(&workspace)?;
    let mut bench = Workbench::new(&workspace, Install::from(arguments.no_install))?;
    let stand_in = stand_in()?;
    let mut good = true;
    for &(runtime, config) in &plan.configs {
        let named = !arguments.runtime.is_empty();
        if !named && !config.default {
            continue;
        }
        let cell = Cell { runtime, config, workload: &stand_in };
        let name = cell.config_name();
        if let Some(reason) = unable(config) {
            println!("{name}: not applicable: {reason}");
            continue;
        }
        let runner = match settle(announced(&format!("building {name}"), || bench.runner(&cell)))? {
            Ok(runner) => runner,
            Err(no) => {
                println!("{name}: {} {}", no.verdict.outcome, no.detail());
                good = false;
                continue;
            }
        };
        let respondent = Respondent { runtime, config, runner };
        let answers = ask(&respondent, &prepared, &format!("scripts on {name}"))?;
        good &= answers.values().all(|answers| answers.failures.is_empty());
        summary(&name, version, &prepared, &answers, arguments.verbose);
    }
    Ok(exit(good))
}

fn summary(
    name: &str,
    version: Version,
    prepared: &[Prepared],
    answers: &BTreeMap<usize, ScriptAnswers>,
    verbose: bool,
) {
    let mut table = Table::new("script|>passed|>failed|>not asked|first failure");
    let mut all = Vec::new();
    for (index, answers) in answers {
        let file = &prepared[*index];
        let counts = counts(file, answers);
        all.push(counts);
        let Counts { passed, failed, skipped } = counts;
        let first = answers.failures.first().map_or_else(String::new, |first| {
            format!("line {}: {} where {} was expected", first.line, first.actual, first.expected)
        });
        if failed > 0 || verbose {
            let [passed, failed, skipped] = [passed, failed, skipped].map(|n| n.to_string());
            table.row([file.file.name.clone(), passed, failed, skipped, first]);
        }
        if verbose {
            for failure in &answers.failures {
                let (line, expected, actual) = (failure.line, &failure.expected, &failure.actual);
                println!("{}:{line}: {actual}, where {expected} was expected", file.file.name);
            }
            for skipped in file.script.skipped.iter().chain(&answers.skipped) {
                println!("{}:{}: not asked: {}", file.file.name, skipped.line, skipped.reason);
            }
        }
    }
    let sum = Counts::sum(all);
    let Counts { passed, failed, skipped } = sum;
    let share = 100.0 * sum.share().unwrap_or_default();
    println!(
        "\n{name}, version {} of the specification: {passed} passed, {failed} failed, {skipped} not asked; {share:.2} %",
        version.word()
    );
    if failed > 0 || verbose {
        println!("{table}");
    }
}
