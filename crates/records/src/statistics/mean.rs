//! The geometric mean over the workloads that stand for real programs.

use super::Estimate;

/// The workloads that the geometric mean is taken over. `noop` is left out
/// because it measures calls alone, `gallery` because engines of
/// microcontrollers run out of memory on it.
pub const GEOMETRIC_MEAN_WORKLOADS: [&str; 6] =
    ["badge", "sprites", "life", "mandelbrot", "plasma", "dispatch"];

/// The geometric mean; `None` of no value or of one that is not positive.
fn geometric_mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() || values.iter().any(|v| !v.is_finite() || *v <= 0.0) {
        return None;
    }
    Some((values.iter().map(|v| v.ln()).sum::<f64>() / values.len() as f64).exp())
}

/// The geometric mean over [`GEOMETRIC_MEAN_WORKLOADS`], absent unless each has
/// an estimate. The workloads are measured apart from each other, so that their
/// intervals add up as independent ones do.
pub fn mean_over_workloads(estimate: impl Fn(&str) -> Option<Estimate>) -> Option<Estimate> {
    let estimates: Option<Vec<Estimate>> =
        GEOMETRIC_MEAN_WORKLOADS.into_iter().map(estimate).collect();
    let estimates = estimates?;
    let ratios: Vec<f64> = estimates.iter().map(|estimate| estimate.ratio).collect();
    let squares = estimates.iter().map(|estimate| estimate.logarithm().powi(2));
    let logarithm = squares.sum::<f64>().sqrt() / estimates.len() as f64;
    Some(Estimate::within(geometric_mean(&ratios)?, logarithm))
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
        let three = Estimate::within(3.0, 0.06);
        let mean = mean_over_workloads(|_| Some(three)).expect("every workload has one");
        assert!((mean.ratio - 3.0).abs() < 1e-12);
        assert!((mean.logarithm() - 0.06 / 6_f64.sqrt()).abs() < 1e-12, "{mean:?}");
        assert_eq!(mean_over_workloads(|w| (w != "plasma").then_some(three)), None);
    }
}
