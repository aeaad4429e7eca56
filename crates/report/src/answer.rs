//! The short answer: for each wish the config that fulfils it best, by the records.

use badge_catalogue::{Catalogue, Group, ModuleRoute};
use badge_records::{Lane, Lanes};
use serde::Serialize;

use crate::badge;
use crate::host;
use crate::view::View;

/// What to take; `None` where no config fulfils the wish.
#[derive(Serialize)]
pub(crate) struct ShortAnswer<'a> {
    badge: OnBadge<'a>,
    host: OnHost<'a>,
}

/// On the emulated badge.
#[derive(Serialize)]
struct OnBadge<'a> {
    /// Translated on a PC and linked into the firmware.
    built_in: Option<badge::Row<'a>>,
    /// Loads a program at run time.
    loads: Option<badge::Row<'a>>,
    /// The same, in Rust alone.
    in_rust: Option<badge::Row<'a>>,
    /// The same, and checks on the badge what it loads.
    in_rust_checked: Option<badge::Row<'a>>,
    /// The least flash of those that keep up with a game.
    smallest: Option<badge::Row<'a>>,
    /// Runs the large program.
    large: Option<badge::Row<'a>>,
    /// Ends an endless loop without a reset.
    ends_loops: Option<badge::Row<'a>>,
}

/// On a host.
#[derive(Serialize)]
struct OnHost<'a> {
    compiler: Option<host::Row<'a>>,
    interpreter: Option<host::Row<'a>>,
    /// The fastest that ends an endless loop.
    ends_loops: Option<host::Row<'a>>,
}

pub(crate) fn short_answer<'a>(catalogue: &'a Catalogue, lanes: &'a Lanes) -> ShortAnswer<'a> {
    let view = |lane| View { catalogue, lanes, lane };
    let rows = badge::rows(&view(Lane::Emulated));
    let rows = || rows.iter().filter(|row| row.is_sandboxed());
    let loads = || rows().filter(|row| row.config().module != ModuleRoute::Link);
    let in_rust = || loads().filter(|row| row.runtime().facts.language == "Rust");
    let fastest = badge::Row::mean;
    let flash = |row: &badge::Row<'a>| row.mean().and(row.flash()).map(|bytes| bytes as f64);
    let badge = OnBadge {
        built_in: least(rows().filter(|row| row.config().module == ModuleRoute::Link), fastest),
        loads: least(loads(), fastest),
        in_rust: least(in_rust(), fastest),
        in_rust_checked: least(
            in_rust().filter(|row| row.config().module == ModuleRoute::Load),
            fastest,
        ),
        smallest: least(loads().filter(|row| row.keeps_up()), flash),
        large: least(loads(), badge::Row::large_ms),
        ends_loops: least(loads().filter(|row| row.ends_loops()), fastest),
    };
    let rows = host::ranked(&view(Lane::Host));
    let of = |group| rows.iter().filter(move |row| row.group() == group);
    let compiled = || of(Group::Compiler);
    let embedded = || compiled().chain(of(Group::Interpreter));
    let host = OnHost {
        compiler: least(compiled(), host::Row::mean),
        // Other configs of an interpreter may compile.
        interpreter: least(of(Group::Interpreter).filter(|r| r.is_default()), host::Row::mean),
        ends_loops: least(embedded().filter(|row| row.ends_loops()), host::Row::mean),
    };
    ShortAnswer { badge, host }
}

/// The row with the smallest value, of those that have one.
fn least<'r, R: Clone + 'r>(
    rows: impl Iterator<Item = &'r R>,
    value: impl Fn(&R) -> Option<f64>,
) -> Option<R> {
    let known = rows.filter_map(|row| Some((row, value(row)?)));
    known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(row, _)| row.clone())
}
