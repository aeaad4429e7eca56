//! Which estimator repeats: the runs of each cell are split into two halves at
//! random, and what would be published of one half is compared with the other.

use super::paired::{self, Pair, Side, ratio};
use super::{median, percentile};

/// How a ratio can be made of repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    MedianOfTotals,
    SmallestTotal,
    SumOfMinima,
    /// The one that the records use.
    SumOfQuartiles,
    SumOfMedians,
    /// Each run is divided by the native run right before it.
    MedianOfRatios,
}

/// The order in which the runs were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Every cell once in each round, and native code once.
    Rounds,
    /// Native code right before every run.
    Pairs,
}

/// How far the halves lie apart, as shares of the smaller ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub estimator: Estimator,
    pub order: Order,
    /// Repetitions in each half.
    pub each_half: usize,
    pub median: f64,
    pub p90: f64,
    pub largest: f64,
}

/// What is compared, in the order of the table.
const TRIED: [(Estimator, Order, usize); 14] = [
    (Estimator::MedianOfTotals, Order::Rounds, 3),
    (Estimator::MedianOfTotals, Order::Rounds, 12),
    (Estimator::MedianOfTotals, Order::Rounds, 30),
    (Estimator::SmallestTotal, Order::Rounds, 12),
    (Estimator::SumOfMinima, Order::Rounds, 12),
    (Estimator::SumOfMedians, Order::Rounds, 12),
    (Estimator::MedianOfRatios, Order::Pairs, 12),
    (Estimator::MedianOfRatios, Order::Pairs, 30),
    (Estimator::SumOfMinima, Order::Pairs, 12),
    (Estimator::SumOfMinima, Order::Pairs, 30),
    (Estimator::SumOfQuartiles, Order::Pairs, 12),
    (Estimator::SumOfQuartiles, Order::Pairs, 30),
    (Estimator::SumOfMedians, Order::Pairs, 12),
    (Estimator::SumOfMedians, Order::Pairs, 30),
];

/// Random splits of each cell.
const SPLITS: usize = 20;

impl Estimator {
    /// What would be published of these runs.
    fn of(self, pairs: &[Pair]) -> Option<f64> {
        let total = |times: &[u64]| times.iter().sum::<u64>();
        let totals =
            |side: Side| -> Vec<u64> { pairs.iter().map(|pair| total(side(pair))).collect() };
        let divide = |of: &dyn Fn(Side) -> Option<f64>| {
            let (subject, reference) = (of(|pair| &pair.subject)?, of(|pair| &pair.reference)?);
            (reference > 0.0).then(|| subject / reference)
        };
        match self {
            Estimator::MedianOfTotals => divide(&|side| median(&totals(side))),
            Estimator::SmallestTotal => {
                divide(&|side| totals(side).into_iter().min().map(|t| t as f64))
            }
            Estimator::SumOfMinima => {
                divide(&|side| Some(total(&paired::minima(pairs, side)) as f64))
            }
            Estimator::SumOfQuartiles => ratio(pairs, &(0..pairs.len()).collect::<Vec<_>>()),
            Estimator::SumOfMedians => {
                divide(&|side| Some(total(&paired::medians(pairs, side)) as f64))
            }
            Estimator::MedianOfRatios => {
                // In millionths, so that the median is that of integers.
                let ratios: Vec<u64> = pairs
                    .iter()
                    .filter(|pair| total(&pair.reference) > 0)
                    .map(|pair| total(&pair.subject) * 1_000_000 / total(&pair.reference))
                    .collect();
                median(&ratios).map(|ppm| ppm / 1e6)
            }
        }
    }
}

/// How far the halves of all cells lie apart, for every estimator that the
/// number of repetitions allows.
pub fn spreads(rounds: &[Vec<Pair>], pairs: &[Vec<Pair>]) -> Vec<Spread> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut found = Vec::new();
    for (estimator, order, each_half) in TRIED {
        let cells = match order {
            Order::Rounds => rounds,
            Order::Pairs => pairs,
        };
        let mut apart = Vec::new();
        for cell in cells.iter().filter(|cell| cell.len() >= 2 * each_half) {
            for _ in 0..SPLITS {
                let mut shuffled = cell.clone();
                random.shuffle(&mut shuffled);
                let (one, rest) = shuffled.split_at(each_half);
                let other = &rest[..each_half];
                if let (Some(a), Some(b)) = (estimator.of(one), estimator.of(other)) {
                    apart.push(((a.max(b) / a.min(b) - 1.0) * 1e6).round() as u64);
                }
            }
        }
        let at = |percent| Some(percentile(&apart, percent)? as f64 / 1e6);
        if let (Some(median), Some(p90), Some(largest)) = (at(50), at(90), at(100)) {
            found.push(Spread { estimator, order, each_half, median, p90, largest });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two frames, each disturbed in some of the runs, native code never.
    fn runs() -> Vec<Pair> {
        let frame = |least: u64, disturbed: bool| if disturbed { least * 3 } else { least };
        (0..24)
            .map(|run| Pair {
                reference: vec![100; 2],
                subject: vec![frame(300, run % 2 == 0), frame(500, run % 3 == 0)],
            })
            .collect()
    }

    #[test]
    fn the_minimum_of_each_frame_repeats_best_where_frames_are_disturbed() {
        let cells = vec![runs(); 3];
        let found = spreads(&cells, &cells);
        let largest = |wanted: Estimator, n: usize| {
            let same = |s: &&Spread| s.estimator == wanted && s.each_half == n;
            found.iter().find(same).map(|spread| spread.largest)
        };
        assert_eq!(largest(Estimator::SumOfMinima, 12), Some(0.0));
        assert!(largest(Estimator::SumOfMedians, 12).is_some_and(|share| share > 0.3));
        assert!(largest(Estimator::MedianOfTotals, 3).is_some_and(|share| share > 0.3));
        assert_eq!(largest(Estimator::MedianOfTotals, 30), None, "24 runs have no halves of 30");
    }

    #[test]
    fn estimators_agree_on_runs_that_do() {
        let same = vec![Pair { reference: vec![10, 20], subject: vec![45, 45] }; 3];
        for (estimator, ..) in TRIED {
            assert_eq!(estimator.of(&same), Some(3.0), "{estimator:?}");
        }
    }
}
