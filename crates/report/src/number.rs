//! Rounding, the only place where it happens.

/// Three significant digits, with thousands separated: 0.0123, 1.02, 12.3,
/// 1,230.
pub(crate) fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    // The exponent after rounding: 9.996 becomes 1.00e1, hence 10.0.
    let scientific = format!("{value:.2e}");
    let (rounded, exponent) = scientific
        .split_once('e')
        .and_then(|(_, e)| Some((scientific.parse::<f64>().ok()?, e.parse::<i32>().ok()?)))
        .unwrap_or((value, 0));
    let decimals = usize::try_from(2 - exponent).unwrap_or(0);
    grouped(&format!("{rounded:.decimals$}"))
}

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
    fn integers_and_sizes_are_grouped() {
        assert_eq!(
            [integer(0), integer(999), integer(1_000), integer(12_345_678)],
            ["0", "999", "1,000", "12,345,678"]
        );
        assert_eq!([kib(1536), mib(3 << 29), percent(0.0312)], ["1.5", "1,536.0", "3.1"]);
    }
}
