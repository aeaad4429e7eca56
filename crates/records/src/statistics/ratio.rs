//! Time relative to native code of the same guest.

use std::fmt;

use super::median;
use crate::{Record, phase};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRatio {
    NotPassed,
    /// Native code was not measured in the same session.
    NoBaseline,
    /// A total is missing in the unit asked for.
    NoTotals,
    /// The baseline covers more frames than the record.
    LongerBaseline,
    /// The native total is 0, below what the clock resolves.
    ZeroBaseline,
}

impl fmt::Display for NoRatio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoRatio::NotPassed => "did not pass",
            NoRatio::NoBaseline => "no native run in the same session",
            NoRatio::NoTotals => "no totals in this unit",
            NoRatio::LongerBaseline => "the native run covers more frames",
            NoRatio::ZeroBaseline => "the native run is below the clock's resolution",
        })
    }
}

/// Time of all frames relative to native code: the median of the totals of the
/// repetitions, divided by the median of the native totals over the same frames
/// of the same session.
///
/// Where the baseline covers fewer frames than the record, only the median
/// repetition is known frame by frame, and its prefix stands for the median.
pub fn ratio_to_native(record: &Record, unit: &str) -> Result<f64, NoRatio> {
    if !record.outcome.carries_timing() {
        return Err(NoRatio::NotPassed);
    }
    let baseline = record.baseline.as_ref().ok_or(NoRatio::NoBaseline)?;
    let native = baseline.update_total.get(unit).and_then(|totals| median(totals));
    let native = native.ok_or(NoRatio::NoTotals)?;
    if native == 0.0 {
        return Err(NoRatio::ZeroBaseline);
    }
    let frames = record.frames.unwrap_or(0);
    let total = if baseline.frames == frames {
        median(record.samples.get(phase::UPDATE_TOTAL, unit))
    } else if baseline.frames < frames {
        let prefix = record.samples.get(phase::UPDATE, unit).get(..baseline.frames as usize);
        prefix.map(|frames| frames.iter().sum::<u64>() as f64)
    } else {
        return Err(NoRatio::LongerBaseline);
    };
    Ok(total.ok_or(NoRatio::NoTotals)? / native)
}
