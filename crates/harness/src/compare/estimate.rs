//! How much longer one side takes than the other, and how sure that is.

/// Subject over reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The ratio of all pairs.
    pub ratio: f64,
    /// The least ratio of any half of the pairs.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Estimate {
    /// Whether the interval has 1 in it: no difference is shown.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.low <= 1.0 && 1.0 <= self.high
    }

    /// Width of the interval, as a part of the ratio.
    #[must_use]
    pub fn width(&self) -> f64 {
        (self.high - self.low) / self.ratio
    }
}

/// Times of reference and subject in one pair, frame by frame.
pub(super) type Pair = (Vec<u64>, Vec<u64>);

/// Halves that are drawn. The least and the greatest of so many are a wider
/// interval than the usual 95 in a hundred, because eight workloads of six
/// configs are looked at together.
const HALVES: usize = 200;

/// Per frame the least over the repetitions, since whatever disturbs a run makes
/// it longer; summed; subject over reference. `None` where nothing was timed.
pub(super) fn estimate(pairs: &[Pair]) -> Option<Estimate> {
    of_halves(pairs, |pairs| {
        let [reference, subject] = [
            least(pairs.iter().map(|(reference, _)| reference)),
            least(pairs.iter().map(|(_, subject)| subject)),
        ]
        .map(|frames| frames.iter().sum::<u64>());
        (reference > 0 && subject > 0).then(|| subject as f64 / reference as f64)
    })
}

/// For what is timed once in a run: the median of the pairs' own ratios. The
/// least of a few single times is luck, where that of hundreds of frames is not.
pub(super) fn estimate_single(pairs: &[(u64, u64)]) -> Option<Estimate> {
    of_halves(pairs, |pairs| {
        let timed = |&&(a, b): &&(u64, u64)| (a > 0 && b > 0).then(|| b as f64 / a as f64);
        let mut ratios = pairs.iter().map(timed).collect::<Option<Vec<f64>>>()?;
        ratios.sort_by(f64::total_cmp);
        let (low, high) = (ratios.len().checked_sub(1)? / 2, ratios.len() / 2);
        Some((ratios[low] + ratios[high]) / 2.0)
    })
}

/// The ratio of all, with the extremes of random halves.
fn of_halves<P>(pairs: &[P], ratio: impl Fn(&[&P]) -> Option<f64>) -> Option<Estimate> {
    let mut drawn: Vec<&P> = pairs.iter().collect();
    let all = ratio(&drawn)?;
    let mut random = fastrand::Rng::with_seed(pairs.len() as u64);
    let (mut low, mut high) = (all, all);
    for _ in 0..HALVES {
        random.shuffle(&mut drawn);
        let of_half = ratio(&drawn[..pairs.len().div_ceil(2)])?;
        (low, high) = (low.min(of_half), high.max(of_half));
    }
    Some(Estimate { ratio: all, low, high })
}

/// Per frame the least over the repetitions.
pub(super) fn least<'a>(repetitions: impl Iterator<Item = &'a Vec<u64>>) -> Vec<u64> {
    let least = repetitions.cloned().reduce(|mut least, next| {
        for (least, next) in least.iter_mut().zip(next) {
            *least = next.min(*least);
        }
        least
    });
    least.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Repetitions of 50 frames with noise that only adds.
    fn pairs(count: usize, subject: u64) -> Vec<Pair> {
        let mut random = fastrand::Rng::with_seed(7);
        let mut run = |base: u64| (0..50).map(|_| base + random.u64(0..base / 10)).collect();
        (0..count).map(|_| (run(10_000), run(subject))).collect()
    }

    #[test]
    fn two_that_are_alike_have_1_in_their_interval() {
        for count in [5, 6, 20, 60] {
            let even = estimate(&pairs(count, 10_000)).unwrap();
            assert!(even.is_even() && even.width() < 0.05, "{even:?} of {count}");
        }
    }

    #[test]
    fn one_that_takes_a_twentieth_more_is_told_apart() {
        let slower = estimate(&pairs(20, 10_500)).unwrap();
        assert!(slower.low > 1.03 && slower.high < 1.07, "{slower:?}");
        assert!(slower.low <= slower.ratio && slower.ratio <= slower.high);
    }

    #[test]
    fn one_disturbed_run_changes_nothing() {
        let mut pairs = pairs(20, 10_000);
        let undisturbed = estimate(&pairs).unwrap().ratio;
        pairs[3].1.iter_mut().for_each(|time| *time *= 3);
        assert!((estimate(&pairs).unwrap().ratio - undisturbed).abs() < 0.005);
    }

    #[test]
    fn a_lucky_single_time_decides_nothing() {
        let mut single: Vec<(u64, u64)> = (0..20).map(|i| (1_000 + i, 1_019 - i)).collect();
        single[4].0 = 900;
        let found = estimate_single(&single).unwrap();
        assert!(found.is_even() && (found.ratio - 1.0).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn without_times_there_is_no_ratio() {
        assert_eq!(estimate(&[]), None);
        assert_eq!(estimate(&[(vec![0], vec![0])]), None);
        assert_eq!(estimate_single(&[]), None);
        assert_eq!(estimate_single(&[(5, 0)]), None);
    }
}
