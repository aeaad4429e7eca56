//! The cartridges' part of the matrix: those of this repository on every default
//! config of the host and every config of the badge that plays them, as records.

use super::badge::{OnBadge, first_player, font_bytes};
use super::font::{Supply, font};
use super::own::{self, OwnCartridge};
use super::play::{Played, Player, Session};
use super::{unable, workload};
use crate::guest::Module;
use crate::halt::{Obstacle, settle};
use crate::parallel::{each, processors};
use crate::plan::{Cell, Plan};
use crate::progress::{Progress, announced};
use crate::pybadge::emulated::Session as BadgeSession;
use crate::pybadge::request::entry;
use crate::store;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use badge_catalogue::{Config, Outcome, RuntimeEntry, Target, Workload};
use badge_records::statistics::percentile;
use badge_records::{CartridgeRecord, CartridgeRecords, CartridgeRoom, CartridgeTimes, Sha256};
use std::path::Path;

/// Runs of a cartridge on the host, of which each tick's lower quartile counts.
const REPETITIONS: u32 = 7;

/// The tick whose picture stands for a cartridge.
const PICTURED: usize = 420;

/// Where the pictures lie, by the name of the cartridge.
#[must_use]
pub fn picture(cartridge: &str) -> String {
    format!("results/img/cartridge-{cartridge}.png")
}

/// A cartridge of this repository that was built.
struct Game {
    cartridge: OwnCartridge,
    module: Module,
    session: Session,
    workload: Workload,
}

/// One that a config is to play anew.
struct Stale<'c, P> {
    game: &'c Game,
    cell: Cell<'c>,
    inputs: Sha256,
    player: P,
    /// What came of it so far.
    played: Vec<Played>,
}

/// Plays what is not fresh and stores the records; how many cells that were.
///
/// # Errors
///
/// When a module, a source or the records cannot be read, or a runner not started.
pub fn renew<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    badge_plan: &Plan<'w>,
    force: bool,
) -> Result<usize> {
    let workspace = bench.workspace;
    let font = announced("looking for the console's font", || font(workspace));
    if let Supply::StandIn(reason) = &font {
        eprintln!("the cartridges are not measured without the console's font: {reason}");
        return Ok(0);
    }
    let games = games(bench, &font)?;
    let mut records: CartridgeRecords = store::entries(workspace)?;
    records.retain_declared(&workspace.catalogue);
    records.retain(|record| workspace.path(own::DIRECTORY).join(&record.cartridge).is_dir());
    let on_host = on_host(bench, plan, &games, &mut records, force)?;
    let on_badge = on_badge(bench, badge_plan, &games, &mut records, force)?;
    for &target in Target::ALL {
        store::put(workspace, target.word(), &records)?;
    }
    Ok(on_host + on_badge)
}

fn games(bench: &Workbench<'_>, font: &Supply) -> Result<Vec<Game>> {
    let mut games = Vec::new();
    for cartridge in own::all(bench.workspace)? {
        let building = format!("building {}", cartridge.name);
        match settle(announced(&building, || cartridge.build(bench)))? {
            Ok(module) => games.push(Game {
                session: Session {
                    ticks: cartridge.ticks,
                    pads: cartridge.held()?,
                    font: font.clone(),
                },
                workload: workload(&module)?,
                module,
                cartridge,
            }),
            Err(no) => eprintln!(
                "cartridge {}: {} {}; what is stored of it stays",
                cartridge.name,
                no.verdict.outcome,
                no.detail()
            ),
        }
    }
    Ok(games)
}

/// The configs of a plan that play cartridges.
fn configs<'w>(
    plan: &Plan<'w>,
    wanted: impl Fn(&Config) -> bool,
) -> Vec<(&'w RuntimeEntry, &'w Config)> {
    let able = |(runtime, config): &(&RuntimeEntry, &Config)| {
        wanted(config) && unable(runtime, config).is_none()
    };
    plan.configs.iter().copied().filter(able).collect()
}

