//! The median of a sample, with an interval that assumes no distribution.

use serde::{Deserialize, Serialize};

/// A median and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Median {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Median {
    /// `None` without values. The interval lies between the order statistics
    /// n/2 ± 1.96 · √n/2 (the normal approximation of the binomial).
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let half = values.len() as f64 / 2.0;
        let reach = 1.96 * (values.len() as f64).sqrt() / 2.0;
        let at = |rank: f64| values[(rank.max(0.0) as usize).min(last)];
        Some(Self {
            median: (values[last / 2] + values[values.len() / 2]) / 2.0,
            low: at((half - reach).floor() - 1.0),
            high: at((half + reach).ceil()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: impl IntoIterator<Item = u32>, expected: (f64, f64, f64)) {
        let median = Median::of(values.into_iter().map(f64::from).collect());
        let found = median.map(|m| (m.low, m.median, m.high));
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn the_median_stands_between_its_order_statistics() {
        check([7], (7.0, 7.0, 7.0));
        check([3, 1, 2], (1.0, 2.0, 3.0));
        check([4, 1, 3, 2], (1.0, 2.5, 4.0));
        // Ranks 40 and 61 of 100, as in the tables.
        check(1..=100, (40.0, 50.5, 61.0));
        assert_eq!(Median::of(Vec::new()), None);
    }
}
