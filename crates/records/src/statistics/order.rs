//! Statistics of order: percentiles and the median.

/// The percentile by nearest rank: the smallest value such that at least
/// `percent` of 100 values are not larger; element ⌈percent/100 · n⌉ of the
/// sorted values, counted from 1. `percent` is limited to 1 to 100. `None`
/// where there is no value.
pub fn percentile(values: &[u64], percent: u32) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (percent.clamp(1, 100) as usize * sorted.len()).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// The median; of an even number of values the mean of the two in the middle.
/// `None` where there is no value.
pub fn median(values: &[u64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let upper = *sorted.get(sorted.len() / 2)? as f64;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((*sorted.get(sorted.len() / 2 - 1)? as f64 + upper) / 2.0)
}

/// Percentiles of the frames of one repetition, by nearest rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distribution {
    pub p50: u64,
    pub p95: u64,
    pub p99: u64,
    pub max: u64,
}

impl Distribution {
    /// The distribution of these values; `None` where there is none.
    pub fn of(values: &[u64]) -> Option<Self> {
        Some(Distribution {
            p50: percentile(values, 50)?,
            p95: percentile(values, 95)?,
            p99: percentile(values, 99)?,
            max: percentile(values, 100)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_elements_of_nearest_rank() {
        // The example of the literature: ranks ⌈0.05·5⌉ = 1, ⌈1.5⌉ = 2, 2, ⌈2.5⌉ = 3, 5.
        let values = [35, 15, 50, 20, 40];
        let at = |p| percentile(&values, p);
        assert_eq!(
            [at(5), at(30), at(40), at(50), at(100)].map(Option::unwrap),
            [15, 20, 20, 35, 50]
        );
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 1), Some(7));
    }

    #[test]
    fn percentiles_of_one_to_a_hundred_are_themselves() {
        let values: Vec<u64> = (1..=100).rev().collect();
        let expected = Distribution { p50: 50, p95: 95, p99: 99, max: 100 };
        assert_eq!(Distribution::of(&values), Some(expected));
    }

    #[test]
    fn an_even_median_lies_between_the_two_in_the_middle() {
        assert_eq!(median(&[9, 1, 4]), Some(4.0));
        assert_eq!(median(&[10, 1, 4, 5]), Some(4.5));
        assert_eq!(median(&[]), None);
    }
}
