//! What builds and runs of one session share: runners, modules, chains.

use crate::build::{BuildKey, Runners};
use crate::freshness::is_stale;
use crate::guest::{self, Module};
use crate::halt::{Halt, Obstacle, settle};
use crate::inputs::Inputs;
use crate::judge::Verdict;
use crate::machine;
use crate::measure::{Context as Session, Job, request};
use crate::plan::{Cell, Plan, baseline};
use crate::prepare::prepare;
use crate::process;
use crate::progress::{Progress, human};
use crate::runner::Runner;
use crate::setup::Install;
use crate::toolbox::Toolbox;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use badge_catalogue::{
    Config, Cost, Date, Links, ModuleRoute, Outcome, RuntimeEntry, Target, Workload,
};
use badge_protocol::PrepareFor;
use badge_records::{Lane, Lanes, Sha256, Took};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// A cell, and the hash of what it depends on where that is asked for: only
/// what is stored has one.
#[derive(Clone, Copy, Debug)]
pub struct CellInputs<'w> {
    /// The cell.
    pub cell: Cell<'w>,
    /// Hash of its inputs.
    pub inputs: Option<Sha256>,
}

impl<'w> CellInputs<'w> {
    /// A cell of which nothing is stored.
    #[must_use]
    pub fn none(cell: Cell<'w>) -> Self {
        Self { cell, inputs: None }
    }
}

/// What builds and runs share in one session.
#[derive(Debug)]
pub struct Workbench<'w> {
    /// The repository.
    pub workspace: &'w Workspace,
    /// The tools of this machine.
    pub tools: Arc<Toolbox>,
    /// Hashes of what cells depend on.
    pub inputs: Inputs<'w>,
    runners: Runners<'w>,
    modules: BTreeMap<String, Module>,
    /// The expected chains that are known, by workload.
    pub links: BTreeMap<String, Links>,
    /// What all records of this session share.
    pub session: Session,
    /// Seed of the order of cells.
    pub seed: u64,
}

impl<'w> Workbench<'w> {
    /// Describes the machine and begins a session.
    ///
    /// # Errors
    ///
    /// When the machine's description cannot be stored.
    pub fn new(workspace: &'w Workspace, install: Install) -> Result<Self> {
        let tools = Arc::new(Toolbox::new(install));
        let machine = machine::describe();
        let toolchain = machine::rustc();
        let seed = fastrand::u64(..);
        let now = jiff::Timestamp::now().to_string();
        let (date, time) = now.split_once('T').context("the clock has no date")?;
        let time = time.split(['.', 'Z']).next().unwrap_or_default();
        Ok(Self {
            workspace,
            inputs: Inputs::new(workspace, Arc::clone(&tools), &toolchain, &machine.id),
            runners: Runners::new(workspace),
            modules: BTreeMap::new(),
            links: BTreeMap::new(),
            session: Session {
                tools: Arc::clone(&tools),
                session: format!("{date}T{time}Z-{seed:016x}"),
                toolchain,
                machine: machine.id,
                date: date.parse::<Date>().map_err(anyhow::Error::msg)?,
                commit: commit(workspace),
            },
            seed,
            tools,
        })
    }

    /// Builds the modules of these workloads and reads their expected chains.
    ///
    /// # Errors
    ///
    /// When a workload does not build: there is nothing to compare then.
    pub fn modules(&mut self, workloads: &[&Workload]) -> Result<()> {
        let progress = Progress::new("modules", workloads.len());
        for workload in workloads {
            progress.begin(&workload.name);
            let module = guest::build(self.workspace, workload)?;
            progress.finish_quietly();
            self.modules.insert(workload.name.clone(), module);
            if let Some(links) = self.workspace.links(workload)? {
                self.links.insert(workload.name.clone(), links);
            }
        }
        progress.finish();
        Ok(())
    }

    /// The module of a workload.
    ///
    /// # Errors
    ///
    /// When [`Workbench::modules`] has not built it.
    pub fn module(&self, workload: &Workload) -> Result<&Module> {
        self.modules
            .get(&workload.name)
            .with_context(|| format!("the module of {} is not built", workload.name))
    }

