//! The place of a comparison: a copy of the repository in which both sides are
//! built one after the other.
//!
//! It is one copy and not two, so that no path tells the sides apart: two equal
//! engines become equal programs, byte for byte. For the same reason a checkout
//! is compared with the pinned sources at the same place: a package of the
//! registry would be compiled under another name.

use super::files::{mirror, walk};
use super::manifest::{Origin, add_flags, parse, patch, redirect, requirement};
use super::replacement::{Checkout, Replacement};
use crate::build::clients;
use crate::cargo::{self, Complaints};
use crate::copy::copy_sources;
use crate::halt::settle;
use crate::inputs::closure;
use crate::progress::announced;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use badge_catalogue::{BuildKind, RuntimeEntry};
use cargo_metadata::{Metadata, MetadataCommand};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// One of the two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// As the repository pins it.
    Pinned,
    /// With the engine replaced.
    Replaced,
}

impl Side {
    pub(super) const BOTH: [Self; 2] = [Self::Pinned, Self::Replaced];

    /// The directory of its programs. The names are equally long, because a
    /// program finds its own path on its stack, whose layout can cost time.
    fn directory(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Replaced => "theirs",
        }
    }
}

/// Where the engine lies in the copy: below `target`, which neither the
/// workspace nor a lock file of its own looks into.
const ENGINE: &str = "target/engine";

/// A path dependency is compiled without a cap on lints, which an engine must
/// not fail by.
const FLAGS: &[&str] = &["--cap-lints", "warn"];

/// A directory below `target/compare`, held as long as this lives.
#[derive(Debug)]
pub(super) struct Place {
    home: PathBuf,
    _held: File,
}

impl Place {
    /// Makes the copy for a runtime, after whoever else compares it.
    pub(super) fn take(workspace: &Workspace, runtime: &str) -> Result<Self> {
        let home = workspace.path("target").join("compare").join(runtime);
        let cannot = || format!("cannot use {}", home.display());
        fs::create_dir_all(&home).with_context(cannot)?;
        let held = File::create(home.join("held")).with_context(cannot)?;
        announced("waiting for another comparison of this runtime", || held.lock())
            .with_context(cannot)?;
        let place = Self { home, _held: held };
        copy_sources(workspace.root(), &place.tree())?;
        Ok(place)
    }

    /// The copy.
    pub(super) fn tree(&self) -> PathBuf {
        self.home.join("tree")
    }

    /// A directory for what stays of a side while the other is built.
    pub(super) fn kept(&self, side: Side) -> PathBuf {
        self.home.join(side.directory())
    }
}

/// The manifests of a runtime that cargo builds, as they were before any edit.
#[derive(Debug)]
pub(super) struct Manifests<'w> {
    tree: &'w Workspace,
    /// Where cargo is run: the directory with the lock file.
    dir: PathBuf,
    /// The manifest that names the engine.
    adapter: PathBuf,
    originals: BTreeMap<PathBuf, String>,
    engine: &'w str,
    /// Files of the pinned packages in place of those of a checkout.
    pinned: BTreeMap<PathBuf, PathBuf>,
    /// Directories of the packages below [`ENGINE`], by name.
    packages: BTreeMap<String, PathBuf>,
}

impl<'w> Manifests<'w> {
    /// Reads them from a fresh copy.
    pub(super) fn read(
        tree: &'w Workspace,
        runtime: &'w RuntimeEntry,
        engine: &'w str,
        replacement: &Replacement,
    ) -> Result<Self> {
        let own = tree.runtime_dir(runtime);
        let dir = if tree.is_isolated(runtime) { own } else { tree.root() }.to_owned();
        let adapter = own.join("Cargo.toml");
        let mut manifests = Self {
            tree,
            originals: BTreeMap::new(),
            engine,
            pinned: BTreeMap::new(),
            packages: BTreeMap::new(),
            adapter,
            dir,
        };
        for file in
            [manifests.adapter.clone(), manifests.top(), manifests.lock(), manifests.config()]
        {
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            manifests.originals.insert(file, text);
        }
        if let Replacement::Checkout(checkout) = replacement {
            let package = runtime.build.as_ref().and_then(|build| build.package.as_deref());
            let package = package.context("kind cargo has build.package")?;
            manifests.find_pinned(package, checkout)?;
        }
        Ok(manifests)
    }

    fn top(&self) -> PathBuf {
        self.dir.join("Cargo.toml")
    }

    fn lock(&self) -> PathBuf {
        self.dir.join("Cargo.lock")
    }

    fn config(&self) -> PathBuf {
        self.tree.path(".cargo/config.toml")
    }

    /// Where the sources lie of those packages that the adapter is built from and
    /// that the checkout has too.
    fn find_pinned(&mut self, package: &str, checkout: &Checkout) -> Result<()> {
        let metadata = graph(&self.top(), &["--locked", "--all-features"])
            .map_err(|words| anyhow!("the pinned engine: {words}"))?;
        let mut found = BTreeMap::new();
        for id in closure(&metadata, package)? {
            let package = &metadata[&id];
            if let Some(dir) = checkout.packages.get(package.name.as_str())
                && let Some(from) = package.manifest_path.parent()
            {
                found.insert(dir, (package.name.to_string(), from.as_std_path().to_owned()));
            }
        }
        // Outer directories first: one package may lie within another.
        for (dir, (name, from)) in found {
            walk(&from, dir, &mut self.pinned)?;
            self.packages.insert(name, dir.clone());
        }
        Ok(())
    }

