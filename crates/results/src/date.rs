//! A calendar date, `YYYY-MM-DD`.

use std::fmt;
use std::str::FromStr;

/// A calendar date of the proleptic Gregorian calendar, written `YYYY-MM-DD`
/// and in no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Whole days from `self` to `later`; negative when `later` is earlier.
    #[must_use]
    pub fn days_until(self, later: Date) -> i64 {
        // A difference of civil dates in days is at most 7.3 million hours
        // long and cannot fail; `i64` holds it.
        later.0.duration_since(self.0).as_hours() / 24
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // jiff accepts further ISO 8601 spellings; files hold one only, so
        // that reading and writing is byte for byte the same.
        text.parse::<jiff::civil::Date>()
            .ok()
            .filter(|date| date.to_string() == text)
            .map(Date)
            .ok_or_else(|| format!("`{text}` is not a date of the form YYYY-MM-DD"))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_spelling_is_a_date() {
        assert_eq!("2026-08-22".parse::<Date>().map(|d| d.to_string()), Ok("2026-08-22".into()));
        for wrong in ["2026-8-22", "20260822", "2026-02-30", "2026-08-22T00:00", "", "today"] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_counted_over_a_leap_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2024-02-28").days_until(day("2024-03-01")), 2);
        assert_eq!(day("2024-03-01").days_until(day("2024-02-28")), -2);
    }
}
