//! Every cartridge of a directory on several configs.

use super::font::{Supply, font};
use super::pads;
use super::play::{Played, Player, Session, first_difference};
use super::unable;
use crate::destination::writable_directory;
use crate::guest::Module;
use crate::halt::{Obstacle, settle};
use crate::own_module::{self, Purpose};
use crate::parallel::{each, processors};
use crate::plan::{Cell, Filter, Plan, stand_in};
use crate::progress::{Progress, announced};
use crate::setup::{self, Install};
use crate::store;
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::Target;
use badge_records::Sha256;
use badge_records::statistics::percentile;
use badge_report::carts::{Cart, CartCell, Carts, Difference, pages};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256 as Hasher};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Ticks where nobody says how many: five seconds of a game.
const TICKS: u32 = 300;

/// What is to be played.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory, which is searched for `.wasm` files.
    pub directory: PathBuf,
    /// Which configs; the default configs that play cartridges where none is named.
    pub filter: Filter,
    /// How many ticks.
    pub ticks: Option<u32>,
    /// What the players hold, as a script or the name of one.
    pub pads: Option<String>,
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

/// One cartridge on one config, as it is kept so that an interrupted survey goes
/// on where it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    /// Hash of everything that it follows from.
    key: String,
    ran: bool,
    reason: String,
    update_ns: Option<u64>,
    first_ns: Option<u64>,
    /// The last link of a run that came to its end.
    link: Option<String>,
}

/// A cell that is still to be played.
struct Task {
    cart: usize,
    config: usize,
    key: String,
    player: Player,
}