    /// The cells of a plan whose stored records are not fresh.
    ///
    /// # Errors
    ///
    /// When sources or the dependency graph cannot be read.
    pub fn stale(
        &mut self,
        plan: &Plan<'w>,
        stored: &Lanes,
        force: bool,
    ) -> Result<Vec<CellInputs<'w>>> {
        let mut stale = Vec::new();
        for cell in plan.cells() {
            let module = self.module(cell.workload)?.clone();
            let request = request(&cell, &module.path, cell.frames(), None)?;
            let inputs = self.inputs.of(&cell, &module.blob.sha256, &request)?;
            let Cell { runtime, config, workload } = cell;
            let old = stored.get(Lane::Host, &runtime.name, &config.name, &workload.name);
            let missing = self.tools.missing(&runtime.needs(config));
            if force || is_stale(old, inputs, &missing) {
                stale.push(CellInputs { cell, inputs: Some(inputs) });
            }
        }
        Ok(stale)
    }

    /// Builds every runner that these cells need.
    ///
    /// # Errors
    ///
    /// When cargo cannot be run.
    pub fn build(&mut self, stale: &[CellInputs<'w>]) -> Result<()> {
        let mut wanted: Vec<Cell<'w>> = Vec::new();
        let workloads = stale.iter().map(|stale| stale.cell.workload);
        let native = workloads.map(|workload| self.native(workload)).next();
        for cell in native.transpose()?.into_iter().chain(stale.iter().map(|s| s.cell)) {
            let needs = cell.runtime.needs(cell.config);
            let same = |other: &Cell<'_>| {
                BuildKey::of(other.runtime, other.config) == BuildKey::of(cell.runtime, cell.config)
            };
            if !wanted.iter().any(same) && self.tools.missing(&needs).is_empty() {
                wanted.push(cell);
            }
        }
        let heavy: Vec<String> = wanted
            .iter()
            .filter(|cell| {
                let build = cell.runtime.build.as_ref();
                build.is_some_and(|b| b.cost == Cost::Heavy)
            })
            .map(Cell::config_name)
            .collect();
        if !heavy.is_empty() {
            eprintln!("heavy builds ahead, minutes each unless cached: {}", heavy.join(", "));
        }
        let progress = Progress::new("building runners", wanted.len());
        for cell in wanted {
            progress.begin(&cell.config_name());
            let begun = Instant::now();
            let built = settle(self.runners.build(cell.runtime, cell.config))?;
            let took = human(begun.elapsed());
            let name = cell.config_name();
            progress.finish_step(&match built {
                Ok(_) => format!("built {name} in {took}"),
                Err(obstacle) => format!("{name} does not build: {}", obstacle.detail()),
            });
        }
        progress.finish();
        Ok(())
    }

    /// The runner of a cell, or the verdict that takes its place.
    ///
    /// # Errors
    ///
    /// A missing tool and a build that fails are the row's.
    pub fn runner(&mut self, cell: &Cell<'_>) -> Result<Runner, Halt> {
        // Asked for each config: one build may serve several, of which one
        // needs more tools than the others.
        let missing = self.tools.missing(&cell.runtime.needs(cell.config));
        if !missing.is_empty() {
            return Err(Obstacle::missing(&missing).into());
        }
        self.runners.build(cell.runtime, cell.config)
    }

    /// What is to be run for a cell, or the verdict that takes its place.
    ///
    /// # Errors
    ///
    /// When something fails that is not the runtime's.
    pub fn job(&mut self, stale: &CellInputs<'w>) -> Result<Job<'w>, Halt> {
        let cell = stale.cell;
        let runner = self.runner(&cell)?;
        let module = self.module(cell.workload)?.clone();
        let prepares = cell.config.module == ModuleRoute::Prepare;
        let artifact = prepares
            .then(|| {
                let Cell { runtime, config, .. } = cell;
                prepare(self.workspace, runtime, config, &runner, &module, PrepareFor::Host)
            })
            .transpose()?;
        let loaded = artifact.as_ref().map_or(&module, |a| &a.module);
        let request = request(&cell, &loaded.path, cell.frames(), None)?;
        Ok(Job {
            cell,
            runner,
            request,
            links: self.links.get(&cell.workload.name).cloned(),
            module,
            artifact,
            inputs: stale.inputs,
            frames: cell.frames(),
        })
    }

    /// What a command of this session took.
    #[must_use]
    pub fn took(&self, begun: Instant, host: &Plan<'_>, badge: &Plan<'_>) -> Took {
        Took {
            seconds: begun.elapsed().as_secs(),
            host_configs: host.configs.len(),
            badge_configs: badge.configs.len(),
            date: self.session.date,
            machine: self.session.machine.clone(),
        }
    }

    /// The config that everything is compared with.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn baseline(&self) -> Result<(&'w RuntimeEntry, &'w Config)> {
        baseline(&self.workspace.catalogue)
            .context("there is no native baseline below runtimes/rust")
    }

    /// The baseline's cell of a workload.
    ///
    /// # Errors
    ///
    /// When there is no baseline.
    pub fn native(&self, workload: &'w Workload) -> Result<Cell<'w>> {
        let (runtime, config) = self.baseline()?;
        Ok(Cell { runtime, config, workload })
    }

    /// What runs native code beside a cell of this workload.
    ///
    /// # Errors
    ///
    /// When it cannot be built: nothing can be compared then.
    pub fn native_job(&mut self, workload: &'w Workload) -> Result<Job<'w>> {
        let cell = self.native(workload)?;
        let job = settle(self.job(&CellInputs::none(cell)))?;
        job.map_err(|obstacle| no_baseline(&obstacle))
    }

    /// The baseline's cell of a workload on the badge, `None` where it has
    /// none there.
    ///
    /// # Errors
    ///
    /// When there is no baseline.
    pub fn native_badge(&self, workload: &'w Workload) -> Result<Option<Cell<'w>>> {
        let cell = self.native(workload)?;
        let there = cell.config.targets.contains(&Target::Pybadge);
        Ok((there && workload.applies_to(&cell.runtime.name)).then_some(cell))
    }

    /// The baseline's runner.
    ///
    /// # Errors
    ///
    /// When it cannot be built: nothing can be compared then.
    pub fn native_runner(&mut self, cell: &Cell<'_>) -> Result<Runner> {
        settle(self.runner(cell))?.map_err(|obstacle| no_baseline(&obstacle))
    }
}

/// Nothing can be compared without native code.
#[must_use]
pub fn no_baseline(obstacle: &Obstacle) -> anyhow::Error {
    anyhow!("the native baseline cannot be made: {}", obstacle.detail())
}

/// The commit of the repository, marked where sources differ from it.
fn commit(workspace: &Workspace) -> Option<String> {
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(arguments).current_dir(workspace.root());
        let output = process::output(&mut git).ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    };
    let head = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changes = git(&["status", "--porcelain", "--", ":!results", ":!README.md"])?;
    let mark = if changes.trim().is_empty() { "" } else { "+" };
    Some(format!("{}{mark}", head.trim()))
}

/// Whether a verdict is what the row's `runtime.toml` says of the cell.
#[must_use]
pub fn as_declared(cell: &Cell<'_>, target: Target, verdict: &Verdict) -> bool {
    match cell.known_failure(target) {
        Some(known) => known.admits(verdict.outcome),
        None => verdict.outcome == Outcome::Pass,
    }
}
