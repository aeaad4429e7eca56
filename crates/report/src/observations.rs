//! What a person saw in the numbers: sentences whose numbers come from the
//! records, and whose claims are checked against them.

use std::collections::BTreeMap;
use std::sync::Arc;

use badge_catalogue::{Catalogue, Date};
use badge_records::statistics::Estimate;
use badge_records::{Lane, Lanes, LimitsRecords};
use minijinja::value::{Serde, Value};
use minijinja::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::badge;
use crate::templates::Templates;
use crate::view::{Name, View};

/// The content of `results/observations.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observations {
    #[serde(default, rename = "observation")]
    list: Vec<Observation>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Observation {
    about: About,
    date: Date,
    /// A template: `{{ mean("host", "wasmi/eager") | estimate }}`.
    text: String,
    /// Expressions that must be true, or the sentence is wrong.
    holds: Vec<String>,
}

/// Where an observation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum About {
    Badge,
    Compilers,
    Interpreters,
    Javascript,
    OtherLanguages,
    Metering,
    /// What the documents claim, tried again.
    Claims,
}

/// An observation whose claims hold.
#[derive(Serialize)]
pub(crate) struct Sentence {
    about: About,
    date: Date,
    text: String,
}

impl Observations {
    /// Reads the file; the error names the line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let read: Self = toml::from_str(text)?;
        match read.list.iter().find(|o| o.holds.is_empty()) {
            None => Ok(read),
            Some(o) => Err(serde::de::Error::custom(format!(
                "the observation `{}` claims nothing that can be checked: `holds` is empty",
                o.text
            ))),
        }
    }

    /// Those that the records bear out; the others are left out.
    pub(crate) fn sentences(
        &self,
        catalogue: &Catalogue,
        lanes: &Lanes,
        limits: &LimitsRecords,
    ) -> Result<Vec<Sentence>, Error> {
        let judged = self.judged(catalogue, lanes, limits)?;
        Ok(judged.into_iter().filter_map(Result::ok).collect())
    }

    fn judged(
        &self,
        catalogue: &Catalogue,
        lanes: &Lanes,
        limits: &LimitsRecords,
    ) -> Result<Vec<Result<Sentence, String>>, Error> {
        let mut templates = Templates::new()?;
        Figures::of(catalogue, lanes, limits).offer(&mut templates);
        Ok(self.list.iter().map(|observation| judge(observation, &templates)).collect())
    }
}

/// The observations that the records do not bear out, each with the claim that fails.
pub fn refuted(
    catalogue: &Catalogue,
    lanes: &Lanes,
    limits: &LimitsRecords,
    observations: &Observations,
) -> Result<Vec<String>, Error> {
    let judged = observations.judged(catalogue, lanes, limits)?;
    Ok(judged.into_iter().filter_map(Result::err).collect())
}

fn judge(observation: &Observation, templates: &Templates) -> Result<Sentence, String> {
    let Observation { about, date, text, holds } = observation;
    let said = |reason: String| format!("{reason}; the observation of {date} says: {text}");
    for claim in holds {
        match templates.evaluate(claim) {
            Ok(value) if value.kind() == minijinja::value::ValueKind::Bool => {
                if !value.is_true() {
                    return Err(said(format!("`{claim}` does not hold")));
                }
            }
            Ok(value) => return Err(said(format!("`{claim}` is {value}, not true or false"))),
            Err(error) => return Err(said(format!("`{claim}`: {error}"))),
        }
    }
    let text = templates.text(text).map_err(|error| said(error.to_string()))?;
    Ok(Sentence { about: *about, date: *date, text: text.trim().to_owned() })
}

/// Every figure that a sentence can name, by lane and `runtime/config`.
#[derive(Default)]
struct Figures {
    means: BTreeMap<(String, String), Estimate>,
    ratios: BTreeMap<(String, String, String), Estimate>,
    outcomes: BTreeMap<(String, String, String), String>,
    /// Milliseconds of processor time for a frame of the flagship on the emulated badge.
    frame_ms: BTreeMap<String, f64>,
    /// The same of the large workload.
    large_ms: BTreeMap<String, f64>,
    flash: BTreeMap<String, u64>,
    ram: BTreeMap<String, u64>,
    /// The most that works and what happens beyond, by limit.
    limits: BTreeMap<(String, String), (u64, String)>,
    /// Milliseconds until the largest module that was compiled is an instance.
    compiled_ms: BTreeMap<String, f64>,
    /// The power of the size with which that grows.
    growth: BTreeMap<String, f64>,
}

