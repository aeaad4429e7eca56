//! What a person chose for one badge, emulated or not: a config, and a workload or
//! a module of their own.

use crate::guest::Module;
use crate::own_module::{self, Purpose};
use crate::plan::{Cell, Filter, Plan, badge_config, stand_in};
use crate::progress::announced;
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, ModuleRoute, RuntimeEntry, Workload};
use std::path::Path;

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
}

impl<'w> Choice<'w> {
    /// Reads the module and looks at it, if there is one.
    ///
    /// # Errors
    ///
    /// [`Usage`] where the choice does not fit what there is.
    pub fn of(
        workspace: &'w Workspace,
        runtime: &str,
        workload: Option<&str>,
        module: Option<&Path>,
    ) -> Result<Self> {
        let (runtime, config) = badge_config(&workspace.catalogue, runtime)?;
        if let Some(file) = module {
            if config.module == ModuleRoute::Link {
                let reason = format!("{}/{} loads no module", runtime.name, config.name);
                return Err(Usage::new(reason).into());
            }
            let module = Some(own_module::read(workspace, file, Purpose::Badge)?);
            return Ok(Self { runtime, config, workload: stand_in()?, module });
        }
        let name = workload.unwrap_or(WORKLOAD).to_owned();
        let filter = Filter { workload: vec![name], ..Filter::default() };
        let plan = Plan::new(&workspace.catalogue, &filter)?;
        let workload = *plan.workloads.first().context("a workload was named")?;
        if !workload.applies_to(&runtime.name) {
            let reason = format!("{} makes no sense on {}", workload.name, runtime.name);
            return Err(Usage::new(reason).into());
        }
        Ok(Self { runtime, config, workload: workload.clone(), module: None })
    }

    /// The cell of it.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        Cell { runtime: self.runtime, config: self.config, workload: &self.workload }
    }

    /// Whether the module is one's own.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.module.is_some()
    }

    /// The module, which is built if it is a workload's.
    ///
    /// # Errors
    ///
    /// When it does not build.
    pub fn module(&self, bench: &mut Workbench<'_>) -> Result<Module> {
        if let Some(module) = &self.module {
            return Ok(module.clone());
        }
        announced("building the workload's module", || bench.modules(&[&self.workload]))?;
        Ok(bench.module(&self.workload)?.clone())
    }
}
