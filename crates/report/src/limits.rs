//! How far each config goes, what compiling takes, and where runtimes answer otherwise
//! than each other although all are right.

use std::collections::{BTreeMap, BTreeSet};

use badge_catalogue::Catalogue;
use badge_records::{Limit, LimitsRecord, LimitsRecords, Reach};
use serde::Serialize;

use crate::chart::{Chart, ChartRow, Shape};
use crate::number::{integer, significant};
use crate::observations::Sentence;
use crate::scale::{Axis, LogScale};
use crate::templates::NONE;
use crate::view::Name;

/// Limits that a running program meets; the others are met by its module.
const OF_PROGRAMS: [Limit; 3] = [Limit::Recursion, Limit::Memory, Limit::Table];

#[derive(Serialize)]
pub(crate) struct LimitsPage<'a> {
    programs: LimitTable<'a>,
    modules: LimitTable<'a>,
    /// Where the process dies instead of refusing, or the result is wrong.
    deaths: Vec<Death<'a>>,
    compiled: Vec<CompiledRow<'a>>,
    free: Vec<Question<'a>>,
    /// Questions to which all give the same answer.
    agreed: usize,
    unstable: Vec<Unstable<'a>>,
    configs: usize,
    runtimes: usize,
    seen: &'a [Sentence],
}

#[derive(Serialize)]
struct LimitTable<'a> {
    limits: Vec<LimitHead>,
    rows: Vec<LimitRow<'a>>,
}

#[derive(Serialize)]
struct LimitHead {
    word: &'static str,
    title: &'static str,
    most: u64,
}

#[derive(Serialize)]
struct LimitRow<'a> {
    name: Name<'a>,
    cells: Vec<String>,
}

#[derive(Serialize)]
struct Death<'a> {
    name: Name<'a>,
    limit: &'static str,
    at: u64,
    words: &'a str,
}

#[derive(Serialize)]
struct CompiledRow<'a> {
    name: Name<'a>,
    /// By size.
    cells: Vec<u64>,
    growth: Option<f64>,
}

/// A question to which there are several answers.
#[derive(Serialize)]
struct Question<'a> {
    title: &'a str,
    answers: Vec<Answer>,
}

#[derive(Serialize)]
struct Answer {
    answer: String,
    /// A signalling NaN, which no operator may give.
    is_wrong: bool,
    runtimes: Vec<String>,
}

#[derive(Serialize)]
struct Unstable<'a> {
    name: Name<'a>,
    questions: &'a [String],
}

/// The records of declared configs, in the order of the catalogue.
fn known<'a>(
    catalogue: &'a Catalogue,
    records: &'a LimitsRecords,
) -> Vec<(Name<'a>, &'a LimitsRecord)> {
    let configs = catalogue.configs().filter_map(|(runtime, config)| {
        let key = (runtime.name.clone(), config.name.clone());
        Some((Name::config(runtime, config), records.at(&key)?))
    });
    configs.collect()
}

/// `None` where nothing was asked yet.
pub(crate) fn page<'a>(
    catalogue: &'a Catalogue,
    records: &'a LimitsRecords,
    seen: &'a [Sentence],
) -> Option<LimitsPage<'a>> {
    let known = known(catalogue, records);
    if known.is_empty() {
        return None;
    }
    let of_modules = Limit::ALL.into_iter().filter(|limit| !OF_PROGRAMS.contains(limit));
    let mut deaths = Vec::new();
    for &(name, record) in &known {
        for (limit, reach) in &record.limits {
            let beyond = reach.beyond.as_deref().unwrap_or_default();
            let is_grave = beyond == "crash" || beyond.starts_with("results");
            if let (Some(at), true) = (reach.fails, is_grave) {
                let words = reach.words.as_deref().unwrap_or(beyond);
                deaths.push(Death { name, limit: limit.word(), at, words });
            }
        }
    }
    let mut compiled: Vec<CompiledRow<'a>> = known
        .iter()
        .filter(|(_, record)| !record.compiled.is_empty())
        .map(|(name, record)| CompiledRow {
            name: *name,
            cells: record.compiled.iter().map(|compiled| compiled.ns).collect(),
            growth: record.growth(),
        })
        .collect();
    compiled.sort_by_key(|row| (std::cmp::Reverse(row.cells.len()), row.cells.last().copied()));
    let questions = questions(&known);
    let (agreed, free) = questions.into_iter().partition::<Vec<_>, _>(|q| q.answers.len() == 1);
    let unstable = known.iter().filter(|(_, record)| !record.unstable.is_empty());
    Some(LimitsPage {
        programs: table(OF_PROGRAMS.to_vec(), &known),
        modules: table(of_modules.collect(), &known),
        deaths,
        compiled,
        free,
        agreed: agreed.len(),
        unstable: unstable
            .map(|(name, record)| Unstable { name: *name, questions: &record.unstable })
            .collect(),
        configs: known.len(),
        runtimes: known.iter().map(|(name, _)| name.runtime).collect::<BTreeSet<_>>().len(),
        seen,
    })
}

