//! Cells whose sources changed and whose image did not: the emulated badge would do
//! the same again, so that what is recorded stays.

use super::lane::Job;
use crate::workbench::Workbench;
use anyhow::Result;
use badge_records::{Lane, Lanes, Record, Sha256};

/// Jobs that are to be emulated, and the records of those that need not be.
#[derive(Debug)]
pub struct Split<'c> {
    /// Jobs with another image than the recorded one.
    pub changed: Vec<Job<'c>>,
    /// Jobs with the same image.
    pub unchanged: Vec<Job<'c>>,
    /// Their records with the hash of today's inputs.
    pub records: Vec<Record>,
}

/// Tells jobs apart whose image was emulated before, by the same emulator. Ratios are
/// over native code, so that a job stays only where native code's does.
///
/// # Errors
///
/// When the emulator's sources cannot be read.
pub fn split<'c>(
    bench: &mut Workbench<'_>,
    jobs: Vec<Job<'c>>,
    stored: &Lanes,
) -> Result<Split<'c>> {
    let emulator = bench.inputs.of_emulator()?;
    let (native, baseline) = bench.baseline()?;
    let is_native = |job: &Job<'_>| {
        job.cell.runtime.name == native.name && job.cell.config.name == baseline.name
    };
    let moved: Vec<String> = jobs
        .iter()
        .filter(|job| is_native(job) && record_of(job, stored, emulator).is_none())
        .map(|job| job.cell.workload.name.clone())
        .collect();
    let mut split = Split { changed: Vec::new(), unchanged: Vec::new(), records: Vec::new() };
    for job in jobs {
        match record_of(&job, stored, emulator) {
            Some(record) if !moved.contains(&job.cell.workload.name) => {
                split.records.push(Record { inputs: job.inputs, ..record.clone() });
                split.unchanged.push(job);
            }
            _ => split.changed.push(job),
        }
    }
    Ok(split)
}

/// What is recorded of the image of a job on this emulator.
fn record_of<'r>(job: &Job<'_>, stored: &'r Lanes, emulator: Sha256) -> Option<&'r Record> {
    let cell = &job.cell;
    let (runtime, config) = (&cell.runtime.name, &cell.config.name);
    let record = stored.get(Lane::Emulated, runtime, config, &cell.workload.name)?;
    let is_same = record.image == Some(job.made.image.sha256) && record.emulator == Some(emulator);
    is_same.then_some(record)
}