/// Plays every cartridge of a directory and writes the pages.
///
/// # Errors
///
/// [`Usage`] where the options do not fit what there is.
pub fn survey(workspace: &Workspace, options: &Options) -> Result<Surveyed> {
    let ticks = options.ticks.unwrap_or(TICKS);
    let held = options.pads.as_deref().map_or(Ok(Vec::new()), pads::read)?;
    let files = cartridges(&options.directory)?;
    let (plan, _) = Plan::on(&workspace.catalogue, &options.filter, Target::ALL)?;
    let named = !options.filter.runtime.is_empty();
    let mut configs = plan.configs.clone();
    configs
        .retain(|(runtime, config)| unable(runtime, config).is_none() && (named || config.default));
    if configs.is_empty() {
        return Err(Usage::new("none of these configs plays cartridges").into());
    }
    let title = options.directory.display().to_string();
    let out = options.out.clone().unwrap_or_else(|| {
        let name = options.directory.file_name().unwrap_or_default();
        workspace.path("target").join("carts").join(name)
    });
    writable_directory(&out)?;
    let mut modules: Vec<(String, Module)> = Vec::new();
    let mut others = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&options.directory).unwrap_or(file).display().to_string();
        match own_module::read(workspace, file, Purpose::Cart) {
            Ok(module) => modules.push((name, module)),
            Err(error) if error.is::<Usage>() => {
                let words = error.to_string();
                let head = format!("--cart {}: ", file.display());
                others.push((name, words.strip_prefix(&head).unwrap_or(&words).to_owned()));
            }
            Err(error) => return Err(error),
        }
    }
    setup::rust(workspace)?;
    let mut bench = Workbench::new(workspace, options.install)?;
    let font = announced("looking for the console's font", || font(workspace));
    let session = Session { ticks, pads: held, font };
    let stand_in = stand_in()?;
    let mut notebook = Notebook::open(&workspace.path("target").join("carts"))?;

    let mut cells: BTreeMap<(usize, usize), Kept> = BTreeMap::new();
    let mut tasks = Vec::new();
    let progress = Progress::new("getting ready", configs.len());
    for (config, &(runtime, of)) in configs.iter().enumerate() {
        let cell = Cell { runtime, config: of, workload: &stand_in };
        progress.begin(&cell.config_name());
        for (cart, (_, module)) in modules.iter().enumerate() {
            match settle(Player::ready(&mut bench, &cell, module))? {
                Ok(player) => {
                    let program = bench.inputs.of_config(&cell)?;
                    let key = key(&program, &cell.config_name(), module, &session);
                    match notebook.kept.get(&key) {
                        Some(kept) => drop(cells.insert((cart, config), kept.clone())),
                        None => tasks.push(Task { cart, config, key, player }),
                    }
                }
                Err(obstacle) => drop(cells.insert((cart, config), refused(&obstacle))),
            }
        }
        progress.finish_quietly();
    }
    progress.finish();

    let progress = Progress::new("playing", tasks.len());
    each(
        &tasks,
        processors(),
        |task| task.player.play(&session),
        |index, played| {
            let task = &tasks[index];
            let kept = Kept::of(task.key.clone(), &played);
            notebook.add(&kept)?;
            progress.begin(&modules[task.cart].0);
            progress.finish_quietly();
            cells.insert((task.cart, task.config), kept);
            Ok(())
        },
    )?;
    progress.finish();

    let names: Vec<String> = configs
        .iter()
        .map(|(runtime, config)| format!("{}/{}", runtime.name, config.name))
        .collect();
    let mut carts = Vec::new();
    for (cart, (name, module)) in modules.iter().enumerate() {
        let of = |config: usize| cells.get(&(cart, config)).map(|kept| (config, kept));
        let row: Vec<(usize, &Kept)> = (0..configs.len()).filter_map(of).collect();
        let reference = reference(&row);
        let mut shown = Vec::new();
        for (config, kept) in row {
            let differs =
                reference.filter(|(_, link)| kept.ran && kept.link.as_ref() != Some(link));
            let difference = match differs {
                Some((with, _)) => {
                    let mut pictures = |config: usize| -> Result<Option<Played>> {
                        let (runtime, of) = configs[config];
                        let cell = Cell { runtime, config: of, workload: &stand_in };
                        match settle(Player::ready(&mut bench, &cell, module))? {
                            Ok(player) => player.play(&session).map(Some),
                            Err(_) => Ok(None),
                        }
                    };
                    let both = pictures(config)?.zip(pictures(with)?);
                    both.map(|(one, other)| difference(&one, &other, &names[with])).transpose()?
                }
                None => None,
            };
            shown.push(CartCell {
                ran: kept.ran,
                reason: kept.reason.clone(),
                update_ns: kept.update_ns,
                first_ns: kept.first_ns,
                difference: difference.flatten(),
            });
        }
        carts.push(Cart { name: name.clone(), bytes: module.blob.bytes, cells: shown });
    }
    let letters = match &session.font {
        Supply::Own(_) => None,
        Supply::StandIn(reason) => Some(format!(
            "Letters are a stand-in, so that no picture with text is that of the console: {reason}"
        )),
    };
    let unable = Vec::new();
    let carts = Carts { title, ticks, letters, configs: names, unable, carts, others };
    let carts = carts.without_the_unable();
    let (markdown, html) = pages(&carts)?;
    let pages = [out.join("README.md"), out.join("index.html")];
    store::replace(&pages[0], markdown.as_bytes())?;
    store::replace(&pages[1], html.as_bytes())?;
    Ok(Surveyed { carts, pages })
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

fn refused(obstacle: &Obstacle) -> Kept {
    Kept {
        key: String::new(),
        ran: false,
        reason: format!("{}: {}", obstacle.verdict.outcome, obstacle.detail()),
        update_ns: None,
        first_ns: None,
        link: None,
    }
}

impl Kept {
    fn of(key: String, played: &Played) -> Self {
        let ran = played.ended_well();
        let said = played.transcript.as_ref().filter(|_| ran);
        let updates: Vec<u64> =
            said.into_iter().flat_map(|said| said.frames.iter().map(|f| f.elapsed)).collect();
        let phases = said.map(|said| said.phases.values().map(|phase| phase.elapsed).sum::<u64>());
        let detail = played.verdict.detail.as_deref().unwrap_or_default();
        Self {
            key,
            ran,
            reason: match ran {
                true => String::new(),
                false => format!("{}: {detail}", played.verdict.outcome),
            },
            update_ns: percentile(&updates, 50),
            first_ns: phases.zip(updates.first()).map(|(phases, first)| phases + first),
            link: said.map(|said| said.done.link.to_string()),
        }
    }
}

