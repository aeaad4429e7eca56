//! Values that are refused while they are read, so that the error names their place.

use std::collections::BTreeSet;
use std::str::FromStr;

use badge_runtime::TrapKind;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Text without surrounding white space, refused when nothing is left.
pub(crate) fn text<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    match String::deserialize(d)?.trim() {
        "" => Err(D::Error::custom("must not be empty")),
        trimmed => Ok(trimmed.to_owned()),
    }
}

/// A name of a directory, config or workload. Names appear in paths,
/// anchors and on command lines.
pub(crate) fn name<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    let name = String::deserialize(d)?;
    let first = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.starts_with(first) && name.chars().all(|c| first(c) || "-_.".contains(c)) {
        return Ok(name);
    }
    Err(D::Error::custom(format!(
        "`{name}` is not a name (lower-case letters, digits, `-`, `_`, `.`; a letter or digit first)"
    )))
}

/// A number of which 0 would mean none.
pub(crate) fn positive<'de, D, T>(d: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + PartialEq + Default,
{
    let number = T::deserialize(d)?;
    if number == T::default() { Err(D::Error::custom("must not be 0")) } else { Ok(number) }
}

/// A limit, absent where there is none.
pub(crate) fn limit<'de, D, T>(d: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + PartialEq + Default,
{
    let limit = Option::<T>::deserialize(d)?;
    if limit == Some(T::default()) {
        return Err(D::Error::custom("must be at least 1; leave it out for none"));
    }
    Ok(limit)
}

/// A list with at least one element, each once.
pub(crate) fn distinct<'de, D, T>(d: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Ord,
{
    let list = Vec::<T>::deserialize(d)?;
    if list.is_empty() || list.iter().collect::<BTreeSet<_>>().len() != list.len() {
        return Err(D::Error::custom("must have at least one element, each once"));
    }
    Ok(list)
}

/// Kinds of traps, at least one, each once.
pub(crate) fn trap_kinds<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<TrapKind>, D::Error> {
    let words: Vec<String> = distinct(d)?;
    words.iter().map(|word| trap_kind(word).map_err(D::Error::custom)).collect()
}

pub(crate) fn trap_kind(word: &str) -> Result<TrapKind, String> {
    TrapKind::from_str(word).map_err(|_| {
        let valid: Vec<_> = TrapKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("unknown trap kind `{word}`; valid: {}", valid.join(", "))
    })
}
