//! What a cell depends on, as one hash: a stored record is fresh while its
//! hash is unchanged.

mod sources;

pub(crate) use sources::closure;
pub use sources::sources;

use crate::build::clients::shared;
use crate::cargo;
use crate::guest::Module;
use crate::plan::Cell;
use crate::toolbox::Toolbox;
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use badge_catalogue::{BuildKind, Config, ModuleRoute, RuntimeEntry, Target};
use badge_protocol::Request;
use badge_protocol::payload::EntryDraft;
use badge_records::Sha256;
use cargo_metadata::{Metadata, MetadataCommand};
use sha2::{Digest, Sha256 as Hasher};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What every runtime is asked.
const CASES: [&str; 5] = [
    "workloads",
    "crates/badge-guest",
    "crates/contract",
    "crates/conformance",
    "crates/specification",
];

/// The package of the emulator.
const EMULATOR: &str = "pybadge-emulator";

/// Hashes of what cells depend on; each is calculated once.
#[derive(Debug)]
pub struct Inputs<'w> {
    workspace: &'w Workspace,
    tools: Arc<Toolbox>,
    toolchain: String,
    machine: String,
    metadata: BTreeMap<(PathBuf, Target), Metadata>,
    runners: BTreeMap<(String, Target), String>,
}

impl<'w> Inputs<'w> {
    /// `toolchain` and `machine` as the records name them.
    #[must_use]
    pub fn new(
        workspace: &'w Workspace,
        tools: Arc<Toolbox>,
        toolchain: &str,
        machine: &str,
    ) -> Self {
        Self {
            workspace,
            tools,
            toolchain: toolchain.to_owned(),
            machine: machine.to_owned(),
            metadata: BTreeMap::new(),
            runners: BTreeMap::new(),
        }
    }

    /// The hash of one cell. `module` is that of the module, `request` what
    /// the runner is asked; paths in it do not count.
    ///
    /// # Errors
    ///
    /// When a source file or the dependency graph cannot be read.
    pub fn of(&mut self, cell: &Cell<'_>, module: &Sha256, request: &Request) -> Result<Sha256> {
        let mut hasher = Hasher::new();
        let mut add = |what: &str, value: &str| {
            hasher.update(format!("{what} {}\n{value}\n", value.len()));
        };
        add("runner", &self.runner(cell.runtime, Target::Host)?);
        add("config", &format!("{:?}", cell.config.host));
        add("module", &module.to_string());
        add("request", &serde_json::to_string(&request.action)?);
        add("toolchain", &toolchain(cell, &self.toolchain, &self.tools));
        add("machine", &self.machine);
        Ok(Sha256(hasher.finalize().into()))
    }

    /// The hash of a config and its runner; the answers to the conformance
    /// cases depend on these and on no machine.
    ///
    /// # Errors
    ///
    /// When a source file or the dependency graph cannot be read.
    pub fn of_config(&mut self, cell: &Cell<'_>) -> Result<Sha256> {
        let runner = self.runner(cell.runtime, Target::Host)?;
        let toolchain = toolchain(cell, &self.toolchain, &self.tools);
        let text = format!("{runner}{:?}\n{toolchain}", cell.config.host);
        Ok(Sha256(Hasher::digest(text).into()))
    }

    /// The hash of a cartridge that a config plays here; `session` says how.
    ///
    /// # Errors
    ///
    /// When a source file or the dependency graph cannot be read.
    pub fn of_cartridge(
        &mut self,
        cell: &Cell<'_>,
        module: &Module,
        session: &str,
    ) -> Result<Sha256> {
        let program = self.of_config(cell)?;
        let text = format!("{program}\n{}\n{session}\n{}", module.blob.sha256, self.machine);
        Ok(Sha256(Hasher::digest(text).into()))
    }

    /// The hash of the emulator.
    ///
    /// # Errors
    ///
    /// When a source file or the dependency graph cannot be read.
    pub fn of_emulator(&mut self) -> Result<Sha256> {
        Ok(Sha256(Hasher::digest(self.package(EMULATOR)?).into()))
    }

    /// The hash of one cell of the emulated lane. `entry` is what the badge is
    /// asked, `native` the hash of native code's cell, which ratios are taken
    /// over. The emulated badge is the same on every machine.
    ///
    /// # Errors
    ///
    /// When a source file or the dependency graph cannot be read.
    pub fn of_badge(
        &mut self,
        cell: &Cell<'_>,
        module: &Sha256,
        entry: &EntryDraft,
        native: Option<&Sha256>,
    ) -> Result<Sha256> {
        let mut hasher = Hasher::new();
        let mut add = |what: &str, value: &str| {
            hasher.update(format!("{what} {}\n{value}\n", value.len()));
        };
        add("runner", &self.runner(cell.runtime, Target::Pybadge)?);
        add("emulator", &self.package(EMULATOR)?);
        let settings = &cell.config.pybadge;
        add("features", &settings.features.join(","));
        add("profile", &format!("{:?}", settings.profile));
        if cell.config.module != ModuleRoute::Link {
            add("module", &module.to_string());
        }
        add("entry", &format!("{entry:?}"));
        add("native", &native.map_or_else(String::new, Sha256::to_string));
        add("toolchain", &self.toolchain);
        for name in &settings.needs {
            add(name, &self.tools.version(name).unwrap_or_default());
        }
        Ok(Sha256(hasher.finalize().into()))
    }

