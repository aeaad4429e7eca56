//! Building a side: a runner for each config, and what is to be run with it.

use super::place::{Place, Side};
use crate::build::Runners;
use crate::guest::Module;
use crate::halt::{Halt, Obstacle, settle};
use crate::measure::{Job, request};
use crate::plan::{Cell, Plan};
use crate::prepare::prepare;
use crate::progress::announced;
use crate::pybadge::emulated;
use crate::pybadge::image::Firmwares;
use crate::pybadge::request::{Asked, Manner, entry, made};
use crate::runner::Runner;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{BuildKind, ModuleRoute, Outcome, Target};
use badge_protocol::PrepareFor;
use std::collections::BTreeMap;
use std::fs;

/// What a build came to, in the order of the cells of its plans.
#[derive(Debug)]
pub(super) struct Built<'w> {
    /// Runners by config.
    pub runners: BTreeMap<String, Runner>,
    /// Cells of the host.
    pub host: Vec<Result<Job<'w>, Obstacle>>,
    /// Cells of the badge.
    pub badge: Vec<Result<emulated::Job<'w>, Obstacle>>,
}

/// A side that is being built.
pub(super) struct Builder<'b, 'w> {
    /// Modules, chains and tools.
    pub bench: &'b Workbench<'w>,
    /// Where it is built.
    pub at: &'b Workspace,
    pub place: &'b Place,
    pub side: Side,
}

impl<'w> Builder<'_, 'w> {
    /// Builds everything. An engine with which something is not compiled comes
    /// back as the cause.
    pub(super) fn build(
        &self,
        host: &Plan<'w>,
        badge: &Plan<'w>,
    ) -> Result<Result<Built<'w>, String>> {
        let mut programs = Runners::new(self.at).quietly();
        let mut firmwares = Firmwares::new(self.at).quietly();
        let mut built = Built { runners: BTreeMap::new(), host: Vec::new(), badge: Vec::new() };
        for &(runtime, config) in &host.configs {
            let name = format!("{}/{}", runtime.name, config.name);
            let building = format!("building {name}, {}", self.name());
            let runner = announced(&building, || programs.build(runtime, config));
            let runner = match settle(runner)? {
                Ok(runner) => {
                    self.keep(&runner, &config.name, runtime.build.as_ref().map(|b| b.kind))?
                }
                Err(no) => return Ok(Err(format!("{name}: {}", no.detail()))),
            };
            built.runners.insert(name, runner);
        }
        for cell in host.cells() {
            let runner = &built.runners[&cell.config_name()];
            built.host.push(settle(self.job(cell, runner))?);
        }
        for cell in badge.cells() {
            let building = format!("building the image of {}, {}", cell.name(), self.name());
            let job = || self.badge_job(cell, &mut programs, &mut firmwares);
            let job = settle(announced(&building, job))?;
            if let Err(no) = &job
                && no.verdict.outcome == Outcome::DoesNotBuild
            {
                return Ok(Err(format!("firmware of {}: {}", cell.config_name(), no.detail())));
            }
            built.badge.push(job);
        }
        Ok(Ok(built))
    }

    fn name(&self) -> &'static str {
        match self.side {
            Side::Pinned => "as pinned",
            Side::Replaced => "with the engine replaced",
        }
    }

    /// Takes a program of cargo away from where the other side's will lie.
    fn keep(&self, runner: &Runner, config: &str, kind: Option<BuildKind>) -> Result<Runner> {
        if kind != Some(BuildKind::Cargo) {
            return Ok(runner.clone());
        }
        let name = runner.program.file_name().context("a program has a name")?;
        let kept = self.place.kept(self.side).join(config).join(name);
        copy(&runner.program, &kept)?;
        Ok(Runner { program: kept, arguments: runner.arguments.clone() })
    }

    /// What is to be run for a cell of the host.
    fn job(&self, cell: Cell<'w>, runner: &Runner) -> Result<Job<'w>, Halt> {
        let module = self.bench.module(cell.workload)?.clone();
        let mut artifact = None;
        if cell.config.module == ModuleRoute::Prepare {
            let Cell { runtime, config, .. } = cell;
            let mut made = prepare(self.at, runtime, config, runner, &module, PrepareFor::Host)?;
            let kept = self.place.kept(self.side).join(&config.name).join(&made.module.blob.name);
            copy(&made.module.path, &kept)?;
            made.module.path = kept;
            artifact = Some(made);
        }
        let loaded: &Module = artifact.as_ref().map_or(&module, |made| &made.module);
        let request = request(&cell, &loaded.path, cell.frames(), None)?;
        Ok(Job {
            cell,
            runner: runner.clone(),
            request,
            links: self.bench.links.get(&cell.workload.name).cloned(),
            module,
            artifact,
            inputs: None,
            frames: cell.frames(),
        })
    }

    /// What is to be emulated for a cell of the badge.
    fn badge_job(
        &self,
        cell: Cell<'w>,
        programs: &mut Runners<'_>,
        firmwares: &mut Firmwares<'_>,
    ) -> Result<emulated::Job<'w>, Halt> {
        let Cell { runtime, config, workload } = cell;
        let links = self.bench.links.get(&workload.name).cloned();
        let firmware = firmwares.build(runtime, config, &workload.name)?;
        let module = self.bench.module(workload)?.clone();
        let manner = Manner::of(&cell);
        let mut entry = entry(&cell, cell.frames_on(Target::Pybadge), links.as_ref())?;
        entry.show_frames = manner.show_frames;
        let artifact = match config.module {
            ModuleRoute::Prepare => {
                let runner = programs.build(runtime, config)?;
                let wanted = PrepareFor::Pybadge;
                Some(prepare(self.at, runtime, config, &runner, &module, wanted)?)
            }
            ModuleRoute::Load | ModuleRoute::Link => None,
        };
        let loaded = artifact.as_ref().map_or(&module, |made| &made.module);
        if config.module != ModuleRoute::Link {
            entry.artifact = fs::read(&loaded.path)
                .with_context(|| format!("cannot read {}", loaded.path.display()))?;
        }
        let made = made(firmware, Asked { entry, module, artifact }, manner)?;
        Ok(emulated::Job { cell, made, links, frames: None, inputs: None })
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<()> {
    let copy = || -> std::io::Result<()> {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        fs::copy(from, to).map(drop)
    };
    copy().with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}
