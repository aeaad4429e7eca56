//! `runtime.toml` as written: unknown keys refused, nothing judged yet.

use serde::Deserialize;

use super::{BuildKind, Cost, ModuleRoute, Observed, TargetBuild};
use crate::{Date, Outcome, Target};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuntimeFile {
    pub(super) runtime: RuntimeTable,
    pub(super) status: StatusTable,
    pub(super) build: Option<BuildTable>,
    #[serde(default)]
    pub(super) config: Vec<ConfigTable>,
    #[serde(default)]
    pub(super) known_failure: Vec<KnownFailureTable>,
    #[serde(default)]
    pub(super) deviation: Vec<DeviationTable>,
    #[serde(default)]
    pub(super) supports: Vec<SupportsTable>,
    #[serde(default)]
    pub(super) claim: Vec<ClaimTable>,
    #[serde(default)]
    pub(super) correction: Vec<CorrectionTable>,
    #[serde(default)]
    pub(super) contradiction: Vec<ContradictionTable>,
    pub(super) not_obtainable: Option<NotObtainableTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuntimeTable {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) family: String,
    pub(super) language: String,
    pub(super) licence: String,
    pub(super) reference: String,
    #[serde(default)]
    pub(super) documents: Vec<u16>,
    pub(super) execution: Option<String>,
    pub(super) compiler: Option<String>,
    #[serde(default)]
    pub(super) proposals: Vec<String>,
    pub(super) wasi: Option<String>,
    pub(super) metering: Option<String>,
    pub(super) platforms: Option<String>,
    pub(super) embedding: Option<String>,
    pub(super) used_by: Option<String>,
    pub(super) version: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusTable {
    pub(super) archived: StatedTable,
    pub(super) stale: StatedTable,
    pub(super) micro: StatedTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatedTable {
    pub(super) value: bool,
    pub(super) date: Date,
    pub(super) source: String,
    pub(super) since: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuildTable {
    pub(super) kind: BuildKind,
    pub(super) cost: Cost,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    pub(super) package: Option<String>,
    pub(super) bin: Option<String>,
    pub(super) command: Option<Vec<String>>,
    #[serde(default)]
    pub(super) always_tested: bool,
    pub(super) prepare_bin: Option<String>,
    pub(super) firmware: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigTable {
    pub(super) name: String,
    #[serde(default)]
    pub(super) default: bool,
    pub(super) about: String,
    pub(super) targets: Vec<Target>,
    pub(super) module: ModuleRoute,
    pub(super) frames_cap: Option<u32>,
    pub(super) fuel: Option<u64>,
    pub(super) interrupt_ms: Option<u64>,
    pub(super) deadline_s: Option<u64>,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    pub(super) speed_note: Option<String>,
    pub(super) host: Option<TargetBuild>,
    pub(super) pybadge: Option<TargetBuild>,
    pub(super) by_hand: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownFailureTable {
    pub(super) config: String,
    pub(super) workload: String,
    pub(super) target: Option<Target>,
    pub(super) outcome: Outcome,
    #[serde(default)]
    pub(super) sometimes: Vec<Outcome>,
    pub(super) reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationTable {
    pub(super) config: String,
    pub(super) probe: String,
    pub(super) observed: Observed,
    #[serde(default)]
    pub(super) sometimes: Vec<Observed>,
    pub(super) reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SupportsTable {
    pub(super) config: String,
    pub(super) proposals: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimTable {
    pub(super) text: String,
    pub(super) source: String,
    pub(super) date: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectionTable {
    pub(super) text: String,
    pub(super) evidence: String,
    pub(super) date: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContradictionTable {
    pub(super) about: String,
    pub(super) says: Vec<SayingTable>,
    pub(super) truth: String,
    pub(super) evidence: String,
    pub(super) date: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SayingTable {
    pub(super) document: u16,
    pub(super) text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotObtainableTable {
    pub(super) outcome: Option<Outcome>,
    pub(super) reason: String,
    pub(super) date: Date,
}
