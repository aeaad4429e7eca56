//! The runs of one command, on the host or on the emulated badge: told to a person
//! as they end.

use super::cart::{Cartridge, Game};
use super::{TrialRun, call, frames};
use crate::cart::unable;
use crate::destination::writable;
use crate::guest::Module;
use crate::halt::settle;
use crate::judge::Verdict;
use crate::own_module::{self, Purpose};
use crate::plan::{Cell, Filter, Plan, stand_in};
use crate::progress::announced;
use crate::pybadge::emulated::Observed;
use crate::runner::Observation;
use crate::setup::{self, Install};
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::Result;
use badge_catalogue::{Config, Cost, ModuleRoute, RuntimeEntry, Target, Workload};
use badge_protocol::Transcript;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Frames of a module that no `workload.toml` describes.
const MODULE_FRAMES: u32 = 120;

/// The workload that runs where none is named.
const WORKLOAD: &str = "badge";

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which configs, workloads and target; the default configs on `badge`, on the
    /// host, where nothing is named.
    pub filter: Filter,
    /// A module instead of a workload.
    pub module: Option<PathBuf>,
    /// A cartridge of WASM-4 instead of a workload.
    pub cartridge: Option<Cartridge>,
    /// An export of it to call, and the arguments, instead of frames.
    pub call: Option<Vec<String>>,
    /// How many frames.
    pub frames: Option<u32>,
    /// The file for the picture of the last frame.
    pub png: Option<PathBuf>,
    /// Whether system packages may be installed.
    pub install: Install,
}

impl Options {
    fn keeps_pictures(&self) -> bool {
        let of_cartridge = self.cartridge.as_ref().is_some_and(|cartridge| {
            [&cartridge.png, &cartridge.gif, &cartridge.crc].into_iter().any(Option::is_some)
        });
        self.png.is_some() || of_cartridge
    }
}

