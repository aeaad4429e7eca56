//! `without-a-runner.md`: the systems that nothing here runs, by reason.

use badge_catalogue::{Catalogue, Facts, Hurdle, NotObtainable};
use serde::Serialize;

use crate::host::Status;
use crate::view::Name;

#[derive(Serialize)]
pub(crate) struct UnobtainablePage<'a> {
    /// By what stands between them and a runner.
    groups: Vec<ReasonGroup<'a>>,
}

#[derive(Serialize)]
struct ReasonGroup<'a> {
    hurdle: Hurdle,
    systems: Vec<System<'a>>,
}

#[derive(Serialize)]
struct System<'a> {
    name: Name<'a>,
    facts: &'a Facts,
    status: Status,
    why: &'a NotObtainable,
}

pub(crate) fn page(catalogue: &Catalogue) -> UnobtainablePage<'_> {
    let mut groups: Vec<ReasonGroup<'_>> = Vec::new();
    for runtime in &catalogue.runtimes {
        let Some(why) = &runtime.not_obtainable else {
            continue;
        };
        let system = System {
            name: Name::runtime(runtime),
            facts: &runtime.facts,
            status: Status::of(runtime),
            why,
        };
        match groups.iter_mut().find(|group| group.hurdle == why.hurdle) {
            Some(group) => group.systems.push(system),
            None => groups.push(ReasonGroup { hurdle: why.hurdle, systems: vec![system] }),
        }
    }
    let place = |hurdle: Hurdle| Hurdle::ALL.iter().position(|other| *other == hurdle);
    groups.sort_by_key(|group| place(group.hurdle));
    UnobtainablePage { groups }
}