/// The link that most configs agree on, and the first config that has it.
fn reference<'k>(row: &[(usize, &'k Kept)]) -> Option<(usize, &'k String)> {
    let links = row.iter().filter_map(|(config, kept)| Some((*config, kept.link.as_ref()?)));
    let count = |link: &String| links.clone().filter(|(_, other)| *other == link).count();
    // The first among equals: `max_by_key` would take the last.
    links.clone().rev().max_by_key(|(_, link)| count(link))
}

/// `None` where the two do not differ when they are played again.
fn difference(one: &Played, other: &Played, with: &str) -> Result<Option<Difference>> {
    let Some(tick) = first_difference(one, other) else {
        return Ok(None);
    };
    let picture = |played: &Played| -> Result<String> {
        let picture = played.pictures.get(tick).context("a tick without a picture")?;
        Ok(STANDARD.encode(picture.png()?))
    };
    Ok(Some(Difference {
        tick,
        with: with.to_owned(),
        picture: picture(one)?,
        other: picture(other)?,
    }))
}

/// What was played before, a line each.
struct Notebook {
    path: PathBuf,
    file: File,
    kept: BTreeMap<String, Kept>,
}

impl Notebook {
    fn open(directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory)
            .with_context(|| format!("cannot create {}", directory.display()))?;
        let path = directory.join("played.jsonl");
        let at = || format!("cannot open {}", path.display());
        let file =
            OpenOptions::new().create(true).append(true).read(true).open(&path).with_context(at)?;
        let lines = BufReader::new(File::open(&path).with_context(at)?).lines();
        // A line that was cut off is a cell that is played again.
        let kept = lines.map_while(Result::ok).filter_map(|line| {
            let kept: Kept = serde_json::from_str(&line).ok()?;
            Some((kept.key.clone(), kept))
        });
        let kept = kept.collect();
        let mut last = [b'\n'];
        if file.metadata().with_context(at)?.len() > 0 {
            let mut end = File::open(&path).with_context(at)?;
            end.seek(SeekFrom::End(-1)).and_then(|_| end.read_exact(&mut last)).with_context(at)?;
        }
        if last != [b'\n'] {
            // What is added must not become part of a line that was cut off.
            (&file).write_all(b"\n").with_context(at)?;
        }
        Ok(Self { path, file, kept })
    }

    fn add(&mut self, kept: &Kept) -> Result<()> {
        let mut line = serde_json::to_vec(kept).context("a cell has no form in JSON")?;
        line.push(b'\n');
        self.file.write_all(&line).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Hash of everything that a cell follows from; `program` is that of the runner
/// and its config.
fn key(program: &Sha256, config: &str, cart: &Module, session: &Session) -> String {
    let own = session.font.file().is_some();
    let words = format!(
        "{program} {config} {} {} {:?} {own}",
        cart.blob.sha256, session.ticks, session.pads
    );
    Sha256(Hasher::digest(words.as_bytes()).into()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(link: Option<&str>) -> Kept {
        Kept {
            key: String::new(),
            ran: link.is_some(),
            reason: String::new(),
            update_ns: None,
            first_ns: None,
            link: link.map(str::to_owned),
        }
    }

    #[test]
    fn the_reference_is_what_most_show_and_the_first_among_equals() {
        let row = [Some("b"), None, Some("a"), Some("a")].map(kept);
        let row: Vec<(usize, &Kept)> = row.iter().enumerate().collect();
        assert_eq!(reference(&row), Some((2, &"a".to_owned())));
        assert_eq!(reference(&row[..3]), Some((0, &"b".to_owned())));
        assert_eq!(reference(&row[1..2]), None);
    }

    #[test]
    fn a_notebook_survives_a_line_that_was_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = Notebook::open(dir.path()).unwrap();
        let mut first = kept(Some("a"));
        first.key = "one".to_owned();
        notebook.add(&first).unwrap();
        notebook.file.write_all(b"{\"key\":\"tw").unwrap();
        let mut again = Notebook::open(dir.path()).unwrap();
        assert_eq!(again.kept.keys().collect::<Vec<_>>(), ["one"]);
        first.key = "two".to_owned();
        again.add(&first).unwrap();
        let last = Notebook::open(dir.path()).unwrap();
        assert_eq!(last.kept.keys().collect::<Vec<_>>(), ["one", "two"]);
    }
}
