//! How the runtimes did in the specification's own test suite.

use std::collections::{BTreeMap, BTreeSet};

use badge_catalogue::Catalogue;
use badge_records::{Counts, SuiteRecord, SuiteRecords};
use serde::Serialize;

use crate::number::integer;
use crate::view::Name;

/// The versions that are shown, the oldest first.
const VERSIONS: [&str; 3] = ["1.0", "2.0", "3.0"];

#[derive(Serialize)]
pub(crate) struct SuiteView<'a> {
    /// Configs of one runtime with the same counts stand together.
    rows: Vec<SuiteRow<'a>>,
    /// What fails of the oldest version, which the badge's programs are written in.
    failures: Vec<FailureRow<'a>>,
    /// How many of its assertions the config with the most is asked, and not asked.
    asked: String,
    skipped: String,
}

#[derive(Serialize)]
struct SuiteRow<'a> {
    title: &'a str,
    configs: String,
    /// In the order of the versions; `None` where a version was not asked.
    versions: Vec<Option<Version>>,
}

#[derive(Serialize)]
struct Version {
    share: Option<f64>,
    failed: u32,
}

#[derive(Serialize)]
struct FailureRow<'a> {
    title: &'a str,
    configs: String,
    script: &'a str,
    failed: u32,
    line: u32,
    expected: &'a str,
    actual: &'a str,
}

/// By script, line, what was expected and what happened: how many assertions fail, and
/// in which configs.
type Failing<'a> = BTreeMap<(&'a str, u32, &'a str, &'a str, u32), Vec<&'a str>>;

/// `None` where nothing was asked yet.
pub(crate) fn view<'a>(
    catalogue: &'a Catalogue,
    records: &'a SuiteRecords,
) -> Option<SuiteView<'a>> {
    let of_oldest = records.iter().filter(|record| record.version == VERSIONS[0]);
    let most =
        of_oldest.map(SuiteRecord::counts).max_by_key(|counts| counts.passed + counts.failed)?;
    let mut view = SuiteView {
        rows: Vec::new(),
        failures: Vec::new(),
        asked: integer(u64::from(most.passed + most.failed)),
        skipped: integer(u64::from(most.skipped)),
    };
    for runtime in &catalogue.runtimes {
        let title = runtime.title.as_str();
        let mut alike: Vec<(Vec<Option<Counts>>, Vec<&str>)> = Vec::new();
        let mut failing = Failing::new();
        for config in runtime.configs_default_first() {
            let of = |version: &&str| records.get(&runtime.name, &config.name, version);
            let known: Vec<Option<&SuiteRecord>> = VERSIONS.iter().map(of).collect();
            if known.iter().all(Option::is_none) {
                continue;
            }
            let counts: Vec<Option<Counts>> =
                known.iter().map(|record| record.map(SuiteRecord::counts)).collect();
            match alike.iter_mut().find(|(same, _)| *same == counts) {
                Some((_, configs)) => configs.push(&config.name),
                None => alike.push((counts, vec![&config.name])),
            }
            for (script, first) in known[0].iter().flat_map(|record| &record.first) {
                let failed = known[0].and_then(|record| record.scripts.get(script));
                let failed = failed.map_or(0, |counts| counts.failed);
                let key = (script.as_str(), first.line, &*first.expected, &*first.actual, failed);
                failing.entry(key).or_default().push(&config.name);
            }
        }
        view.rows.extend(alike.into_iter().map(|(counts, configs)| {
            let version = |counts: Option<Counts>| {
                counts.map(|counts| Version { share: counts.share(), failed: counts.failed })
            };
            let versions = counts.into_iter().map(version).collect();
            SuiteRow { title, configs: configs.join(", "), versions }
        }));
        view.failures.extend(failing.into_iter().map(
            |((script, line, expected, actual, failed), configs)| FailureRow {
                title,
                configs: configs.join(", "),
                script,
                failed,
                line,
                expected,
                actual,
            },
        ));
    }
    Some(view)
}

/// Of the oldest version: a row for the default config of each runtime, a column for each
/// script.
#[derive(Serialize)]
pub(crate) struct SuiteMap<'a> {
    version: &'static str,
    scripts: Vec<&'a str>,
    rows: Vec<MapRow>,
}

#[derive(Serialize)]
struct MapRow {
    label: String,
    share: Option<f64>,
    /// In the order of the scripts.
    shades: Vec<Shade>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Shade {
    /// Nothing fails.
    Right,
    /// At most a tenth does.
    Some,
    /// More does.
    Many,
    Unknown,
}

impl Shade {
    fn of(counts: Option<&Counts>) -> Self {
        match counts.copied().and_then(Counts::share) {
            None => Self::Unknown,
            Some(share) if share >= 1.0 => Self::Right,
            Some(share) if share >= 0.9 => Self::Some,
            Some(_) => Self::Many,
        }
    }
}

/// `None` where nothing was asked yet.
pub(crate) fn map<'a>(catalogue: &'a Catalogue, records: &'a SuiteRecords) -> Option<SuiteMap<'a>> {
    let version = VERSIONS[0];
    let of_version = || records.iter().filter(|record| record.version == version);
    let scripts: BTreeSet<&str> =
        of_version().flat_map(|record| record.scripts.keys().map(String::as_str)).collect();
    let scripts: Vec<&str> = scripts.into_iter().collect();
    let mut rows: Vec<(u32, MapRow)> = Vec::new();
    for runtime in &catalogue.runtimes {
        let Some(config) = runtime.default_config() else {
            continue;
        };
        let Some(record) = records.get(&runtime.name, &config.name, version) else {
            continue;
        };
        let counts = record.counts();
        let shades = scripts.iter().map(|script| Shade::of(record.scripts.get(*script))).collect();
        let label = Name::config(runtime, config).label();
        rows.push((counts.failed, MapRow { label, share: counts.share(), shades }));
    }
    rows.sort_by(|one, other| (one.0, &one.1.label).cmp(&(other.0, &other.1.label)));
    let rows: Vec<MapRow> = rows.into_iter().map(|(_, row)| row).collect();
    (!rows.is_empty()).then_some(SuiteMap { version, scripts, rows })
}
