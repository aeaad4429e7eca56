//! How far a config goes: bisection of what a module may have, what compiling takes, and
//! what is answered where the standard leaves the answer free. All of it is asked
//! through the runners, one process for each attempt.

mod attempts;
mod modules;

use crate::conformance::Respondent;
use crate::halt::settle;
use crate::parallel::{each, processors};
use crate::plan::{Cell, Plan, stand_in};
use crate::progress::Progress;
use crate::specification::unable;
use crate::store;
use crate::wanted::Wanted;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use attempts::{Attempts, Free};
use badge_catalogue::Target;
use badge_records::{Compiled, Limit, LimitsRecord, LimitsRecords, Sha256};
use sha2::{Digest, Sha256 as Hasher};
use std::path::PathBuf;

/// Functions of the modules that are compiled, for 1 KB, 10 KB, 100 KB and 1 MB.
const COMPILED: [u32; 4] = [25, 250, 2500, 25_000];

/// Compilations of each, of which the fastest counts.
const COMPILATIONS: usize = 3;

/// What of this file's meaning the answers depend on: counted up where a question or
/// a bound changes whose bytes are not hashed.
const EDITION: &str = "limits 1";

/// Asks what is wanted, of the default config of each runtime where `default`, and
/// stores the answers; how many configs were asked.
///
/// # Errors
///
/// When a runner cannot be started, or the records cannot be read or replaced.
pub fn renew<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    default: bool,
    wanted: Wanted,
) -> Result<usize> {
    let workspace = bench.workspace;
    let mut records: LimitsRecords = store::entries(workspace)?;
    let free = Free::assemble(workspace)?;
    let mut count = 0;
    for &(runtime, config) in &plan.configs {
        let is_able = config.targets.contains(&Target::Host) && unable(config).is_none();
        if !is_able || default && !config.default {
            continue;
        }
        let stand_in = stand_in()?;
        let cell = Cell { runtime, config, workload: &stand_in };
        let inputs = questions(&bench.inputs.of_config(&cell)?, &free);
        let key = (runtime.name.clone(), config.name.clone());
        if !wanted.includes(records.at(&key).map(|record| record.inputs), inputs) {
            continue;
        }
        let runner = match settle(bench.runner(&cell))? {
            Ok(runner) => runner,
            Err(no) => {
                let (name, outcome) = (cell.config_name(), no.verdict.outcome);
                eprintln!("{name}: {outcome} {}; it is not asked", no.detail());
                continue;
            }
        };
        let respondent = Respondent { runtime, config, runner };
        let record = ask(&respondent, &free, scratch(workspace, &cell), |engine| LimitsRecord {
            runtime: key.0.clone(),
            config: key.1.clone(),
            limits: Default::default(),
            compiled: Vec::new(),
            free: Default::default(),
            unstable: Vec::new(),
            engine,
            machine: bench.session.machine.clone(),
            inputs,
            date: bench.session.date,
        })?;
        records.insert(record);
        records.retain_declared(&workspace.catalogue);
        store::put(workspace, &runtime.name, &records)?;
        count += 1;
    }
    Ok(count)
}

fn scratch(workspace: &Workspace, cell: &Cell<'_>) -> PathBuf {
    let name = format!("{}-{}", cell.runtime.name, cell.config.name);
    workspace.scratch().join("limits").join(name)
}

/// What the answers depend on.
fn questions(of_config: &Sha256, free: &Free) -> Sha256 {
    let mut hasher = Hasher::new();
    hasher.update(format!("{EDITION}\n{of_config}\n{}\n", free.text()));
    for limit in Limit::ALL {
        hasher.update(format!("{limit} {} ", limit.most()));
        hasher.update(modules::reaching(limit, 100).0);
    }
    for functions in COMPILED {
        hasher.update(functions.to_string());
    }
    hasher.update(modules::to_compile(COMPILED[0]));
    Sha256(hasher.finalize().into())
}

fn ask(
    respondent: &Respondent<'_>,
    free: &Free,
    directory: PathBuf,
    record: impl FnOnce(Option<String>) -> LimitsRecord,
) -> Result<LimitsRecord> {
    let name = format!("{}/{}", respondent.runtime.name, respondent.config.name);
    let progress = Progress::new(&format!("limits of {name}"), Limit::ALL.len() + COMPILED.len());
    let attempts = Attempts { respondent, directory };
    let (answers, unstable, engine) = free.ask(respondent)?;
    let mut record = LimitsRecord { free: answers, unstable, ..record(engine) };
    each(
        &Limit::ALL,
        processors(),
        |limit| attempts.reach(*limit),
        |index, reach| {
            progress.begin(Limit::ALL[index].word());
            record.limits.insert(Limit::ALL[index], reach);
            progress.finish_quietly();
            Ok(())
        },
    )?;
    for functions in COMPILED {
        progress.begin(&format!("{functions} functions"));
        let bytes = modules::to_compile(functions);
        let mut fastest = None;
        for _ in 0..COMPILATIONS {
            let Some(ns) = attempts.compile(&bytes)? else {
                break;
            };
            fastest = Some(fastest.map_or(ns, |least: u64| least.min(ns)));
        }
        progress.finish_quietly();
        // Larger ones would only take longer to fail.
        let Some(ns) = fastest else {
            break;
        };
        let size = u64::try_from(bytes.len()).context("a module of more than 2^64 bytes")?;
        record.compiled.push(Compiled { bytes: size, ns });
    }
    progress.finish();
    Ok(record)
}
