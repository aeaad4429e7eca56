//! Rounding, the only place where it happens.

use badge_records::statistics::Estimate;

/// Three significant digits, with thousands separated: 0.0123, 1.02, 12.3,
/// 1,230.
pub(crate) fn significant(value: f64) -> String {
    digits(value, MOST_DIGITS)
}

/// So many significant digits, with thousands separated.
fn digits(value: f64, count: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    // The exponent after rounding: 9.996 becomes 1.00e1, hence 10.0.
    let behind = usize::try_from(count - 1).unwrap_or(0);
    let scientific = format!("{value:.behind$e}");
    let (rounded, exponent) = scientific
        .split_once('e')
        .and_then(|(_, e)| Some((scientific.parse::<f64>().ok()?, e.parse::<i32>().ok()?)))
        .unwrap_or((value, 0));
    let decimals = usize::try_from(count - 1 - exponent).unwrap_or(0);
    grouped(&format!("{rounded:.decimals$}"))
}

/// A ratio with as many digits as its interval allows, three at most and two at
/// least; with [`UNSTEADY`] in front where the interval is wide.
pub(crate) fn estimated(estimate: &Estimate) -> String {
    let Estimate { ratio, high, .. } = *estimate;
    if ratio <= 0.0 || !high.is_finite() {
        return format!("{UNSTEADY}{}", digits(ratio, 2));
    }
    let reach = high - ratio;
    // The place of the first digit of the number, and of the interval.
    let place = |value: f64| value.log10().floor() as i32;
    let kept = if reach > 0.0 { place(ratio) - place(reach) } else { MOST_DIGITS };
    let text = digits(ratio, kept.clamp(LEAST_DIGITS, MOST_DIGITS));
    if estimate.is_unsteady() { format!("{UNSTEADY}{text}") } else { text }
}

/// A ratio and how far its interval reaches: 1.24 ± 0.02.
pub(crate) fn with_interval(estimate: &Estimate) -> String {
    let Estimate { ratio, high, .. } = *estimate;
    let reach = high - ratio;
    if !reach.is_finite() {
        return estimated(estimate);
    }
    if reach <= 0.0 {
        return significant(ratio);
    }
    // Rounded up to one digit: an interval is never made to look narrower.
    let decimals = -(reach.log10().floor() as i32);
    let unit = 10_f64.powi(-decimals);
    let reach = (reach / unit - 1e-9).ceil() * unit;
    let decimals = usize::try_from(decimals).unwrap_or(0);
    let mark = if estimate.is_unsteady() { UNSTEADY } else { "" };
    let rounded = (ratio / unit).round() * unit;
    format!(
        "{mark}{} ± {}",
        grouped(&format!("{rounded:.decimals$}")),
        grouped(&format!("{reach:.decimals$}"))
    )
}

/// In front of a number whose interval is wide.
pub(crate) const UNSTEADY: &str = "≈";

/// Digits of a ratio in a table.
const LEAST_DIGITS: i32 = 2;
const MOST_DIGITS: i32 = 3;

/// An exact integer with thousands separated.
pub(crate) fn integer(value: u64) -> String {
    grouped(&value.to_string())
}

/// Bytes as KiB with one decimal.
pub(crate) fn kib(bytes: u64) -> String {
    grouped(&format!("{:.1}", bytes as f64 / 1024.0))
}

/// Bytes as MiB with one decimal.
pub(crate) fn mib(bytes: u64) -> String {
    grouped(&format!("{:.1}", bytes as f64 / (1024.0 * 1024.0)))
}

/// A share as a percentage with one decimal.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_significant_digits_are_kept() {
        #[track_caller]
        fn check(value: f64, expected: &str) {
            assert_eq!(significant(value), expected);
        }
        check(0.0, "0");
        check(0.001_234_5, "0.00123");
        check(1.0, "1.00");
        check(9.996, "10.0");
        check(99.95, "100");
        check(999.6, "1,000");
        check(1_234_567.0, "1,230,000");
    }

    #[test]
    fn an_interval_decides_how_many_digits_stand() {
        #[track_caller]
        fn check(ratio: f64, reach: f64, table: &str, detail: &str) {
            let estimate = Estimate { ratio, low: ratio - reach, high: ratio + reach };
            assert_eq!([estimated(&estimate), with_interval(&estimate)], [table, detail]);
        }
        check(3.24, 0.08, "3.2", "3.24 ± 0.08");
        check(12.4, 0.5, "12", "12.4 ± 0.5");
        check(1.2351, 0.019, "1.2", "1.24 ± 0.02");
        check(1.2351, 0.0019, "1.24", "1.235 ± 0.002");
        check(472.3, 30.0, "≈470", "≈470 ± 30");
        check(14_720.0, 130.0, "15,000", "14,700 ± 200");
        check(2.0, 0.0, "2.00", "2.00");
        let single = Estimate { ratio: 3.24, low: 0.0, high: f64::INFINITY };
        assert_eq!([estimated(&single), with_interval(&single)], ["≈3.2", "≈3.2"]);
    }

    #[test]
    fn integers_and_sizes_are_grouped() {
        assert_eq!(
            [integer(0), integer(999), integer(1_000), integer(12_345_678)],
            ["0", "999", "1,000", "12,345,678"]
        );
        assert_eq!([kib(1536), mib(3 << 29), percent(0.0312)], ["1.5", "1,536.0", "3.1"]);
    }
}