fn is_fresh(records: &CartridgeRecords, target: Target, stale: (&Cell<'_>, &Game, Sha256)) -> bool {
    let (cell, game, inputs) = stale;
    let (runtime, config) = (&cell.runtime.name, &cell.config.name);
    let stored = records.get(target, runtime, config, &game.cartridge.name);
    stored.is_some_and(|stored| stored.inputs == inputs && stored.outcome != Outcome::NotRun)
}

fn on_host<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    games: &[Game],
    records: &mut CartridgeRecords,
    force: bool,
) -> Result<usize> {
    let target = Target::Host;
    let mut all = Vec::new();
    let mut count = 0;
    for (runtime, config) in configs(plan, |config| config.default) {
        for game in games {
            let cell = Cell { runtime, config, workload: &game.workload };
            let inputs = bench.inputs.of_cartridge(&cell, &game.module, &game.session.words())?;
            if !force && is_fresh(records, target, (&cell, game, inputs)) {
                continue;
            }
            count += 1;
            match settle(Player::ready(bench, &cell, &game.module))? {
                Ok(player) => all.push(Stale { game, cell, inputs, player, played: Vec::new() }),
                Err(no) => keep_obstacle(bench, records, target, (cell, game, inputs), &no),
            }
        }
    }
    let progress = Progress::new("cartridges", all.len() * REPETITIONS as usize);
    for of_config in all.chunk_by_mut(|one, next| one.cell.config_name() == next.cell.config_name())
    {
        for repetition in 0..REPETITIONS {
            for stale in &mut *of_config {
                progress.begin(&stale.cell.config_name());
                // What does not end well once is not repeated.
                if stale.played.iter().all(Played::ended_well) {
                    let played = stale.player.play(&stale.game.session)?;
                    let file = bench.workspace.path(&picture(&stale.game.cartridge.name));
                    if repetition == 0 && is_right(stale.game, &played) {
                        write_picture(&file, &played)?;
                    }
                    stale.played.push(played.without_pictures());
                }
                progress.finish_quietly();
            }
        }
        for stale in of_config {
            keep(records, record(bench, target, stale));
        }
        store::put(bench.workspace, target.word(), records)?;
    }
    progress.finish();
    Ok(count)
}

fn on_badge<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    games: &[Game],
    records: &mut CartridgeRecords,
    force: bool,
) -> Result<usize> {
    let target = Target::Pybadge;
    let mut session = BadgeSession::new(bench);
    let mut count = 0;
    for (runtime, config) in configs(plan, |_| true) {
        let mut all = Vec::new();
        for game in games {
            let cell = Cell { runtime, config, workload: &game.workload };
            let mut draft = entry(&cell, game.session.ticks, None)?;
            draft.trace = first_player(&game.session.pads);
            let module = game.module.blob.sha256;
            let inputs = bench.inputs.of_badge(&cell, &module, &draft, None)?;
            if force || !is_fresh(records, target, (&cell, game, inputs)) {
                all.push((game, cell, inputs));
            }
        }
        if all.is_empty() {
            continue;
        }
        count += all.len();
        let name = format!("{}/{}", runtime.name, config.name);
        let progress = Progress::new(&format!("cartridges on the badge, {name}"), all.len());
        let mut ready = Vec::new();
        for (game, cell, inputs) in all {
            progress.begin(&game.cartridge.title);
            let font = font_bytes(&game.session.font)?;
            let (module, played) = (&game.module, &game.session);
            match settle(OnBadge::ready(bench, &mut session, cell, module, played, &font))? {
                Ok(player) => ready.push(Stale { game, cell, inputs, player, played: Vec::new() }),
                Err(no) => {
                    progress.finish_quietly();
                    keep_obstacle(bench, records, target, (cell, game, inputs), &no);
                }
            }
        }
        let mut played = Vec::new();
        each(
            &ready,
            processors(),
            |stale| stale.player.play(),
            |index, said| {
                progress.finish_quietly();
                played.push((index, said));
                Ok(())
            },
        )?;
        for (index, said) in played {
            ready[index].played.push(said);
            keep(records, record(bench, target, &ready[index]));
        }
        store::put(bench.workspace, target.word(), records)?;
        progress.finish();
    }
    Ok(count)
}

/// Whether it came to the end that is recorded.
fn is_right(game: &Game, played: &Played) -> bool {
    let link = played.links().last().map(|link| link.to_string());
    played.ended_well() && link == game.cartridge.link
}

fn write_picture(file: &Path, played: &Played) -> Result<()> {
    let pictures = &played.pictures;
    let picture = pictures.get(PICTURED).or_else(|| pictures.last()).context("no picture")?;
    store::replace(file, &picture.png()?)
}

