//! The estimate that the host's ratios are.
//!
//! The guest does the same work in frame *n* of every repetition, so a small time
//! of that frame is one that little disturbed, and the sum of many frames averages
//! out what one figure of a total cannot. Not the smallest: now and then a process
//! is laid out luckily and runs faster than all others, and whether one of them
//! falls into a measurement is chance. The lower quartile leaves both the lucky
//! and the disturbed runs aside. A machine has slow and fast stretches of seconds:
//! native code beside every run sees the same stretch as the run.
//!
//! `cargo xtask bench --repeatability` compares this estimate with others on the
//! machine at hand. On the machine of the stored records (two cores, other work
//! beside it, six runtimes on five workloads) two halves of 30 pairs each differed
//! by 0.5 % in the median and 1.9 % at p90 with lower quartiles, by 1.5 % and 9.5 %
//! with minima, by 0.5 % and 2.5 % with medians, and three totals in rounds by
//! 3.8 % and 24 %.

use serde::Serialize;

/// One run of native code, or the best of a few, and one of what is compared
/// with it, right behind each other: the time of every frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub reference: Vec<u64>,
    pub subject: Vec<u64>,
}

/// One of the two of a pair.
pub type Side = fn(&Pair) -> &[u64];

/// How often a frame takes as long as the same frame of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    pub ratio: f64,
    /// The interval, which [`Estimate::uncertainty`] reaches to either side.
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// A ratio that lies within a factor of e^`logarithm` either way.
    pub(super) fn within(ratio: f64, logarithm: f64) -> Self {
        Estimate { ratio, low: ratio * (-logarithm).exp(), high: ratio * logarithm.exp() }
    }

    /// How far the interval reaches, as a logarithm.
    pub(super) fn logarithm(&self) -> f64 {
        (self.high / self.ratio).ln()
    }

    /// How far the interval reaches, as a share of the ratio: 0.05 is 5 %.
    pub fn uncertainty(&self) -> f64 {
        self.high / self.ratio - 1.0
    }

    /// Whether it is known how sure the ratio is.
    pub fn is_bounded(&self) -> bool {
        self.high.is_finite()
    }

    /// Whether the interval reaches too far for the number to stand unmarked.
    pub fn is_unsteady(&self) -> bool {
        self.uncertainty() > STEADY
    }

    /// The same uncertainty of a value that is the ratio times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Estimate { ratio: self.ratio * factor, low: self.low * factor, high: self.high * factor }
    }

    /// Whether the intervals leave no doubt that this one is smaller.
    pub fn is_below(&self, other: &Estimate) -> bool {
        self.high < other.low
    }

    /// Whether the interval has this value in it.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether neither can be told from the other.
    pub fn overlaps(&self, other: &Estimate) -> bool {
        !self.is_below(other) && !other.is_below(self)
    }
}

/// An interval above this share of the ratio is marked.
pub const STEADY: f64 = 0.05;

/// How often the pairs are split into halves.
const SPLITS: u32 = 100;

/// Which of a hundred splits says how far the halves lie apart.
const PERCENTILE: usize = 90;

/// Estimates the ratio of the subject to the reference, over as many frames as
/// every run has. `None` without a pair or a frame, or where the reference took
/// no time.
///
/// The interval is how far two halves of the pairs lie apart, each taken as a
/// measurement of its own: nine of ten random halves differ by less. How far few
/// pairs happen to lie apart says little of how far many would, so the interval is
/// wider by [`few`]. Of a single pair nothing is known, and it is without end.
pub fn estimate(pairs: &[Pair]) -> Option<Estimate> {
    let all: Vec<usize> = (0..pairs.len()).collect();
    let ratio = ratio(pairs, &all)?;
    if pairs.len() < 2 {
        return Some(Estimate { ratio, low: 0.0, high: f64::INFINITY });
    }
    let mut apart: Vec<f64> = halves(pairs.len())
        .filter_map(|(one, other)| {
            Some((self::ratio(pairs, &one)? / self::ratio(pairs, &other)?).ln().abs())
        })
        .collect();
    apart.sort_by(f64::total_cmp);
    let rank = (apart.len() * PERCENTILE).div_ceil(100);
    let logarithm = apart.get(rank.checked_sub(1)?)?;
    Some(Estimate::within(ratio, *logarithm * few(pairs.len())))
}

/// By how much the interval of so many observations is wider than that of very many:
/// Student's 95th percentile, with one degree of freedom less than observations,
/// over that of the normal distribution.
fn few(observations: usize) -> f64 {
    /// The percentile at 1 to 8 degrees of freedom, and without end of them.
    const STUDENT: [f64; 8] = [6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860];
    const NORMAL: f64 = 1.645;
    let freedom = observations.saturating_sub(1).max(1);
    let percentile = STUDENT.get(freedom - 1).copied().unwrap_or_else(|| {
        // The beginning of its expansion: exact to 0.1 % from 9 on.
        let inverse = 1.0 / freedom as f64;
        let first = (NORMAL.powi(3) + NORMAL) / 4.0;
        let second = (5.0 * NORMAL.powi(5) + 16.0 * NORMAL.powi(3) + 3.0 * NORMAL) / 96.0;
        NORMAL + first * inverse + second * inverse * inverse
    });
    percentile / NORMAL
}

/// Random halves of so many things; always the same ones, so that a number can
/// be computed again.
pub fn halves(count: usize) -> impl Iterator<Item = (Vec<usize>, Vec<usize>)> {
    let mut random = fastrand::Rng::with_seed(1);
    (0..SPLITS).map(move |_| {
        let mut order: Vec<usize> = (0..count).collect();
        random.shuffle(&mut order);
        let other = order.split_off(count / 2);
        (order, other)
    })
}