    /// The hash of all that lints, tests, cells and conformance answers of a runtime
    /// depend on: what its runner is built from, its own description and tests, the
    /// workloads, the cases, and the tools of the configs that are tried.
    ///
    /// # Errors
    ///
    /// When a source file or the dependency graph cannot be read.
    pub fn of_tests(&mut self, runtime: &RuntimeEntry, configs: &[&Config]) -> Result<Sha256> {
        let mut description = self.runner(runtime, Target::Host)?;
        description.push_str(&self.toolchain);
        let root = self.workspace.root();
        let dir = self.workspace.runtime_dir(runtime);
        for file in [root.join("Cargo.toml"), root.join("clippy.toml"), dir.join("runtime.toml")] {
            description.push_str(
                &fs::read_to_string(&file)
                    .with_context(|| format!("cannot read {}", label(root, &file)))?,
            );
        }
        let tools: BTreeSet<String> =
            configs.iter().flat_map(|config| runtime.needs(config)).collect();
        for tool in tools {
            description.push_str(&format!("{tool} {:?}\n", self.tools.version(&tool)));
        }
        // No runner depends on them, but on what they say.
        let own = ["tests", "benches"].map(|name| dir.join(name));
        let shared = CASES.map(|name| root.join(name));
        for dir in own.into_iter().chain(shared).filter(|dir| dir.is_dir()) {
            description.push_str(&sources(root, &dir)?);
        }
        Ok(Sha256(Hasher::digest(description).into()))
    }

    /// The sources and locked versions that a runner is built from.
    fn runner(&mut self, runtime: &RuntimeEntry, target: Target) -> Result<String> {
        let key = (runtime.name.clone(), target);
        if let Some(known) = self.runners.get(&key) {
            return Ok(known.clone());
        }
        let dir = self.workspace.runtime_dir(runtime).to_path_buf();
        let description = match runtime.build.as_ref().map(|build| (build.kind, &build.package)) {
            Some((BuildKind::Cargo, Some(package))) => {
                let isolated = self.workspace.is_isolated(runtime);
                let dir = isolated.then_some(dir.as_path());
                self.cargo(dir, package, target)?
            }
            _ => self.packaged(runtime, &dir)?,
        };
        self.runners.insert(key, description.clone());
        Ok(description)
    }

    /// A package of the workspace, as it is built for a host.
    fn package(&mut self, package: &str) -> Result<String> {
        let key = (package.to_owned(), Target::Host);
        if let Some(known) = self.runners.get(&key) {
            return Ok(known.clone());
        }
        let description = self.cargo(None, package, Target::Host)?;
        self.runners.insert(key, description.clone());
        Ok(description)
    }

    /// What the runners of other languages are made of: their sources, what
    /// they share, and the tools that build or run them.
    fn packaged(&self, runtime: &RuntimeEntry, dir: &Path) -> Result<String> {
        let root = self.workspace.root();
        let mut description = sources(root, dir)?;
        if let Some(shared) = shared(dir) {
            description.push_str(&sources(root, &shared)?);
        }
        if let Some(build) = &runtime.build {
            description.push_str(&format!("{:?}\n", build.command));
        }
        Ok(description)
    }

    /// A package with everything it is built from; of the workspace that has
    /// its lock file in `dir`, or else of the main one.
    fn cargo(&mut self, dir: Option<&Path>, package: &str, target: Target) -> Result<String> {
        let root = self.workspace.root();
        let manifest = dir.unwrap_or(root).join("Cargo.toml");
        let key = (manifest.clone(), target);
        if !self.metadata.contains_key(&key) {
            let mut options = vec!["--locked".to_owned()];
            // What firmware is made of stands behind features.
            if target == Target::Pybadge {
                options.push("--all-features".to_owned());
            }
            let mut command = MetadataCommand::new();
            command.manifest_path(&manifest).other_options(options);
            let metadata = cargo::metadata(&command).with_context(|| {
                format!(
                    "{}: cargo metadata --locked fails; is the lock file committed?",
                    label(root, &manifest)
                )
            })?;
            self.metadata.insert(key.clone(), metadata);
        }
        let metadata = self.metadata.get(&key).context("the graph was read above")?;
        let mut description = fs::read_to_string(root.join(".cargo").join("config.toml"))
            .context("cannot read .cargo/config.toml")?;
        for id in closure(metadata, package)? {
            let package = &metadata[&id];
            description.push_str(&format!("{} {}\n", package.name, package.version));
            match &package.source {
                Some(source) => description.push_str(&format!("{source}\n")),
                None => {
                    let dir = package
                        .manifest_path
                        .parent()
                        .with_context(|| format!("{} has no directory", package.name))?;
                    description.push_str(&sources(root, dir.as_std_path())?);
                }
            }
        }
        Ok(description)
    }
}

/// The toolchain of a cell's runner: `rustc` for those that cargo builds,
/// otherwise the tools that it needs, a C compiler apart.
#[must_use]
pub fn toolchain(cell: &Cell<'_>, rustc: &str, tools: &Toolbox) -> String {
    let kind = cell.runtime.build.as_ref().map(|build| build.kind);
    if kind == Some(BuildKind::Cargo) {
        return rustc.to_owned();
    }
    let versions: Vec<String> = cell
        .runtime
        .needs(cell.config)
        .iter()
        .filter(|name| *name != "cc")
        .filter_map(|name| tools.version(name))
        .collect();
    versions.join(", ")
}

/// SHA-256 of a file.
///
/// # Errors
///
/// When it cannot be read.
pub fn hash_file(path: &Path) -> Result<Sha256> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Sha256(Hasher::digest(bytes).into()))
}
