//! How much time a measurement may take, and how it is shared.

use std::time::Duration;

/// How much effort goes into a measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Time for everything; the fewest pairs of every cell are run in any case.
    pub budget: Duration,
    /// Pairs of each cell at least.
    pub fewest: usize,
    /// Pairs of each cell at most.
    pub most: usize,
    /// An interval that is no wider needs no more pairs, as a share of the ratio.
    pub narrow: f64,
}

impl Effort {
    /// The usual one, for so much time.
    #[must_use]
    pub fn within(budget: Duration) -> Self {
        Self { budget, fewest: 5, most: 60, narrow: 0.015 }
    }

    /// How long each cell may go on so that all of them together take `left`.
    /// A cell is given as its pairs so far and what a pair takes.
    pub(super) fn share(&self, left: Duration, cells: &[(usize, Duration)]) -> Duration {
        let needs = |level: Duration| -> Duration {
            cells.iter().map(|&(pairs, cost)| self.bounded(level, pairs, cost)).sum()
        };
        let (mut low, mut high) = (Duration::ZERO, left);
        // Halving a day forty times leaves less than a microsecond.
        for _ in 0..40 {
            let middle = (low + high) / 2;
            if needs(middle) > left {
                high = middle;
            } else {
                low = middle;
            }
        }
        low
    }

    /// What a cell uses of its share: neither less than its fewest pairs take,
    /// nor more than its most.
    fn bounded(&self, share: Duration, pairs: usize, cost: Duration) -> Duration {
        let of = |count: usize| cost * u32::try_from(count.saturating_sub(pairs)).unwrap_or(0);
        share.clamp(of(self.fewest), of(self.most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn cells_that_need_little_leave_their_time_to_the_others() {
        let effort = Effort::within(100 * SECOND);
        let cells = [(1, SECOND / 100), (1, SECOND), (1, SECOND)];
        // Fifty-nine pairs of the first take 0.59 s.
        let share = effort.share(100 * SECOND, &cells);
        assert!((share.as_secs_f64() - (100.0 - 0.59) / 2.0).abs() < 1e-3, "{share:?}");
    }

    #[test]
    fn the_fewest_pairs_are_run_whatever_they_take() {
        let effort = Effort::within(SECOND);
        let share = effort.share(SECOND, &[(1, 20 * SECOND), (1, SECOND / 100)]);
        assert!(share < SECOND / 1000, "{share:?}");
        assert_eq!(effort.bounded(share, 1, 20 * SECOND), 80 * SECOND);
    }
}