/// Puts a record in place of the old one, unless both say the same.
fn keep(records: &mut CartridgeRecords, record: CartridgeRecord) {
    let CartridgeRecord { target, runtime, config, cartridge, .. } = &record;
    let old = records.get(*target, runtime, config, cartridge);
    if !old.is_some_and(|old| record.same_observation(old)) {
        records.insert(record);
    }
}

/// Notes why a cell was not played, unless a better-equipped machine has played it.
fn keep_obstacle(
    bench: &Workbench<'_>,
    records: &mut CartridgeRecords,
    target: Target,
    (cell, game, inputs): (Cell<'_>, &Game, Sha256),
    obstacle: &Obstacle,
) {
    let outcome = obstacle.verdict.outcome;
    let stored = records.get(target, &cell.runtime.name, &cell.config.name, &game.cartridge.name);
    let unmade = matches!(outcome, Outcome::NotRun | Outcome::DoesNotBuild);
    if unmade && stored.is_some() {
        eprintln!("{}: {outcome} {}; the stored record stays", cell.name(), obstacle.detail());
        return;
    }
    let record = CartridgeRecord {
        outcome,
        detail: obstacle.verdict.detail.clone(),
        ..empty(bench, target, &cell, game, inputs)
    };
    keep(records, record);
}

fn empty(
    bench: &Workbench<'_>,
    target: Target,
    cell: &Cell<'_>,
    game: &Game,
    inputs: Sha256,
) -> CartridgeRecord {
    CartridgeRecord {
        runtime: cell.runtime.name.clone(),
        config: cell.config.name.clone(),
        cartridge: game.cartridge.name.clone(),
        target,
        outcome: Outcome::NotRun,
        detail: None,
        version: None,
        module_bytes: game.module.blob.bytes,
        ticks: game.session.ticks,
        times: None,
        room: None,
        machine: (target == Target::Host).then(|| bench.session.machine.clone()),
        inputs,
        date: bench.session.date,
    }
}

/// What came of all repetitions; the first that went wrong says what.
fn record<P>(bench: &Workbench<'_>, target: Target, stale: &Stale<'_, P>) -> CartridgeRecord {
    let Stale { game, cell, inputs, played, .. } = stale;
    let mut record = empty(bench, target, cell, game, *inputs);
    let said = played.iter().find_map(|played| played.transcript.as_ref());
    record.version = said.map(|said| said.hello.version.clone());
    if let Some(wrong) = played.iter().find(|played| !is_right(game, played)) {
        (record.outcome, record.detail) = match wrong.ended_well() {
            true => {
                let words = "the last link is not the recorded one".to_owned();
                (Outcome::Mismatch, Some(words))
            }
            false => (wrong.verdict.outcome, wrong.verdict.detail.clone()),
        };
        return record;
    }
    record.times = times(played);
    record.outcome = if record.times.is_some() { Outcome::Pass } else { Outcome::Crash };
    record.room = played.iter().find_map(|played| played.figures).map(|figures| CartridgeRoom {
        heap_bytes: figures.heap_bytes,
        heap_left_bytes: figures.heap_left_bytes,
        flash_left_bytes: figures.flash_left_bytes,
    });
    record
}

fn times(played: &[Played]) -> Option<CartridgeTimes> {
    let runs: Vec<Vec<u64>> = played.iter().map(Played::updates_ns).collect();
    let ticks = runs.iter().map(Vec::len).min()?;
    let quartile = |tick: usize| {
        let of_tick: Vec<u64> = runs.iter().map(|run| run[tick]).collect();
        percentile(&of_tick, 25)
    };
    let updates: Vec<u64> = (0..ticks).map(quartile).collect::<Option<_>>()?;
    let first: Vec<u64> = played.iter().filter_map(Played::first_ns).collect();
    let figures = played.iter().find_map(|played| played.figures);
    Some(CartridgeTimes {
        repetitions: u32::try_from(played.len()).unwrap_or(u32::MAX),
        updates_ns: updates.iter().sum(),
        longest_ns: updates.iter().copied().max()?,
        first_ns: percentile(&first, 25)?,
        instructions: figures.map(|figures| figures.instructions),
        shown_ns: figures
            .and_then(|figures| figures.frames_per_second)
            .map(|per_second| (1e9 / per_second) as u64),
    })
}