/// The ratio that some of the pairs give.
pub fn ratio(pairs: &[Pair], chosen: &[usize]) -> Option<f64> {
    let sum = |side: Side| each_frame(pairs, chosen, side, lower_quartile).iter().sum::<u64>();
    let (subject, reference) = (sum(|pair| &pair.subject), sum(|pair| &pair.reference));
    (subject > 0 && reference > 0).then(|| subject as f64 / reference as f64)
}

/// One value for each frame, of the times that the chosen pairs have of it.
fn each_frame(
    pairs: &[Pair],
    chosen: &[usize],
    side: Side,
    value: impl Fn(&mut [u64]) -> Option<u64>,
) -> Vec<u64> {
    let chosen: Vec<&Pair> = chosen.iter().filter_map(|index| pairs.get(*index)).collect();
    let lengths = chosen.iter().map(|pair| pair.subject.len().min(pair.reference.len()));
    let frames = lengths.min().unwrap_or(0);
    let mut times = Vec::with_capacity(chosen.len());
    (0..frames)
        .filter_map(|frame| {
            times.clear();
            times.extend(chosen.iter().map(|pair| side(pair)[frame]));
            value(&mut times)
        })
        .collect()
}

/// Every frame's minimum over the pairs.
pub fn minima(pairs: &[Pair], side: Side) -> Vec<u64> {
    let all: Vec<usize> = (0..pairs.len()).collect();
    each_frame(pairs, &all, side, |times| times.iter().min().copied())
}

/// Every frame's lower quartile over the pairs, by nearest rank.
pub fn quartiles(pairs: &[Pair], side: Side) -> Vec<u64> {
    let all: Vec<usize> = (0..pairs.len()).collect();
    each_frame(pairs, &all, side, lower_quartile)
}

fn lower_quartile(times: &mut [u64]) -> Option<u64> {
    times.sort_unstable();
    times.get(times.len().div_ceil(4).checked_sub(1)?).copied()
}

/// Every frame's median over the pairs; of an even number the lower one in the middle.
pub fn medians(pairs: &[Pair], side: Side) -> Vec<u64> {
    let all: Vec<usize> = (0..pairs.len()).collect();
    each_frame(pairs, &all, side, |times| {
        times.sort_unstable();
        times.get(times.len().checked_sub(1)? / 2).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(reference: [u64; 2], subject: [u64; 2]) -> Pair {
        Pair { reference: reference.into(), subject: subject.into() }
    }

    #[test]
    fn a_disturbance_of_one_frame_in_one_run_changes_nothing() {
        let pairs = [pair([10, 20], [90, 60]), pair([10, 99], [30, 60]), pair([50, 20], [30, 800])];
        assert_eq!(quartiles(&pairs, |pair| &pair.subject), [30, 60]);
        let estimate = estimate(&pairs).expect("pairs");
        assert!((estimate.ratio - 3.0).abs() < 1e-12, "{estimate:?}");
        assert_eq!(minima(&pairs, |pair| &pair.subject), [30, 60]);
        assert_eq!(medians(&pairs, |pair| &pair.reference), [10, 20]);
    }

    #[test]
    fn neither_does_one_lucky_run() {
        let mut pairs = vec![pair([10, 10], [30, 30]); 7];
        pairs.push(pair([10, 10], [20, 20]));
        let estimate = estimate(&pairs).expect("pairs");
        assert!((estimate.ratio - 3.0).abs() < 1e-12, "{estimate:?}");
    }

    #[test]
    fn runs_that_agree_leave_no_interval_and_one_run_leaves_all_of_it() {
        let same = vec![pair([10, 20], [30, 60]); 6];
        let sure = estimate(&same).expect("pairs");
        assert_eq!((sure.low, sure.high), (sure.ratio, sure.ratio));
        assert!(!sure.is_unsteady());
        let single = estimate(&same[..1]).expect("a pair");
        assert!(single.is_unsteady() && single.overlaps(&sure));
        assert_eq!(estimate(&[]), None);
        assert_eq!(estimate(&[pair([0, 0], [1, 1])]), None);
    }

    #[test]
    fn halves_that_differ_widen_the_interval() {
        // Half of the runs come from a machine that is a tenth slower for the subject alone.
        let mut pairs = vec![pair([100, 100], [300, 300]); 3];
        pairs.extend(vec![pair([100, 100], [330, 330]); 3]);
        let estimate = estimate(&pairs).expect("pairs");
        assert!((estimate.ratio - 3.0).abs() < 1e-12);
        let observed = (estimate.uncertainty() + 1.0).ln() / few(6);
        assert!((observed - 1.1f64.ln()).abs() < 1e-9, "{estimate:?}");
    }

    #[test]
    fn few_pairs_widen_the_interval_as_in_a_table_of_the_distribution() {
        for (observations, percentile) in [(5, 2.132), (10, 1.833), (21, 1.725), (61, 1.671)] {
            let factor = few(observations);
            assert!((factor - percentile / 1.645).abs() < 1e-3, "{observations}: {factor}");
        }
        assert!((few(1_000_000) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn ends_decide_what_can_be_told_apart() {
        let [low, middle, high] = [1.0, 1.04, 1.2].map(|ratio| Estimate::within(ratio, 0.03));
        assert!(low.overlaps(&middle) && low.is_below(&high) && !high.is_below(&low));
    }
}
