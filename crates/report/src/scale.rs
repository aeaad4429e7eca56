//! Axes: logarithmic over whole decades, or per cent.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Axis {
    /// Whole decades.
    Logarithmic(LogScale),
    /// From nothing to this many hundredths, as a share of 1.
    Shares(f64),
}

impl Axis {
    /// Where a value lies, 0 at the low end, 1 at the high end, limited to both.
    pub(crate) fn position(self, value: f64) -> f64 {
        match self {
            Axis::Logarithmic(scale) => scale.position(value),
            Axis::Shares(most) => (value / most).clamp(0.0, 1.0),
        }
    }

    /// The lines of the axis, the fine ones first.
    pub(crate) fn lines(self) -> Vec<AxisLine> {
        let line = |value: f64, label: Option<String>| AxisLine { at: self.position(value), label };
        match self {
            Axis::Logarithmic(scale) => {
                let fine = scale.between().map(|value| line(value, None));
                fine.chain(scale.decades().map(|(value, label)| line(value, Some(label)))).collect()
            }
            Axis::Shares(most) => (0..)
                .map(|step| f64::from(step) / 4.0)
                .take_while(|share| *share <= most)
                .map(|share| line(share, Some(format!("{:.0} %", share * 100.0))))
                .collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct AxisLine {
    /// Its place, 0 at the low end, 1 at the high end.
    at: f64,
    /// Absent from a fine line.
    label: Option<String>,
}

/// A logarithmic axis from 10^`low` to 10^`high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogScale {
    low: i32,
    high: i32,
}

impl LogScale {
    /// The decades that cover the positive values; `None` without any.
    pub(crate) fn covering(values: impl Iterator<Item = f64>) -> Option<Self> {
        let logs = values.filter(|v| v.is_finite() && *v > 0.0).map(f64::log10);
        let (low, high) = logs.fold(None, |range: Option<(f64, f64)>, log| {
            Some(range.map_or((log, log), |(low, high)| (low.min(log), high.max(log))))
        })?;
        // The logarithm of a double lies within ±324.
        let (low, high) = (low.floor() as i32, high.ceil() as i32);
        Some(LogScale { low, high: high.max(low + 1) })
    }

    fn position(self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        let position = (value.log10() - f64::from(self.low)) / f64::from(self.high - self.low);
        position.clamp(0.0, 1.0)
    }

    /// The decades with their labels.
    fn decades(self) -> impl Iterator<Item = (f64, String)> {
        (self.low..=self.high).map(|e| {
            let decimals = usize::try_from(-e).unwrap_or(0);
            let value = 10_f64.powi(e);
            (value, format!("{value:.decimals$}"))
        })
    }

    /// The lines between the decades: 2 and 5 times each.
    fn between(self) -> impl Iterator<Item = f64> {
        (self.low..self.high).flat_map(|e| [2.0, 5.0].map(|m| m * 10_f64.powi(e)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_decades_cover_the_values() {
        let scale = LogScale::covering([3.0, 0.5, 40.0].into_iter()).expect("positive");
        assert_eq!(scale, LogScale { low: -1, high: 2 });
        let labels: Vec<_> = scale.decades().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0.1", "1", "10", "100"]);
        assert_eq!(
            [scale.position(0.1), scale.position(100.0), scale.position(0.0)],
            [0.0, 1.0, 0.0]
        );
    }

    #[test]
    fn shares_begin_at_nothing_and_have_a_line_at_every_quarter() {
        let axis = Axis::Shares(1.1);
        let labels: Vec<_> = axis.lines().into_iter().filter_map(|line| line.label).collect();
        assert_eq!(labels, ["0 %", "25 %", "50 %", "75 %", "100 %"]);
        assert_eq!([axis.position(0.0), axis.position(2.0)], [0.0, 1.0]);
    }

    #[test]
    fn a_single_power_of_ten_still_has_a_width() {
        assert_eq!(LogScale::covering([1.0].into_iter()), Some(LogScale { low: 0, high: 1 }));
        assert_eq!(LogScale::covering([0.0].into_iter()), None);
    }
}