fn table<'a>(limits: Vec<Limit>, known: &[(Name<'a>, &'a LimitsRecord)]) -> LimitTable<'a> {
    let rows = known.iter().map(|(name, record)| LimitRow {
        name: *name,
        cells: limits.iter().map(|limit| cell(record.limits.get(limit))).collect(),
    });
    LimitTable {
        rows: rows.collect(),
        limits: limits
            .into_iter()
            .map(|limit| LimitHead { word: limit.word(), title: limit.title(), most: limit.most() })
            .collect(),
    }
}

/// What works and how it ends; `all` where nothing that was tried failed.
fn cell(reach: Option<&Reach>) -> String {
    let Some(reach) = reach else {
        return NONE.to_owned();
    };
    let works = integer(rounded(reach.works));
    match reach.beyond.as_deref().map(|answer| answer.split(' ').collect::<Vec<_>>()) {
        None => "all".to_owned(),
        Some(words) => match words[..] {
            ["crash"] => format!("{works} **crash**"),
            ["timeout"] => format!("{works} 5 s"),
            ["out-of-memory"] => format!("{works} 1 GiB"),
            ["fail", "update" | "start", ..] | ["trap", ..] => format!("{works} trap"),
            ["fail", ..] => format!("{works} refused"),
            ["results", ..] => format!("{works} **wrong**"),
            _ => format!("{works} other"),
        },
    }
}

/// To three digits: a limit is known to one in a thousand.
fn rounded(count: u64) -> u64 {
    let step = 10_u64.pow(count.checked_ilog10().unwrap_or(0).saturating_sub(2));
    (count + step / 2) / step * step
}

/// By question, who answers what; the commonest answer first.
fn questions<'a>(known: &[(Name<'a>, &'a LimitsRecord)]) -> Vec<Question<'a>> {
    let mut all: BTreeMap<&'a str, BTreeMap<String, Vec<Name<'a>>>> = BTreeMap::new();
    for (name, record) in known {
        for (question, answer) in &record.free {
            all.entry(question).or_default().entry(shown(answer)).or_default().push(*name);
        }
    }
    let question = |(title, answers): (&'a str, BTreeMap<String, Vec<Name<'a>>>)| {
        let mut answers: Vec<Answer> = answers
            .into_iter()
            .map(|(answer, names)| Answer {
                is_wrong: is_signalling(&answer),
                runtimes: named(known, &names),
                answer,
            })
            .collect();
        answers.sort_by_key(|answer| std::cmp::Reverse(answer.runtimes.len()));
        Question { title, answers }
    };
    all.into_iter().map(question).collect()
}

/// A runtime whose configs all say the same by its title, the others config by config.
fn named(known: &[(Name<'_>, &LimitsRecord)], names: &[Name<'_>]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        let same = |other: &Name<'_>| other.runtime == name.runtime;
        let is_whole = names.iter().filter(|other| same(other)).count()
            == known.iter().filter(|(other, _)| same(other)).count();
        let label = if is_whole { name.title.to_owned() } else { name.label() };
        if !all.contains(&label) {
            all.push(label);
        }
    }
    all
}

/// Whether bits are those of a NaN in single precision whose quiet bit is clear.
fn is_signalling(answer: &str) -> bool {
    let bits = answer.strip_prefix("0x").filter(|bits| bits.len() == 8);
    let bits = bits.and_then(|bits| u32::from_str_radix(bits, 16).ok());
    bits.is_some_and(|bits| f32::from_bits(bits).is_nan() && bits & 0x40_0000 == 0)
}

