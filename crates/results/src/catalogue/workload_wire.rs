//! `workload.toml` as written: unknown keys refused, nothing judged yet.

use serde::Deserialize;

use crate::TrapKind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkloadFile {
    pub(super) workload: WorkloadTable,
    pub(super) expect: Option<ExpectTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkloadTable {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) stresses: String,
    pub(super) frames: u32,
    #[serde(default = "one")]
    pub(super) calls_per_frame: u32,
    #[serde(default = "default_seed")]
    pub(super) seed: u32,
    pub(super) timed: bool,
    #[serde(default)]
    pub(super) screens: Vec<u32>,
    #[serde(default)]
    pub(super) trace: Vec<(u32, u32)>,
    pub(super) max_operators: Option<u64>,
    #[serde(default = "default_stack")]
    pub(super) stack_bytes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectTable {
    pub(super) traps: Vec<TrapKind>,
    pub(super) frame: i64,
    #[serde(default)]
    pub(super) not_applicable: Vec<String>,
}

fn one() -> u32 {
    1
}

/// The default seed of `random()`, as the ABI fixes it.
fn default_seed() -> u32 {
    0x9E37_79B9
}

/// Shadow stack of a guest in linear memory, in bytes.
fn default_stack() -> u32 {
    4096
}
