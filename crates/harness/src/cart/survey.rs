//! Every cartridge of a directory on several configs.

mod notebook;
mod table;

use super::badge::{OnBadge, font_bytes};
use super::font::{Supply, font};
use super::own;
use super::pads;
use super::play::{Played, Player, Session};
use super::{unable, workload};
use crate::destination::writable_directory;
use crate::guest::Module;
use crate::halt::settle;
use crate::own_module::{self, Purpose};
use crate::pages;
use crate::parallel::{each, processors};
use crate::plan::{Cell, Filter, Plan};
use crate::progress::{Progress, announced};
use crate::pybadge::emulated::Session as BadgeSession;
use crate::setup::{self, Install};
use crate::store;
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, RuntimeEntry, Target, Workload};
use badge_records::{CollectionRecord, CollectionRecords};
use badge_report::carts::{self, Carts};
use notebook::{Kept, Notebook, key};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Ticks where nobody says how many: five seconds of a game.
const TICKS: u32 = 300;

/// Directory of the pages about the cartridges of this repository.
const OWN: &str = "own";

/// What is to be played.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory, which is searched for `.wasm` files; the cartridges of this
    /// repository where none is given.
    pub directory: Option<PathBuf>,
    /// Which configs and target; on the host the default configs that play
    /// cartridges where none is named.
    pub filter: Filter,
    /// How many ticks.
    pub ticks: Option<u32>,
    /// What the players hold, as a script or the name of one.
    pub pads: Option<String>,
    /// Whether the links of the cartridges of this repository are recorded anew.
    pub update_links: bool,
    /// Under which title the counts go into `results/`.
    pub note: Option<String>,
    /// The directory for the pages.
    pub out: Option<PathBuf>,
    /// Whether system packages may be installed.
    pub install: Install,
}

/// What came of it.
#[derive(Debug)]
pub struct Surveyed {
    /// What the pages say.
    pub carts: Carts,
    /// Where they are.
    pub pages: [PathBuf; 2],
}

/// A cartridge, and what it is called.
#[derive(Debug)]
struct Game {
    name: String,
    module: Module,
    /// How it is played.
    session: Session,
    /// The link that its last tick must have.
    link: Option<String>,
    /// The workload that it stands for.
    workload: Workload,
}

/// What is surveyed.
#[derive(Debug)]
struct Survey<'w> {
    target: Target,
    configs: Vec<(&'w RuntimeEntry, &'w Config)>,
    games: Vec<Game>,
    font: Supply,
    ticks: u32,
}

/// A cell that is still to be played.
struct Task<'c> {
    game: usize,
    config: usize,
    key: String,
    player: Ready<'c>,
}

/// A config that is ready to play.
#[derive(Debug)]
enum Ready<'c> {
    Host(Player),
    Badge(Box<OnBadge<'c>>),
}

impl Ready<'_> {
    fn play(&self, game: &Game) -> Result<Played> {
        match self {
            Self::Host(player) => player.play(&game.session),
            Self::Badge(badge) => badge.play(),
        }
    }
}

/// What came of each cartridge on each config.
type Cells = BTreeMap<(usize, usize), Kept>;

/// Plays every cartridge of a directory and writes the pages.
///
/// # Errors
///
/// [`Usage`] where the options do not fit what there is.
pub fn survey(workspace: &Workspace, options: &Options) -> Result<Surveyed> {
    let (target, configs) = configs(workspace, &options.filter)?;
    let pads = options.pads.as_deref().map_or(Ok(Vec::new()), pads::read)?;
    let directory = options.directory.as_deref();
    let files = directory.map_or(Ok(Vec::new()), cartridges)?;
    let out = options.out.clone().unwrap_or_else(|| {
        let name = directory.and_then(Path::file_name).unwrap_or(OWN.as_ref());
        workspace.path("target").join("carts").join(name)
    });
    writable_directory(&out)?;
    setup::rust(workspace)?;
    let mut bench = Workbench::new(workspace, options.install)?;
    let font = announced("looking for the console's font", || font(workspace));
    let session = Session { ticks: options.ticks.unwrap_or(TICKS), pads, font: font.clone() };
    let (games, others) = match directory {
        Some(directory) => games(workspace, directory, files, &session)?,
        None => own_games(&bench, &session, options.ticks)?,
    };
    let ticks = games.first().map_or(session.ticks, |game| game.session.ticks);
    let survey = Survey { target, configs, games, font, ticks };
    let mut notebook = Notebook::open(&workspace.path("target").join("carts"))?;
    let cells = survey.play(&mut bench, &mut notebook)?;
    if options.update_links {
        survey.record(workspace, &cells)?;
    }
    if let Some(title) = &options.note {
        survey.note(&bench, &cells, title)?;
    }
    let title = directory
        .map_or_else(|| "this repository".to_owned(), |directory| directory.display().to_string());
    let carts = survey.table(&mut bench, &cells, title, others)?.without_the_unable();
    let (markdown, html) = carts::pages(&carts)?;
    let pages = [out.join("README.md"), out.join("index.html")];
    store::replace(&pages[0], markdown.as_bytes())?;
    store::replace(&pages[1], html.as_bytes())?;
    Ok(Surveyed { carts, pages })
}

