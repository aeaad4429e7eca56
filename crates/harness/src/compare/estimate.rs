//! How much longer one side takes to its first picture, and how sure that is.

use badge_records::statistics::{Estimate, halves};

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

/// The ratio of all, and how far two halves of the pairs lie apart.
fn of_halves<P>(pairs: &[P], ratio: impl Fn(&[&P]) -> Option<f64>) -> Option<Estimate> {
    let all = ratio(&pairs.iter().collect::<Vec<_>>())?;
    let (mut low, mut high) = (all, all);
    for (one, other) in halves(pairs.len()) {
        for half in [one, other] {
            let chosen: Vec<&P> = half.iter().filter_map(|index| pairs.get(*index)).collect();
            let Some(of_half) = ratio(&chosen) else { continue };
            (low, high) = (low.min(of_half), high.max(of_half));
        }
    }
    Some(Estimate { ratio: all, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lucky_single_time_decides_nothing() {
        let mut single: Vec<(u64, u64)> = (0..20).map(|i| (1_000 + i, 1_019 - i)).collect();
        single[4].0 = 900;
        let found = estimate_single(&single).unwrap();
        assert!(found.contains(1.0) && (found.ratio - 1.0).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn without_times_there_is_no_ratio() {
        assert_eq!(estimate_single(&[]), None);
        assert_eq!(estimate_single(&[(5, 0)]), None);
    }
}
