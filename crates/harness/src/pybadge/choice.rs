//! What a person chose for one badge, emulated or not: a config, and a workload or
//! a module of their own.

use crate::guest::Module;
use crate::own_module::{self, Purpose};
use crate::plan::{Cell, Filter, Plan, badge_config, stand_in};
use crate::progress::announced;
use crate::pybadge::request::cartridge_name;
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, ModuleRoute, RuntimeEntry, Workload};
use std::path::{Path, PathBuf};

/// The workload of who names none.
const WORKLOAD: &str = "badge";

/// What was chosen.
#[derive(Debug)]
pub struct Choice<'w> {
    runtime: &'w RuntimeEntry,
    config: &'w Config,
    /// That of the catalogue, or what stands in for a module of one's own.
    workload: Workload,
    module: Option<Module>,
    cartridges: Vec<Module>,
}

/// What a person wants on a badge.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// A workload, or the usual one.
    Workload(Option<&'a str>),
    /// A module of their own.
    Module(&'a Path),
    /// Cartridges.
    Cartridges(&'a [PathBuf]),
}

impl<'a> Wanted<'a> {
    /// What of the options of a command is given.
    #[must_use]
    pub fn of(
        workload: Option<&'a str>,
        module: Option<&'a Path>,
        cartridges: &'a [PathBuf],
    ) -> Self {
        match module {
            _ if !cartridges.is_empty() => Self::Cartridges(cartridges),
            Some(module) => Self::Module(module),
            None => Self::Workload(workload),
        }
    }
}

impl<'w> Choice<'w> {
    /// Reads the module and looks at it, if there is one.
    ///
    /// # Errors
    ///
    /// [`Usage`] where the choice does not fit what there is.
    pub fn of(workspace: &'w Workspace, runtime: &str, wanted: Wanted<'_>) -> Result<Self> {
        let (runtime, config) = badge_config(&workspace.catalogue, runtime)?;
        let workload = match wanted {
            Wanted::Workload(workload) => workload,
            Wanted::Module(_) | Wanted::Cartridges(_) if config.module == ModuleRoute::Link => {
                let reason = format!("{}/{} loads no module", runtime.name, config.name);
                return Err(Usage::new(reason).into());
            }
            Wanted::Module(file) => {
                let module = Some(own_module::read(workspace, file, Purpose::Badge)?);
                let cartridges = Vec::new();
                return Ok(Self { runtime, config, workload: stand_in()?, module, cartridges });
            }
            Wanted::Cartridges(files) => {
                let read = |file: &PathBuf| own_module::read(workspace, file, Purpose::Cart);
                let cartridges = files.iter().map(read).collect::<Result<Vec<_>>>()?;
                let first = cartridges.first().context("no cartridge")?;
                let mut workload = stand_in()?;
                workload.name = cartridge_name(first);
                return Ok(Self { runtime, config, workload, module: None, cartridges });
            }
        };
        let name = workload.unwrap_or(WORKLOAD).to_owned();
        let filter = Filter { workload: vec![name], ..Filter::default() };
        let plan = Plan::new(&workspace.catalogue, &filter)?;
        let workload = *plan.workloads.first().context("a workload was named")?;
        if !workload.applies_to(&runtime.name) {
            let reason = format!("{} makes no sense on {}", workload.name, runtime.name);
            return Err(Usage::new(reason).into());
        }
        Ok(Self {
            runtime,
            config,
            workload: workload.clone(),
            module: None,
            cartridges: Vec::new(),
        })
    }

    /// The cell of it.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        Cell { runtime: self.runtime, config: self.config, workload: &self.workload }
    }

    /// Whether module or cartridges are one's own.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.module.is_some() || !self.cartridges.is_empty()
    }

    /// The cartridges, if that is what was chosen.
    #[must_use]
    pub fn cartridges(&self) -> &[Module] {
        &self.cartridges
    }

    /// The module, which is built if it is a workload's.
    ///
    /// # Errors
    ///
    /// When it does not build.
    pub fn module(&self, bench: &mut Workbench<'_>) -> Result<Module> {
        if let Some(module) = self.module.as_ref().or(self.cartridges.first()) {
            return Ok(module.clone());
        }
        announced("building the workload's module", || bench.modules(&[&self.workload]))?;
        Ok(bench.module(&self.workload)?.clone())
    }
}
