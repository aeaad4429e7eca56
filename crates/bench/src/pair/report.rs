//! What the five processes found, and whether it is within bounds.

use super::Median;
use anyhow::{Context, Result};
use badge_runtime::Runtime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs;
use std::path::Path;

/// What one process found.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measurement {
    pub(crate) frame: Median,
    pub(crate) host_call: Median,
}

/// The largest ratios that pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) frame: f64,
    pub(crate) host_call: f64,
}

/// All of it, as it is written: ratios are adapter ÷ hand-written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    runtime: String,
    config: String,
    version: String,
    pairs: usize,
    frame: Ratio,
    host_call: Ratio,
}

#[derive(Clone, Debug, Serialize)]
struct Ratio {
    bound: f64,
    largest: f64,
    processes: Vec<Median>,
}

impl Ratio {
    fn new(bound: f64, processes: Vec<Median>) -> Self {
        let medians = processes.iter().map(|process| process.median);
        Self { bound, largest: medians.fold(f64::NEG_INFINITY, f64::max), processes }
    }

    fn missed(&self) -> bool {
        // Without a process the largest is infinitely small, which is no pass.
        !(self.largest.is_finite() && self.largest < self.bound)
    }
}

impl Report {
    pub(crate) fn new<R: Runtime>(
        config: &str,
        pairs: usize,
        bounds: Bounds,
        processes: &[Measurement],
    ) -> Self {
        let of = |pick: fn(&Measurement) -> Median| processes.iter().map(pick).collect();
        Self {
            runtime: R::NAME.to_owned(),
            config: config.to_owned(),
            version: R::VERSION.to_owned(),
            pairs,
            frame: Ratio::new(bounds.frame, of(|process| process.frame)),
            host_call: Ratio::new(bounds.host_call, of(|process| process.host_call)),
        }
    }

    /// One message per bound that is missed.
    pub(crate) fn missed(&self) -> Vec<String> {
        self.ratios()
            .into_iter()
            .filter(|(_, ratio)| ratio.missed())
            .map(|(what, ratio)| {
                format!(
                    "{}/{}: {what} costs {:.3} times as much through the adapter as by hand, \
                     the bound is {:.2}: compare the adapter's host functions and calls with \
                     benches/pair.rs",
                    self.runtime, self.config, ratio.largest, ratio.bound
                )
            })
            .collect()
    }

    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let path = dir.join(format!("pair-{}.json", self.runtime));
        let mut line = serde_json::to_string(self)?;
        line.push('\n');
        fs::write(&path, line).with_context(|| format!("cannot write {}", path.display()))
    }

    fn ratios(&self) -> [(&'static str, &Ratio); 2] {
        [("a frame of badge", &self.frame), ("a host call", &self.host_call)]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}/{} {}: adapter against hand-written, {} pairs in each of {} processes",
            self.runtime,
            self.config,
            self.version,
            self.pairs,
            self.frame.processes.len()
        )?;
        for (what, ratio) in self.ratios() {
            write!(f, "  {what:<17}")?;
            for Median { median, low, high } in &ratio.processes {
                write!(f, "{median:.3} [{low:.3}, {high:.3}]  ")?;
            }
            writeln!(f, "largest {:.3}, bound {:.2}", ratio.largest, ratio.bound)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(frames: [f64; 2]) -> Report {
        let median = |median| Median { median, low: median, high: median };
        Report {
            runtime: "engine".to_owned(),
            config: "default".to_owned(),
            version: "1.0.0".to_owned(),
            pairs: 1,
            frame: Ratio::new(1.02, frames.map(median).to_vec()),
            host_call: Ratio::new(1.10, vec![median(1.0)]),
        }
    }

    #[test]
    fn the_largest_median_counts() {
        assert!(report([1.019, 0.9]).missed().is_empty());
        assert_eq!(report([0.9, 1.02]).missed().len(), 1);
    }

    #[test]
    fn no_process_is_no_pass() {
        assert!(Ratio::new(1.02, Vec::new()).missed());
    }
}