/// What a person is told.
#[derive(Debug)]
pub enum Told<'t> {
    /// A table begins: its title, the length of the longest name of a config, and
    /// the target.
    Table(String, usize, Target),
    /// A config has run; what it said, if it came to its end.
    Ran(Cell<'t>, &'t Verdict, Option<&'t Transcript>),
    /// A config has run on the emulated badge; `None` where it has no image.
    Emulated(Cell<'t>, &'t Verdict, Option<&'t Observed>),
    /// An export was called; or why it could not be.
    Called(Cell<'t>, Result<&'t Observation, &'t Verdict>),
    /// A table ends, with a word about it.
    End(Option<String>),
}

/// Runs configs on workloads or on a module of the user's own; whether all was well.
///
/// # Errors
///
/// [`Usage`] where the options do not fit what there is.
pub fn runs(
    workspace: &Workspace,
    options: &Options,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<bool> {
    let mut filter = options.filter.clone();
    if filter.workload.is_empty() {
        filter.workload = vec![WORKLOAD.to_owned()];
    }
    let on_badge = filter.target.as_deref() == Some(Target::Pybadge.word());
    let own = options.cartridge.is_some() || options.module.is_some();
    if on_badge && own && options.keeps_pictures() {
        let reason = "pictures from the badge: `cargo xtask emulate RUNTIME` with --png or --gif";
        return Err(Usage::new(reason).into());
    }
    if on_badge && options.call.is_some() {
        return Err(Usage::new("--invoke calls exports on the host only, so far").into());
    }
    let (host, badge_plan) = Plan::on(&workspace.catalogue, &filter, Target::ALL)?;
    let plan = if on_badge { badge_plan } else { host };
    if plan.configs.is_empty() {
        return Err(Usage::new("only on the badge: add `--target pybadge`").into());
    }
    let mut configs = plan.configs.clone();
    configs.retain(|(_, config)| !filter.runtime.is_empty() || config.default);
    let png = options.png.as_deref().map(|file| writable("--png", file)).transpose()?;
    if png.is_some() && options.frames == Some(0) {
        return Err(Usage::new("--png: without frames there is no last one").into());
    }
    let game = options.cartridge.as_ref().map(|cart| Game::read(cart, options.frames));
    let game = game.transpose()?;
    let short = plan.workloads.iter().find(|workload| options.frames > Some(workload.frames));
    let module = match (&options.cartridge, &options.module, short) {
        (Some(cartridge), ..) => {
            let named = !filter.runtime.is_empty();
            configs.retain(|(runtime, config)| named || unable(runtime, config).is_none());
            Some(own_module::read(workspace, &cartridge.file, Purpose::Cart)?)
        }
        (None, Some(file), _) => {
            configs.retain(|(_, config)| config.module != ModuleRoute::Link);
            if configs.is_empty() {
                return Err(Usage::new("none of these configs loads a module").into());
            }
            let purpose = options.call.as_deref().map_or(Purpose::Badge, Purpose::Call);
            Some(own_module::read(workspace, file, purpose)?)
        }
        (None, None, Some(short)) => {
            let reason = format!("{} has {} frames", short.name, short.frames);
            return Err(Usage::new(reason).into());
        }
        (None, None, None) => None,
    };
    if filter.runtime.is_empty() {
        announce(&configs);
    }
    setup::rust(workspace)?;
    let stand_in = stand_in()?;
    let mut bench = Workbench::new(workspace, options.install)?;
    let mut runs = Runs { configs, frames: options.frames, png, tell, good: true };
    match (&module, &game, &options.call) {
        (Some(cart), Some(game), _) if on_badge => {
            runs.cartridge_on_badge(&mut bench, cart, game, stand_in)?;
        }
        (Some(module), None, _) if on_badge => runs.own_on_badge(&mut bench, module, &stand_in)?,
        (Some(cart), Some(game), _) => runs.cartridge(&mut bench, cart, game, &stand_in)?,
        (Some(module), None, Some(words)) => runs.calls(&mut bench, module, words, &stand_in)?,
        (Some(module), None, None) => runs.module(&mut bench, module, &stand_in)?,
        (None, ..) => {
            announced("building the workload's module", || bench.modules(&plan.workloads))?;
            if on_badge {
                runs.on_badge(&mut bench, &plan.workloads)?;
            } else {
                runs.workloads(&mut bench, &plan.workloads)?;
            }
        }
    }
    Ok(runs.good)
}

/// Who names no runtime may not expect that all of them are built.
fn announce(configs: &[(&RuntimeEntry, &Config)]) {
    let of_cost = |wanted: Cost| {
        configs.iter().filter(move |(runtime, _)| {
            runtime.build.as_ref().is_some_and(|build| build.cost == wanted)
        })
    };
    let heavy = of_cost(Cost::Heavy).count();
    let few = of_cost(Cost::Light).take(2).map(|(runtime, _)| format!("-r {}", runtime.name));
    let few: Vec<String> = few.collect();
    eprintln!(
        "without -r this takes all {} runtimes and builds those that are not built yet, {heavy} of them in minutes each; name a few as in `{}`",
        configs.len(),
        few.join(" ")
    );
}

pub(super) struct Runs<'w, 't> {
    configs: Vec<(&'w RuntimeEntry, &'w Config)>,
    pub(super) frames: Option<u32>,
    pub(super) png: Option<PathBuf>,
    pub(super) tell: &'t mut dyn FnMut(Told<'_>),
    pub(super) good: bool,
}

impl<'w> Runs<'w, '_> {
    pub(super) fn begin(&mut self, title: String, target: Target) {
        let names = self
            .configs
            .iter()
            .map(|(runtime, config)| runtime.name.len() + "/".len() + config.name.len());
        (self.tell)(Told::Table(title, names.max().unwrap_or_default(), target));
    }

    pub(super) fn cells<'c>(&self, workload: &'c Workload) -> Vec<Cell<'c>>
    where
        'w: 'c,
    {
        let applies = self.configs.iter().filter(|(runtime, _)| workload.applies_to(&runtime.name));
        applies.map(|&(runtime, config)| Cell { runtime, config, workload }).collect()
    }

    fn workloads(&mut self, bench: &mut Workbench<'w>, workloads: &[&'w Workload]) -> Result<()> {
        for &workload in workloads {
            self.begin(format!("{}: {}", workload.name, workload.title), Target::Host);
            let module = bench.module(workload)?.clone();
            for cell in self.cells(workload) {
                let frames = self.frames.unwrap_or(cell.frames());
                self.run(bench, &cell, &module, frames, Some(workload))?;
            }
            (self.tell)(Told::End(None));
        }
        Ok(())
    }

    /// There is no native twin, so the configs are compared with each other.
    fn module(
        &mut self,
        bench: &mut Workbench<'_>,
        module: &Module,
        stand_in: &Workload,
    ) -> Result<()> {
        self.begin(format!("{}: {} bytes", module.blob.name, module.blob.bytes), Target::Host);
        let frames = self.frames.unwrap_or(MODULE_FRAMES);
        let mut chains: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for cell in self.cells(stand_in) {
            if let Some(transcript) = self.run(bench, &cell, module, frames, None)? {
                let link = transcript.done.link.to_string();
                chains.entry(link).or_default().push(cell.config_name());
            }
        }
        self.compare(&chains);
        Ok(())
    }

    /// Ends a table of configs that are compared with each other: by the last link,
    /// who has it.
    pub(super) fn compare(&mut self, chains: &BTreeMap<String, Vec<String>>) {
        let alike = "the same pictures on every config that ran; no native twin to verify them";
        let end = match chains.len() {
            0 => None,
            1 => Some(alike.to_owned()),
            _ => {
                self.good = false;
                let mut words = "the pictures differ:".to_owned();
                for (link, configs) in chains {
                    words.push_str(&format!("\n  {link}  {}", configs.join(", ")));
                }
                Some(words)
            }
        };
        (self.tell)(Told::End(end));
    }

    /// What was said by a run that came to its end.
    fn run(
        &mut self,
        bench: &mut Workbench<'_>,
        cell: &Cell<'_>,
        module: &Module,
        count: u32,
        workload: Option<&Workload>,
    ) -> Result<Option<Transcript>> {
        let run = settle(frames(bench, cell, module, count, self.png.as_deref(), workload))?;
        let run = run.unwrap_or_else(|no| TrialRun { verdict: no.verdict, transcript: None });
        self.good &= run.transcript.is_some();
        (self.tell)(Told::Ran(*cell, &run.verdict, run.transcript.as_ref()));
        Ok(run.transcript)
    }

    fn calls(
        &mut self,
        bench: &mut Workbench<'_>,
        module: &Module,
        words: &[String],
        stand_in: &Workload,
    ) -> Result<()> {
        let [function, arguments @ ..] = words else {
            return Err(Usage::new("--invoke needs the name of an export").into());
        };
        self.begin(format!("{}: {} bytes", module.blob.name, module.blob.bytes), Target::Host);
        for cell in self.cells(stand_in) {
            let called = settle(call(bench, &cell, module, function, arguments))?;
            self.good &= matches!(&called, Ok(Observation::Answered(said)) if said.end.is_none());
            let called = called.as_ref().map_err(|no| &no.verdict);
            (self.tell)(Told::Called(cell, called));
        }
        Ok(())
    }
}