/// The configs that are wanted and play cartridges.
fn configs<'w>(
    workspace: &'w Workspace,
    filter: &Filter,
) -> Result<(Target, Vec<(&'w RuntimeEntry, &'w Config)>)> {
    let on_badge = filter.target.as_deref() == Some(Target::Pybadge.word());
    let (host, badge) = Plan::on(&workspace.catalogue, filter, Target::ALL)?;
    let named = !filter.runtime.is_empty();
    let (target, mut configs) = match on_badge {
        true => (Target::Pybadge, badge.configs),
        false => (Target::Host, host.configs),
    };
    configs.retain(|(runtime, config)| {
        unable(runtime, config).is_none() && (named || on_badge || config.default)
    });
    if configs.is_empty() {
        return Err(Usage::new("none of these configs plays cartridges").into());
    }
    Ok((target, configs))
}

/// The cartridges of a directory, and its files that are none, with the reason.
fn games(
    workspace: &Workspace,
    directory: &Path,
    files: Vec<PathBuf>,
    session: &Session,
) -> Result<Games> {
    let (mut games, mut others) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.strip_prefix(directory).unwrap_or(&file).display().to_string();
        match own_module::read(workspace, &file, Purpose::Cart) {
            Ok(module) => {
                let workload = workload(&module)?;
                games.push(Game { name, module, session: session.clone(), link: None, workload });
            }
            Err(error) if error.is::<Usage>() => {
                let words = error.to_string();
                let head = format!("--cart {}: ", file.display());
                others.push((name, words.strip_prefix(&head).unwrap_or(&words).to_owned()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((games, others))
}

/// Cartridges to play, and files that are none, with the reason.
type Games = (Vec<Game>, Vec<(String, String)>);

/// The cartridges of this repository, each with its own pads.
fn own_games(bench: &Workbench<'_>, session: &Session, ticks: Option<u32>) -> Result<Games> {
    let (mut games, mut others) = (Vec::new(), Vec::new());
    for cartridge in own::all(bench.workspace)? {
        let name = cartridge.title.clone();
        let building = format!("building {}", cartridge.name);
        match settle(announced(&building, || cartridge.build(bench)))? {
            Ok(module) => {
                let ticks = ticks.unwrap_or(cartridge.ticks);
                let as_recorded = ticks == cartridge.ticks && session.font.file().is_some();
                games.push(Game {
                    name,
                    workload: workload(&module)?,
                    module,
                    session: Session { ticks, pads: cartridge.held()?, ..session.clone() },
                    link: cartridge.link.filter(|_| as_recorded),
                });
            }
            Err(no) => others.push((name, format!("{}: {}", no.verdict.outcome, no.detail()))),
        }
    }
    Ok((games, others))
}

impl<'w> Survey<'w> {
    fn cell<'c>(&'c self, game: &'c Game, config: usize) -> Cell<'c>
    where
        'w: 'c,
    {
        let (runtime, config) = self.configs[config];
        Cell { runtime, config, workload: &game.workload }
    }

    fn config_name(&self, config: usize) -> String {
        let (runtime, config) = self.configs[config];
        format!("{}/{}", runtime.name, config.name)
    }

    /// Records what most configs end with.
    fn record(&self, workspace: &Workspace, cells: &Cells) -> Result<()> {
        for (cartridge, module) in own::all(workspace)?.iter().filter_map(|cartridge| {
            let title = |game: &Game| game.name == cartridge.title;
            Some((cartridge, self.games.iter().position(title)?))
        }) {
            let of = |config: usize| cells.get(&(module, config)).map(|kept| (config, kept));
            let row: Vec<(usize, &Kept)> = (0..self.configs.len()).filter_map(of).collect();
            if let Some((_, link)) = table::reference(&row) {
                cartridge.record(link)?;
            }
        }
        Ok(())
    }

    /// Stores how many each config plays.
    fn note(&self, bench: &Workbench<'_>, cells: &Cells, title: &str) -> Result<()> {
        let mut records: CollectionRecords = store::entries(bench.workspace)?;
        for (config, (runtime, of_runtime)) in self.configs.iter().enumerate() {
            let row = |index: usize| {
                let of = |config: usize| cells.get(&(index, config)).map(|kept| (config, kept));
                (0..self.configs.len()).filter_map(of).collect::<Vec<_>>()
            };
            let mut record = CollectionRecord {
                collection: title.to_owned(),
                target: self.target,
                runtime: runtime.name.clone(),
                config: of_runtime.name.clone(),
                cartridges: u32::try_from(self.games.len())?,
                ticks: self.ticks,
                ran: 0,
                differ: 0,
                at_60: 0,
                at_30: 0,
                largest_bytes: 0,
                failed: BTreeMap::new(),
                date: bench.session.date,
            };
            for (index, game) in self.games.iter().enumerate() {
                let Some(kept) = cells.get(&(index, config)) else {
                    continue;
                };
                if !kept.ran {
                    let outcome = kept.reason.split(':').next().unwrap_or_default();
                    *record.failed.entry(outcome.to_owned()).or_default() += 1;
                    continue;
                }
                let differs = table::reference(&row(index))
                    .is_some_and(|(_, link)| kept.link.as_ref() != Some(link));
                let within = |hertz| kept.update_ns.is_some_and(|ns| ns * hertz <= 1_000_000_000);
                record.ran += 1;
                record.differ += u32::from(differs);
                record.at_60 += u32::from(within(60));
                record.at_30 += u32::from(within(30));
                record.largest_bytes = record.largest_bytes.max(game.module.blob.bytes);
            }
            records.insert(record);
        }
        store::put(bench.workspace, self.target.word(), &records)?;
        pages::write(bench.workspace)?;
        Ok(())
    }

    /// Plays what was not played before.
    fn play(&self, bench: &mut Workbench<'_>, notebook: &mut Notebook) -> Result<Cells> {
        let mut cells = Cells::new();
        let mut tasks = Vec::new();
        let mut badge = BadgeSession::new(bench);
        let font = font_bytes(&self.font)?;
        let progress = Progress::new("getting ready", self.configs.len());
        for config in 0..self.configs.len() {
            progress.begin(&self.config_name(config));
            for (index, game) in self.games.iter().enumerate() {
                let cell = self.cell(game, config);
                let ready = match self.target {
                    Target::Host => Player::ready(bench, &cell, &game.module).map(Ready::Host),
                    Target::Pybadge => {
                        OnBadge::ready(bench, &mut badge, cell, &game.module, &game.session, &font)
                            .map(|badge| Ready::Badge(Box::new(badge)))
                    }
                };
                match settle(ready)? {
                    Ok(player) => {
                        let program = match &player {
                            Ready::Host(_) => bench.inputs.of_config(&cell)?,
                            Ready::Badge(badge) => badge.hash(),
                        };
                        let key = key(&program, &cell.config_name(), &game.module, &game.session);
                        match notebook.kept.get(&key) {
                            Some(kept) => drop(cells.insert((index, config), kept.clone())),
                            None => tasks.push(Task { game: index, config, key, player }),
                        }
                    }
                    Err(obstacle) => drop(cells.insert((index, config), Kept::refused(&obstacle))),
                }
            }
            progress.finish_quietly();
        }
        progress.finish();
        let progress = Progress::new("playing", tasks.len());
        each(
            &tasks,
            processors(),
            |task| task.player.play(&self.games[task.game]),
            |index, played| {
                let task = &tasks[index];
                let kept = Kept::of(task.key.clone(), &played);
                notebook.add(&kept)?;
                progress.begin(&self.games[task.game].name);
                progress.finish_quietly();
                cells.insert((task.game, task.config), kept);
                Ok(())
            },
        )?;
        progress.finish();
        Ok(cells)
    }
}

/// Every `.wasm` file below a directory, in the order of their names.
fn cartridges(directory: &Path) -> Result<Vec<PathBuf>> {
    let refuse = |why: String| Usage::new(format!("{}: {why}", directory.display()));
    let mut files = Vec::new();
    let mut left = vec![directory.to_path_buf()];
    while let Some(next) = left.pop() {
        let entries = fs::read_dir(&next).map_err(|error| refuse(error.to_string()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", next.display()))?;
            let path = entry.path();
            // Links are not followed: they may lead in a circle.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "wasm") {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(refuse("there is no .wasm file".to_owned()).into());
    }
    Ok(files)
}
