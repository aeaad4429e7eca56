//! `catalogue.md`: the wider facts of every runtime, what documents claim, and
//! where they contradict each other or are wrong.

use badge_catalogue::{
    Catalogue, Claim, Config, Contradiction, Correction, Facts, NotObtainable, Status,
};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct CataloguePage<'a> {
    systems: Vec<System<'a>>,
    contradictions: Vec<Point<'a, Contradiction>>,
    corrections: Vec<Point<'a, Correction>>,
}

/// All that is cited of one runtime.
#[derive(Serialize)]
struct System<'a> {
    name: &'a str,
    title: &'a str,
    facts: &'a Facts,
    status: &'a Status,
    not_obtainable: Option<&'a NotObtainable>,
    configs: Vec<&'a Config>,
    claims: &'a [Claim],
    contradictions: usize,
    corrections: usize,
}

/// Something that documents say wrong of a system.
#[derive(Serialize)]
struct Point<'a, T> {
    name: &'a str,
    title: &'a str,
    point: &'a T,
}

pub(crate) fn page(catalogue: &Catalogue) -> CataloguePage<'_> {
    let mut page =
        CataloguePage { systems: Vec::new(), contradictions: Vec::new(), corrections: Vec::new() };
    for runtime in &catalogue.runtimes {
        let (name, title) = (runtime.name.as_str(), runtime.title.as_str());
        page.systems.push(System {
            name,
            title,
            facts: &runtime.facts,
            status: &runtime.status,
            not_obtainable: runtime.not_obtainable.as_ref(),
            configs: runtime.configs_default_first().collect(),
            claims: &runtime.claims,
            contradictions: runtime.contradictions.len(),
            corrections: runtime.corrections.len(),
        });
        let contradictions = runtime.contradictions.iter();
        page.contradictions.extend(contradictions.map(|point| Point { name, title, point }));
        page.corrections.extend(runtime.corrections.iter().map(|point| Point {
            name,
            title,
            point,
        }));
    }
    page
}
