//! Pages about cartridges of the user's own, which are no results of this
//! repository: which runtime runs which, and whether they show the same.

use crate::number::significant;
use crate::templates::{NONE, Templates};
use minijinja::Error;
use serde::Serialize;

/// What came of some cartridges on some runtimes.
#[derive(Clone, Debug, Serialize)]
pub struct Carts {
    /// Where they come from.
    pub title: String,
    /// How many ticks each was played.
    pub ticks: u32,
    /// On the emulated badge, not on the host.
    pub on_badge: bool,
    /// What there is to say of the letters; `None` where they are the console's.
    pub letters: Option<String>,
    /// Names of configs, in the order of the columns.
    pub configs: Vec<String>,
    /// Configs that play none of them, each for one reason; they have no column.
    pub unable: Vec<(String, String)>,
    /// The cartridges, in the order of the rows.
    pub carts: Vec<Cart>,
    /// Files that are no cartridges, and why.
    pub others: Vec<(String, String)>,
}

/// One cartridge.
#[derive(Clone, Debug, Serialize)]
pub struct Cart {
    /// Its file.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// What came of it, by config.
    pub cells: Vec<CartCell>,
}

/// One cartridge on one config.
#[derive(Clone, Debug, Serialize)]
pub struct CartCell {
    /// Whether every tick was played.
    pub ran: bool,
    /// Outcome and reason where it was not; empty where it was.
    pub reason: String,
    /// Nanoseconds of the median `update`.
    pub update_ns: Option<u64>,
    /// Nanoseconds from the file's bytes to the first picture.
    pub first_ns: Option<u64>,
    /// What the badge tells besides.
    pub badge: Option<OnBadge>,
    /// Where its pictures or tones differ from those of most configs.
    pub difference: Option<Difference>,
}

/// What a badge tells of a cartridge besides times.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OnBadge {
    /// With the display and as fast as it goes.
    pub frames_per_second: Option<f64>,
    /// Most heap in use.
    pub heap_bytes: u64,
    /// Heap that was never in use.
    pub heap_left_bytes: u64,
    /// Flash behind the image.
    pub flash_left_bytes: u64,
}

/// Two pictures that should be one.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The first tick that differs, where that is known.
    pub tick: Option<usize>,
    /// The config that it is compared with.
    pub with: String,
    /// Both, where there are any.
    pub pictures: Option<Pictures>,
}

/// Two pictures of one tick.
#[derive(Clone, Debug, Serialize)]
pub struct Pictures {
    /// Picture of this config, a PNG file in base64.
    pub picture: String,
    /// Picture of the other.
    pub other: String,
}

/// One row of the summary.
#[derive(Debug, Serialize)]
struct Summary<'c> {
    config: &'c str,
    ran: usize,
    alike: usize,
    median: String,
    slowest: String,
    /// How many make so many updates a second: 60, and 30.
    sixty: usize,
    thirty: usize,
    /// The largest cartridge that ran.
    largest_bytes: u64,
    /// The most heap that one used, and the least flash that one left.
    most_heap_bytes: u64,
    least_flash_bytes: u64,
}

impl Carts {
    /// Moves the columns of configs that play nothing, each for one reason, out of
    /// the table.
    #[must_use]
    pub fn without_the_unable(mut self) -> Self {
        for index in (0..self.configs.len()).rev() {
            let mut cells = self.carts.iter().filter_map(|cart| cart.cells.get(index));
            let Some(first) = cells.next().filter(|cell| !cell.ran) else {
                continue;
            };
            let reason = first.reason.clone();
            if self.carts.len() > 1 && cells.all(|cell| !cell.ran && cell.reason == reason) {
                self.unable.insert(0, (self.configs.remove(index), reason));
                for cart in &mut self.carts {
                    cart.cells.remove(index);
                }
            }
        }
        self
    }

    fn summaries(&self) -> Vec<Summary<'_>> {
        let of = |(index, config)| {
            let cells = self.carts.iter().filter_map(|cart| Some((cart, cart.cells.get(index)?)));
            let (carts, ran): (Vec<&Cart>, Vec<&CartCell>) =
                cells.filter(|(_, cell): &(&Cart, &CartCell)| cell.ran).unzip();
            let mut updates: Vec<u64> = ran.iter().filter_map(|cell| cell.update_ns).collect();
            updates.sort_unstable();
            let unit = if self.on_badge { milliseconds } else { microseconds };
            let shown = |ns: Option<&u64>| ns.map_or_else(|| NONE.to_owned(), |ns| unit(*ns));
            let within =
                |hertz: u64| updates.iter().filter(|ns| **ns * hertz <= 1_000_000_000).count();
            let figures = || ran.iter().filter_map(|cell| cell.badge);
            Summary {
                config,
                ran: ran.len(),
                alike: ran.iter().filter(|cell| cell.difference.is_none()).count(),
                median: shown(updates.get(updates.len().saturating_sub(1) / 2)),
                slowest: shown(updates.last()),
                sixty: within(60),
                thirty: within(30),
                largest_bytes: carts.iter().map(|cart| cart.bytes).max().unwrap_or_default(),
                most_heap_bytes: figures().map(|of| of.heap_bytes).max().unwrap_or_default(),
                least_flash_bytes: figures()
                    .map(|of| of.flash_left_bytes)
                    .min()
                    .unwrap_or_default(),
            }
        };
        self.configs.iter().map(String::as_str).enumerate().map(of).collect()
    }
}

#[derive(Debug, Serialize)]
struct View<'c> {
    carts: &'c Carts,
    summaries: Vec<Summary<'c>>,
}

/// The page in Markdown, and the same as a page of its own.
///
/// # Errors
///
/// When a template is wrong.
pub fn pages(carts: &Carts) -> Result<(String, String), Error> {
    let templates = Templates::new()?;
    let view = View { carts, summaries: carts.summaries() };
    Ok((templates.page("carts.md", &view)?, templates.page("carts.html", &view)?))
}

/// Milliseconds with three digits at most.
pub(crate) fn milliseconds(nanoseconds: u64) -> String {
    significant(nanoseconds as f64 / 1e6)
}

/// Microseconds with three digits at most.
pub(crate) fn microseconds(nanoseconds: u64) -> String {
    significant(nanoseconds as f64 / 1e3)
}