impl Figures {
    fn of(catalogue: &Catalogue, lanes: &Lanes, limits: &LimitsRecords) -> Self {
        let mut figures = Figures::default();
        for lane in lanes.present() {
            let view = View { catalogue, lanes, lane };
            for (runtime, config) in view.configs() {
                let key = (lane.to_string(), Name::config(runtime, config).label());
                if let Some(mean) = view.mean(runtime, config) {
                    figures.means.insert(key.clone(), mean);
                }
                for workload in &catalogue.workloads {
                    let key = (key.0.clone(), key.1.clone(), workload.name.clone());
                    let outcome = view.cell(runtime, config, workload).outcome;
                    figures.outcomes.insert(key.clone(), outcome.to_string());
                    if let Some(Ok(ratio)) = view.ratio(runtime, config, &workload.name) {
                        figures.ratios.insert(key, ratio);
                    }
                }
            }
        }
        for row in badge::rows(&View { catalogue, lanes, lane: Lane::Emulated }) {
            figures.frame_ms.extend(row.frame_ms().map(|ms| (row.label(), ms)));
            figures.large_ms.extend(row.large_ms().map(|ms| (row.label(), ms)));
            figures.flash.extend(row.flash().map(|bytes| (row.label(), bytes)));
            figures.ram.extend(row.ram().map(|bytes| (row.label(), bytes)));
        }
        for record in limits.iter() {
            let label = format!("{}/{}", record.runtime, record.config);
            for (limit, reach) in &record.limits {
                let known = (reach.works, reach.beyond.clone().unwrap_or_default());
                figures.limits.insert((label.clone(), limit.to_string()), known);
            }
            let last = record.compiled.last().map(|compiled| compiled.ns as f64 / 1e6);
            figures.compiled_ms.extend(last.map(|ms| (label.clone(), ms)));
            figures.growth.extend(record.growth().map(|growth| (label, growth)));
        }
        figures
    }

    /// Adds a function for each kind of figure.
    fn offer(self, templates: &mut Templates) {
        let figures = Arc::new(self);
        let of = Arc::clone(&figures);
        templates.add("mean", move |lane: String, config: String| {
            estimate(of.means.get(&(lane, config)))
        });
        let of = Arc::clone(&figures);
        templates.add("ratio", move |lane: String, config: String, workload: String| {
            estimate(of.ratios.get(&(lane, config, workload)))
        });
        let of = Arc::clone(&figures);
        templates.add("outcome", move |lane: String, config: String, workload: String| {
            known(of.outcomes.get(&(lane, config, workload)).cloned())
        });
        let of = Arc::clone(&figures);
        templates.add("frame_ms", move |config: String| known(of.frame_ms.get(&config).copied()));
        let of = Arc::clone(&figures);
        templates.add("large_ms", move |config: String| known(of.large_ms.get(&config).copied()));
        let of = Arc::clone(&figures);
        templates.add("flash", move |config: String| known(of.flash.get(&config).copied()));
        let of = Arc::clone(&figures);
        templates.add("ram", move |config: String| known(of.ram.get(&config).copied()));
        let of = Arc::clone(&figures);
        templates.add("works", move |config: String, limit: String| {
            known(of.limits.get(&(config, limit)).map(|(works, _)| *works))
        });
        let of = Arc::clone(&figures);
        templates.add("beyond", move |config: String, limit: String| {
            known(of.limits.get(&(config, limit)).map(|(_, beyond)| beyond.clone()))
        });
        let of = Arc::clone(&figures);
        templates
            .add("compiled_ms", move |config: String| known(of.compiled_ms.get(&config).copied()));
        let of = Arc::clone(&figures);
        templates.add("growth", move |config: String| known(of.growth.get(&config).copied()));
        // Whether one config is faster than another beyond both intervals.
        templates.add("faster", move |lane: String, one: String, other: String| {
            let one = known(figures.means.get(&(lane.clone(), one)))?;
            let other = known(figures.means.get(&(lane, other)))?;
            Ok::<_, Error>(one.is_bounded() && other.is_bounded() && one.is_below(other))
        });
    }
}

fn estimate(estimate: Option<&Estimate>) -> Result<Value, Error> {
    known(estimate).map(|estimate| Value::from(Serde(*estimate)))
}

fn known<T>(figure: Option<T>) -> Result<T, Error> {
    figure.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "no record has this figure"))
}