/// Bits as bits: an integer that was asked for its sake is small, one that holds a
/// float is not.
fn shown(answer: &str) -> String {
    let bits = |value: &str, digits: usize| {
        let value: i64 = value.parse().ok()?;
        let mask = if digits == 8 { u64::from(u32::MAX) } else { u64::MAX };
        let bits = value.cast_unsigned() & mask;
        (value.unsigned_abs() > 1 << 16).then(|| format!("0x{bits:0digits$x}"))
    };
    match answer.split_once(':') {
        Some(("i32", value)) => bits(value, 8).unwrap_or_else(|| value.to_owned()),
        Some(("i64", value)) => bits(value, 16).unwrap_or_else(|| value.to_owned()),
        _ => answer.to_owned(),
    }
}

/// Nanoseconds for each byte of a module, by its size: where these lie apart, the time
/// does not grow with the size alone. `None` where nothing was compiled.
pub(crate) fn chart(catalogue: &Catalogue, records: &LimitsRecords) -> Option<Chart> {
    let known = known(catalogue, records);
    let mut rows: Vec<(String, Vec<f64>, Option<f64>)> = known
        .iter()
        .filter(|(_, record)| record.compiled.len() > 1)
        .map(|(name, record)| {
            let per_byte = |of: &badge_records::Compiled| of.ns as f64 / of.bytes as f64;
            (name.label(), record.compiled.iter().skip(1).map(per_byte).collect(), record.growth())
        })
        .collect();
    let last = |row: &(String, Vec<f64>, Option<f64>)| row.1.last().copied().unwrap_or_default();
    rows.sort_by(|one, other| last(one).total_cmp(&last(other)).then_with(|| one.0.cmp(&other.0)));
    let axis = Axis::Logarithmic(LogScale::covering(
        rows.iter().flat_map(|(_, per_byte, _)| per_byte.iter().copied()),
    )?);
    let row = |(label, per_byte, growth): (String, Vec<f64>, Option<f64>)| {
        let places: Vec<f64> = per_byte.iter().map(|value| axis.position(*value)).collect();
        let low = places.iter().copied().fold(1.0, f64::min);
        let high = places.iter().copied().fold(0.0, f64::max);
        let mut shapes = vec![Shape::Range { from: low, to: high }];
        for (index, &at) in places.iter().enumerate() {
            shapes.push(match index {
                0 => Shape::Tick { at },
                1 => Shape::Ring { at },
                _ => Shape::Point { at },
            });
        }
        ChartRow { label, value: growth.map_or_else(|| NONE.to_owned(), significant), shapes }
    };
    Some(Chart {
        title: "Nanoseconds to an instance for each byte of the module, on a PC".to_owned(),
        legend: "tick: 10 KB; ring: 100 KB; dot: 1 MB; number: the power of the size; logarithmic"
            .to_owned(),
        lines: axis.lines(),
        rows: rows.into_iter().map(row).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_how_far_and_what_happens_then() {
        let reach = |beyond: &str| Reach {
            works: 50_000,
            fails: Some(50_001),
            beyond: Some(beyond.to_owned()),
            words: None,
        };
        let shown = |beyond| cell(Some(&reach(beyond)));
        assert_eq!(shown("fail compile invalid"), "50,000 refused");
        assert_eq!(shown("fail update stack-exhausted"), "50,000 trap");
        assert_eq!(shown("crash"), "50,000 **crash**");
        assert_eq!(shown("timeout"), "50,000 5 s");
        assert_eq!([998, 1234, 999_936, 0].map(rounded), [998, 1230, 1_000_000, 0]);
        let all = Reach { fails: None, beyond: None, ..reach("crash") };
        assert_eq!(cell(Some(&all)), "all");
        assert_eq!(cell(None), NONE);
    }

    #[test]
    fn bits_are_shown_as_bits_and_numbers_as_numbers() {
        assert_eq!(shown("i32:2143289344"), "0x7fc00000");
        assert_eq!(shown("i32:-4194304"), "0xffc00000");
        assert_eq!(shown("i64:9221120237041090560"), "0x7ff8000000000000");
        assert_eq!(shown("i32:-1"), "-1");
        assert_eq!(shown("f32:nan:0x400001"), "f32:nan:0x400001");
        assert_eq!(shown("returns"), "returns");
        assert!(is_signalling("0x7fa00001") && !is_signalling("0x7fc00001"));
        assert!(!is_signalling("0x7f800000") && !is_signalling("0x7ff4000000000000"));
    }
}
