//! The geometric mean over the workloads that stand for real programs.

use std::fmt;

use super::NoRatio;

/// The workloads that the geometric mean is taken over. `noop` is left out
/// because it measures calls alone, `gallery` because engines of
/// microcontrollers run out of memory on it.
pub const GEOMETRIC_MEAN_WORKLOADS: [&str; 6] =
    ["badge", "sprites", "life", "mandelbrot", "plasma", "dispatch"];

/// Why there is no geometric mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMean {
    /// The first workload without a ratio.
    pub workload: &'static str,
    /// Why it has none; `None` where it has no record.
    pub reason: Option<NoRatio>,
}

impl fmt::Display for NoMean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no ratio on `{}`: ", self.workload)?;
        match self.reason {
            Some(reason) => reason.fmt(f),
            None => f.write_str("no record"),
        }
    }
}

/// The geometric mean; `None` of no value or of one that is not positive.
#[must_use]
pub fn geometric_mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() || values.iter().any(|v| !v.is_finite() || *v <= 0.0) {
        return None;
    }
    Some((values.iter().map(|v| v.ln()).sum::<f64>() / values.len() as f64).exp())
}

/// The geometric mean over [`GEOMETRIC_MEAN_WORKLOADS`], absent unless each has
/// a ratio.
///
/// # Errors
///
/// The first workload that has none, and why.
pub fn mean_over_workloads(
    mut ratio: impl FnMut(&str) -> Option<Result<f64, NoRatio>>,
) -> Result<f64, NoMean> {
    let mut ratios = Vec::with_capacity(GEOMETRIC_MEAN_WORKLOADS.len());
    for workload in GEOMETRIC_MEAN_WORKLOADS {
        match ratio(workload) {
            Some(Ok(value)) => ratios.push(value),
            Some(Err(reason)) => {
                return Err(NoMean { workload, reason: Some(reason) });
            }
            None => {
                return Err(NoMean { workload, reason: None });
            }
        }
    }
    geometric_mean(&ratios)
        .ok_or(NoMean { workload: GEOMETRIC_MEAN_WORKLOADS[0], reason: Some(NoRatio::NoTotals) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_two_and_eight_is_four() {
        let mean = geometric_mean(&[2.0, 8.0]).expect("positive");
        assert!((mean - 4.0).abs() < 1e-12, "{mean}");
        assert_eq!(geometric_mean(&[]), None);
        assert_eq!(geometric_mean(&[1.0, 0.0]), None);
    }

    #[test]
    fn one_workload_without_a_ratio_leaves_no_mean() {
        let all = mean_over_workloads(|_| Some(Ok(3.0))).expect("all there");
        assert!((all - 3.0).abs() < 1e-12);
        let one = mean_over_workloads(|w| {
            Some(if w == "plasma" { Err(NoRatio::NotPassed) } else { Ok(3.0) })
        });
        assert_eq!(one, Err(NoMean { workload: "plasma", reason: Some(NoRatio::NotPassed) }));
    }
}
