//! The cartridges of this repository, in three languages.

use super::pads::{self, Held};
use crate::build::npm_packages;
use crate::guest::{self, Module};
use crate::halt::{Halt, Obstacle};
use crate::process;
use crate::store;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are.
pub const DIRECTORY: &str = "workloads/cartridges";

/// What is told of each.
const FILE: &str = "cartridge.toml";

/// Language of a cartridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// A package that cargo builds.
    Rust,
    /// A file that clang translates.
    C,
    /// A file that the compiler from npm translates.
    AssemblyScript,
}

/// A cartridge of this repository.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnCartridge {
    /// Its directory below [`DIRECTORY`].
    pub name: String,
    /// What players call it.
    pub title: String,
    /// What it is.
    pub about: String,
    /// What it is written in.
    pub language: Language,
    /// How many ticks it is played.
    pub ticks: u32,
    /// What the players hold, as a script.
    pads: String,
    /// The link of the last tick with the console's own font.
    pub link: Option<String>,
    #[serde(skip)]
    directory: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CartridgeFile {
    cartridge: OwnCartridge,
}

/// All of them in the order of their names.
///
/// # Errors
///
/// When a file cannot be read or is not what it must be.
pub fn all(workspace: &Workspace) -> Result<Vec<OwnCartridge>> {
    let root = workspace.path(DIRECTORY);
    let mut all = Vec::new();
    for entry in fs::read_dir(&root).with_context(|| format!("cannot read {}", root.display()))? {
        let directory = entry?.path();
        let file = directory.join(FILE);
        if file.is_file() {
            let at = || format!("{}", file.display());
            let text = fs::read_to_string(&file).with_context(at)?;
            let CartridgeFile { cartridge } = toml::from_str(&text).with_context(at)?;
            all.push(OwnCartridge { directory, ..cartridge });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

impl OwnCartridge {
    /// What the players hold.
    ///
    /// # Errors
    ///
    /// When the script is none.
    pub fn held(&self) -> Result<Vec<Held>> {
        pads::read(&self.pads).with_context(|| format!("{}", self.directory.display()))
    }

    /// Records the link of the last tick.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or replaced.
    pub fn record(&self, link: &str) -> Result<()> {
        let file = self.directory.join(FILE);
        let at = || format!("{}", file.display());
        let text = fs::read_to_string(&file).with_context(at)?;
        let mut document: toml_edit::DocumentMut = text.parse().with_context(at)?;
        document["cartridge"]["link"] = toml_edit::value(link);
        store::replace(&file, document.to_string().as_bytes())
    }

    /// Builds it.
    ///
    /// # Errors
    ///
    /// What a missing tool or a compiler is to blame for is an obstacle.
    pub fn build(&self, bench: &Workbench<'_>) -> Result<Module, Halt> {
        let needs = match self.language {
            Language::Rust => BTreeSet::new(),
            Language::C => BTreeSet::from(["clang".to_owned()]),
            Language::AssemblyScript => BTreeSet::from(["node".to_owned(), "npm".to_owned()]),
        };
        let missing = bench.tools.missing(&needs);
        if !missing.is_empty() {
            return Err(Obstacle::missing(&missing).into());
        }
        let workspace = bench.workspace;
        let name = format!("{}.wasm", self.name);
        let output = workspace.scratch().join("cartridges").join(&name);
        match self.language {
            Language::Rust => {
                let package = format!("cartridge-{}", self.name);
                let module = guest::link(workspace, &package, &LINK_ARGUMENTS)?;
                store::replace(&output, &module)?;
            }
            Language::C => self.translate(&output, clang(&self.directory)?)?,
            Language::AssemblyScript => {
                npm_packages(&self.directory)?;
                self.translate(&output, assembly_script())?;
            }
        }
        Ok(Module::at(&output, &name)?)
    }

    /// Runs a compiler that takes a source and `-o`.
    fn translate(&self, output: &Path, mut command: Command) -> Result<(), Halt> {
        let extension = if self.language == Language::C { "c" } else { "ts" };
        if let Some(directory) = output.parent() {
            fs::create_dir_all(directory)
                .with_context(|| format!("cannot create {}", directory.display()))?;
        }
        command.current_dir(&self.directory).arg(format!("{}.{extension}", self.name));
        command.arg("-o").arg(output);
        let made = process::output(&mut command).context("cannot run a compiler")?;
        if made.status.success() {
            return Ok(());
        }
        let words = String::from_utf8_lossy(&made.stderr);
        let first = words.lines().find(|line| line.to_lowercase().contains("error"));
        Err(Obstacle::does_not_build(first.unwrap_or("no reason")).into())
    }
}

/// One page that is imported, the guest's own stack first in it and above the
/// registers and the frame buffer, which end at 6,560.
const LINK_ARGUMENTS: [&str; 5] = [
    "-zstack-size=14752",
    "--import-memory",
    "--initial-memory=65536",
    "--max-memory=65536",
    "--compress-relocations",
];

fn clang(directory: &Path) -> Result<Command> {
    let file = directory.join("flags");
    let flags = fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
    let mut command = Command::new("clang");
    command.args(flags.split_whitespace());
    Ok(command)
}

/// WebAssembly 1.0 alone, without a runtime of its own; statics above the frame
/// buffer.
fn assembly_script() -> Command {
    let mut command = Command::new("node");
    command.arg("node_modules/assemblyscript/bin/asc.js");
    command.args(["--runtime", "stub", "--importMemory", "--initialMemory", "1"]);
    command.args(["--maximumMemory", "1", "--memoryBase", "6560", "--stackSize", "0"]);
    command.args(["-O3", "--noAssert", "--disable"]);
    command.arg("bulk-memory,sign-extension,mutable-globals,nontrapping-f2i");
    command
}