    /// The version that is pinned.
    pub(super) fn pinned_version(&self) -> Result<String> {
        let mut adapter = parse(&self.originals[&self.adapter])?;
        let requirement = requirement(&mut adapter, self.engine);
        let version = requirement.as_deref().and_then(|text| text.strip_prefix('='));
        version
            .map(str::to_owned)
            .with_context(|| format!("{} does not pin {}", self.adapter.display(), self.engine))
    }

    /// Gets the copy ready for a side. The words of cargo come back where it finds
    /// no graph of packages.
    pub(super) fn prepare(
        &self,
        side: Side,
        replacement: &Replacement,
    ) -> Result<Result<(), String>> {
        let mut texts = self.originals.clone();
        let pinned = self.pinned_version()?;
        match (replacement, side) {
            (Replacement::Version(_), Side::Pinned) => (),
            (Replacement::Version(version), Side::Replaced) => {
                self.edit(&mut texts, &self.adapter, |manifest| {
                    // What an engine is released with goes with it.
                    redirect(manifest, |name, old| {
                        let together =
                            old.strip_prefix('=') == Some(&pinned) && name.starts_with(self.engine);
                        (together || name == self.engine).then(|| Origin::Version(version.clone()))
                    });
                })?;
            }
            (Replacement::Checkout(checkout), side) => {
                self.edit(&mut texts, &self.adapter, |manifest| {
                    redirect(manifest, |name, _| {
                        self.packages
                            .get(name)
                            .map(|dir| Origin::Path(self.way(&self.adapter, dir)))
                    });
                })?;
                let top = self.top();
                self.edit(&mut texts, &top, |manifest| {
                    let packages = self.packages.iter();
                    let packages = packages.map(|(name, dir)| (name.as_str(), self.way(&top, dir)));
                    patch(manifest, packages);
                })?;
                self.edit(&mut texts, &self.config(), |config| add_flags(config, FLAGS))?;
                let engine = self.tree.path(ENGINE);
                match side {
                    Side::Pinned => mirror(&self.pinned, &engine)?,
                    Side::Replaced => mirror(&checkout.files()?, &engine)?,
                }
            }
        }
        // The lock file even where it is the same: adapters read the version of
        // the engine from it when it is newer than their last build.
        for (file, text) in &texts {
            fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(graph(&self.top(), &[]).map(drop))
    }

    fn edit(
        &self,
        texts: &mut BTreeMap<PathBuf, String>,
        file: &Path,
        edit: impl FnOnce(&mut toml_edit::DocumentMut),
    ) -> Result<()> {
        let text = texts.get_mut(file).context("a manifest was read")?;
        let mut document = parse(text)?;
        edit(&mut document);
        *text = document.to_string();
        Ok(())
    }

    /// The way from a manifest to a package of the engine.
    fn way(&self, manifest: &Path, package: &Path) -> String {
        let dir = manifest.parent().unwrap_or(manifest);
        let below = dir.strip_prefix(self.tree.root()).unwrap_or(dir);
        let mut parts = vec![".."; below.components().count()];
        parts.push(ENGINE);
        let package: Vec<String> =
            package.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        parts.extend(package.iter().map(String::as_str));
        parts.join("/")
    }
}

/// The graph of packages, or the cause why there is none.
fn graph(manifest: &Path, options: &[&str]) -> Result<Metadata, String> {
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest);
    command.other_options(options.iter().map(|&option| option.to_owned()).collect::<Vec<_>>());
    announced("resolving packages", || cargo::metadata(&command))
        .map_err(|error| super::cause(&format!("{error:#}")))
}

/// Replaces the module of a runner that Go builds.
pub(super) fn replace_module(
    tree: &Workspace,
    runtime: &RuntimeEntry,
    module: &str,
    replacement: &Replacement,
) -> Result<Result<(), String>> {
    let dir = tree.runtime_dir(runtime);
    let edits: Vec<Vec<String>> = match replacement {
        Replacement::Version(version) => {
            let version = format!("v{}", version.trim_start_matches('v'));
            vec![vec!["get".to_owned(), format!("{module}@{version}")]]
        }
        Replacement::Checkout(checkout) => {
            let path = checkout.root.display();
            vec![
                vec!["mod".to_owned(), "edit".to_owned(), format!("-replace={module}={path}")],
                // Notes the sums of what the checkout needs besides.
                ["list", "-mod=mod", "-deps", "."].map(str::to_owned).to_vec(),
            ]
        }
    };
    for arguments in edits {
        let mut go = clients::go(dir);
        go.args(&arguments).env("GOFLAGS", "-mod=mod -buildvcs=false");
        let done = clients::run(&mut go, Complaints::Hidden);
        if let Err(no) = settle(announced("resolving modules", || done))? {
            return Ok(Err(no.detail().to_owned()));
        }
    }
    Ok(Ok(()))
}

/// The version of a module that a runner is built with.
pub(super) fn module_version(
    tree: &Workspace,
    runtime: &RuntimeEntry,
    module: &str,
) -> Result<String> {
    let file = tree.runtime_dir(runtime).join("go.mod");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut words = text.split_whitespace();
    words.find(|word| *word == module);
    words.next().map(str::to_owned).with_context(|| format!("{} needs no {module}", file.display()))
}

/// Whether the engine of a kind of build can be replaced.
pub(super) fn replaceable(kind: BuildKind) -> bool {
    matches!(kind, BuildKind::Cargo | BuildKind::Go)
}
