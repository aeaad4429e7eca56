//! Time relative to native code of the same guest.

use std::fmt;
use std::ops::Range;

use super::{Estimate, median};
use crate::{Baseline, Record, phase, unit};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRatio {
    NotPassed,
    /// Native code was not measured in the same session.
    NoBaseline,
    /// Times are missing in the unit asked for.
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
            NoRatio::NoTotals => "no times in this unit",
            NoRatio::LongerBaseline => "the native run covers more frames",
            NoRatio::ZeroBaseline => "the native run is below the clock's resolution",
        })
    }
}

/// Some of the frames of a run. What an engine compiles while the guest runs
/// falls into the first ones; a game lives in the last ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first 60 frames, or fewer where there are fewer.
    First,
    /// The last third.
    Settled,
}

impl Part {
    /// The frames of this part, of so many.
    pub fn of(self, frames: usize) -> Range<usize> {
        match self {
            Part::First => 0..frames.min(60),
            Part::Settled => frames - frames / 3..frames,
        }
    }

    /// The ratio over these frames alone; where every frame of native code is
    /// known, and the part is not everything.
    pub fn ratio(self, record: &Record) -> Option<f64> {
        let native = &record.baseline.as_ref()?.paired.as_ref()?.update;
        let frames = self.of(native.len());
        let sum = |times: &[u64]| Some(times.get(frames.clone())?.iter().sum::<u64>() as f64);
        let subject = sum(record.samples.get(phase::UPDATE, unit::NS))?;
        let native = sum(native)?;
        (subject > 0.0 && native > 0.0).then(|| subject / native)
    }
}

/// Time of all frames relative to native code over the same frames.
///
/// On a host every frame is its lower quartile over the pairs of both, and the interval
/// is the stored one; records from before there were pairs have one without end.
/// Where every repetition is the same there is no interval.
pub fn ratio_to_native(record: &Record, unit: &str) -> Result<Estimate, NoRatio> {
    if !record.outcome.carries_timing() {
        return Err(NoRatio::NotPassed);
    }
    let baseline = record.baseline.as_ref().ok_or(NoRatio::NoBaseline)?;
    let native = native(baseline, unit).ok_or(NoRatio::NoTotals)?;
    if native == 0.0 {
        return Err(NoRatio::ZeroBaseline);
    }
    if baseline.frames > record.frames.unwrap_or(0) {
        return Err(NoRatio::LongerBaseline);
    }
    let frames = record.samples.get(phase::UPDATE, unit).get(..baseline.frames as usize);
    let ratio = frames.ok_or(NoRatio::NoTotals)?.iter().sum::<u64>() as f64 / native;
    Ok(match &baseline.paired {
        Some(paired) => {
            let end = |ppm: u64| ppm as f64 / 1e6;
            Estimate { ratio, low: end(paired.low_ppm), high: end(paired.high_ppm) }
        }
        // Measured before there were pairs: how sure it is, nobody knows.
        None if unit == unit::NS => Estimate { ratio, low: 0.0, high: f64::INFINITY },
        None => Estimate { ratio, low: ratio, high: ratio },
    })
}

fn native(baseline: &Baseline, unit: &str) -> Option<f64> {
    match &baseline.paired {
        Some(paired) if unit == unit::NS => Some(paired.update.iter().sum::<u64>() as f64),
        Some(_) => None,
        None => median(baseline.update_total.get(unit)?),
    }
}
