//! Raw integers, per phase and unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Names of the phases in a record; those without a comment have one value per repetition.
pub mod phase {
    use badge_protocol::Phase;

    /// Translation on the host; one value per preparation.
    pub const PREPARE: &str = Phase::Prepare.as_str();
    pub const COMPILE: &str = Phase::Compile.as_str();
    pub const INSTANTIATE: &str = Phase::Instantiate.as_str();
    pub const START: &str = Phase::Start.as_str();
    /// Every frame: its lower quartile over the repetitions, on a host; where every
    /// repetition is the same, that one.
    pub const UPDATE: &str = Phase::Update.as_str();
    /// Every frame: its minimum over the repetitions, on a host.
    pub const UPDATE_MIN: &str = "update_min";
    /// Every frame: its median over the repetitions, on a host.
    pub const UPDATE_MEDIAN: &str = "update_median";
    /// The sum over all frames, where every repetition is the same.
    pub const UPDATE_TOTAL: &str = "update_total";
    /// From module to first picture; one value per repetition.
    pub const FIRST_FRAME: &str = "first_frame";
    /// On the badge, every frame of the pass that uses the display, from start
    /// to start.
    pub const SHOW: &str = "show";
}

/// Names of the units in a record.
pub mod unit {
    /// Nanoseconds of a monotonic clock.
    pub const NS: &str = "ns";
    pub const INSTRUCTIONS: &str = "instructions";
    pub const CYCLES: &str = "cycles";
    /// Fuel in the engine's own units, never compared between engines.
    pub const FUEL: &str = "fuel";
}

/// Values by unit.
pub type Units = BTreeMap<String, Vec<u64>>;

/// Largest value that every reader of JSON keeps exact.
const MAX_EXACT: u64 = (1 << 53) - 1;

/// Raw integers, per phase and unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Samples(pub BTreeMap<String, Units>);

impl Samples {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of a phase in a unit; empty where there is none.
    pub fn get(&self, phase: &str, unit: &str) -> &[u64] {
        self.0.get(phase).and_then(|units| units.get(unit)).map_or(&[], Vec::as_slice)
    }

    /// The units of a phase with their values.
    pub fn units(&self, phase: &str) -> impl Iterator<Item = (&str, &[u64])> {
        let units = self.0.get(phase).into_iter().flatten();
        units.map(|(unit, values)| (unit.as_str(), values.as_slice()))
    }

    /// Sets the values of a phase in a unit.
    pub fn insert(&mut self, phase: &str, unit: &str, values: Vec<u64>) {
        self.0.entry(phase.to_owned()).or_default().insert(unit.to_owned(), values);
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        const PHASES: [&str; 10] = [
            phase::PREPARE,
            phase::COMPILE,
            phase::INSTANTIATE,
            phase::START,
            phase::UPDATE,
            phase::UPDATE_MIN,
            phase::UPDATE_MEDIAN,
            phase::UPDATE_TOTAL,
            phase::FIRST_FRAME,
            phase::SHOW,
        ];
        for (name, units) in &self.0 {
            if !PHASES.contains(&name.as_str()) {
                return Err(format!("unknown phase `{name}`; valid: {}", PHASES.join(", ")));
            }
            check_units(name, units)?;
        }
        Ok(())
    }
}

/// What native code took for the same frames in the same session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The session in which both were measured.
    pub session: String,
    /// How many frames this covers.
    pub frames: u32,
    /// `start`, one value per repetition.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub start: Units,
    /// Sum of `update` over those frames, where every repetition is the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub update_total: Units,
    /// Native code's frames beside this record's, on a host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paired: Option<Paired>,
}

/// Native code in the pairs of one cell, and how sure the ratio is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paired {
    /// How many pairs of native code and this config there were.
    pub pairs: u32,
    /// Every frame of native code: its lower quartile over the pairs, in ns.
    pub update: Vec<u64>,
    /// Every frame of native code: its minimum over the pairs, in ns.
    pub update_min: Vec<u64>,
    /// Every frame of native code: its median over the pairs, in ns.
    pub update_median: Vec<u64>,
    /// The interval of the ratio, in millionths.
    pub low_ppm: u64,
    /// Its upper end, in millionths.
    pub high_ppm: u64,
    /// Blocks of pairs that were run again because native code was slow in them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub blocks_repeated: u32,
    /// Blocks that stayed slow and were kept all the same.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub blocks_slow: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Baseline {
    pub(crate) fn check(&self) -> Result<(), String> {
        if !self.start.is_empty() {
            check_units("start", &self.start)?;
        }
        let Some(paired) = &self.paired else {
            return check_units("update_total", &self.update_total);
        };
        let frames = self.frames as usize;
        if [&paired.update, &paired.update_min, &paired.update_median]
            .iter()
            .any(|values| values.len() != frames)
        {
            return Err(format!("native code's frames are not {frames}"));
        }
        if paired.low_ppm > paired.high_ppm {
            return Err(format!("an interval from {} to {}", paired.low_ppm, paired.high_ppm));
        }
        Ok(())
    }
}

fn check_units(phase: &str, units: &Units) -> Result<(), String> {
    const UNITS: [&str; 4] = [unit::NS, unit::INSTRUCTIONS, unit::CYCLES, unit::FUEL];
    if units.is_empty() {
        return Err(format!("phase `{phase}` has no unit"));
    }
    for (name, values) in units {
        if !UNITS.contains(&name.as_str()) {
            return Err(format!("unknown unit `{name}`; valid: {}", UNITS.join(", ")));
        }
        if values.is_empty() {
            return Err(format!("phase `{phase}` has no value of `{name}`"));
        }
        if let Some(large) = values.iter().find(|v| **v > MAX_EXACT) {
            return Err(format!("phase `{phase}` has {large} {name}, beyond 2^53 - 1"));
        }
    }
    Ok(())
}
