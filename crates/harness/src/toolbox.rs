//! The tools of this machine, settled once a session: each is there, was
//! installed just now, or stays missing. Whatever depends on a tool (what can be
//! built, what a cell's hash contains) asks here, so that nothing is decided
//! before the tool is installed and differently afterwards.

use crate::setup::{Install, ThisMachine};
use crate::tools::{Tool, tool};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Where tools come from: this machine, or data in tests.
pub trait Supplier: fmt::Debug + Send + Sync {
    /// First line of a tool's version, `None` if it is not there, too old, or
    /// lacks a part that is needed.
    fn version(&self, tool: &Tool) -> Option<String>;

    /// Tries to install a tool, if that is allowed and possible here.
    fn supply(&self, tool: &Tool);
}

/// What is known of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It was there, in this version.
    Found(String),
    /// It was installed in this session.
    Installed(String),
    /// It is not there; the line says which command supplies it.
    Missing(String),
}

/// The tools of one session.
#[derive(Debug)]
pub struct Toolbox {
    supplier: Box<dyn Supplier>,
    findings: Mutex<BTreeMap<String, Finding>>,
}

impl Toolbox {
    /// The tools of this machine.
    #[must_use]
    pub fn new(install: Install) -> Self {
        Self::supplied_by(ThisMachine { install })
    }

    /// The tools that a supplier has.
    #[must_use]
    pub fn supplied_by(supplier: impl Supplier + 'static) -> Self {
        Self { supplier: Box::new(supplier), findings: Mutex::default() }
    }

    /// What is missing of the tools named, one line each, after installing what
    /// may be.
    #[must_use]
    pub fn missing(&self, needs: &BTreeSet<String>) -> Vec<String> {
        needs
            .iter()
            .filter_map(|name| match self.settle(name) {
                Finding::Missing(line) => Some(line),
                Finding::Found(_) | Finding::Installed(_) => None,
            })
            .collect()
    }

    /// The version of a tool, `None` where it stays missing.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<String> {
        match self.settle(name) {
            Finding::Found(version) | Finding::Installed(version) => Some(version),
            Finding::Missing(_) => None,
        }
    }

    /// What became of a tool: decided when it is first asked for, and not again.
    fn settle(&self, name: &str) -> Finding {
        if let Some(known) = self.findings().get(name) {
            return known.clone();
        }
        let finding = match tool(name) {
            None => {
                Finding::Missing(format!("needs {name}, which `cargo xtask doctor` does not know"))
            }
            Some(tool) => self.find(tool),
        };
        self.findings().insert(name.to_owned(), finding.clone());
        finding
    }

    fn find(&self, tool: &Tool) -> Finding {
        if let Some(version) = self.supplier.version(tool) {
            return Finding::Found(version);
        }
        // A package of Python needs Python first.
        let possible = tool.pip.is_none() || self.version(PYTHON).is_some();
        if possible {
            self.supplier.supply(tool);
        }
        match self.supplier.version(tool) {
            Some(version) => Finding::Installed(version),
            None => Finding::Missing(format!("needs {}: {}", tool.name, tool.supplied_by())),
        }
    }

    fn findings(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Finding>> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tool that installs packages of Python.
const PYTHON: &str = "python3";

/// What was found, installed and missed, a line each.
impl fmt::Display for Toolbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let findings = self.findings();
        let names = |wanted: fn(&Finding) -> bool| -> String {
            let names = findings.iter().filter(|(_, finding)| wanted(finding));
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        writeln!(f, "tools found:     {}", names(|f| matches!(f, Finding::Found(_))))?;
        writeln!(f, "tools installed: {}", names(|f| matches!(f, Finding::Installed(_))))?;
        writeln!(f, "tools missing:   {}", names(|f| matches!(f, Finding::Missing(_))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::Search;
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    /// Tools as data: what is there, and what can be installed.
    #[derive(Clone, Debug, Default)]
    struct Shelf {
        there: Arc<Mutex<BTreeSet<&'static str>>>,
        obtainable: BTreeSet<&'static str>,
        attempts: Arc<Mutex<Vec<&'static str>>>,
    }

    impl Supplier for Shelf {
        fn version(&self, tool: &Tool) -> Option<String> {
            self.there.lock().unwrap().contains(tool.name).then(|| format!("{} 1.0", tool.name))
        }

        fn supply(&self, tool: &Tool) {
            self.attempts.lock().unwrap().push(tool.name);
            if self.obtainable.contains(tool.name) {
                self.there.lock().unwrap().insert(tool.name);
            }
        }
    }

    fn needs(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_tool_that_can_be_had_is_installed_once() {
        let shelf = Shelf { obtainable: ["clang"].into(), ..Shelf::default() };
        let tools = Toolbox::supplied_by(shelf.clone());
        assert!(tools.missing(&needs(&["clang"])).is_empty());
        assert!(tools.missing(&needs(&["clang"])).is_empty());
        assert_eq!(tools.version("clang").as_deref(), Some("clang 1.0"));
        assert_eq!(*shelf.attempts.lock().unwrap(), ["clang"]);
        assert!(tools.to_string().contains("installed: clang"), "{tools}");
    }

    #[test]
    fn a_refusal_names_the_command_and_is_not_asked_for_again() {
        let shelf = Shelf::default();
        let tools = Toolbox::supplied_by(shelf.clone());
        for _ in 0..2 {
            let missing = tools.missing(&needs(&["cc", "wabt"]));
            assert_eq!(missing.len(), 2, "{missing:?}");
            assert!(missing[1].contains("apt-get install wabt"), "{missing:?}");
        }
        assert_eq!(*shelf.attempts.lock().unwrap(), ["cc", "wabt"]);
    }

    /// A hash that was taken before an installation would differ from one that
    /// is taken after it.
    #[test]
    fn a_version_is_that_of_after_the_installation() {
        let shelf = Shelf { obtainable: ["arm-none-eabi-gcc"].into(), ..Shelf::default() };
        let first = Toolbox::supplied_by(shelf.clone()).version("arm-none-eabi-gcc");
        let second = Toolbox::supplied_by(shelf).version("arm-none-eabi-gcc");
        assert!(first.is_some());
        assert_eq!(first, second);
    }

    #[test]
    fn python_comes_before_what_it_carries() {
        let shelf = Shelf { obtainable: ["python3", "go"].into(), ..Shelf::default() };
        let tools = Toolbox::supplied_by(shelf.clone());
        assert!(tools.missing(&needs(&["go"])).is_empty());
        assert_eq!(*shelf.attempts.lock().unwrap(), ["python3", "go"]);
        let bare = Shelf { obtainable: ["go"].into(), ..Shelf::default() };
        let tools = Toolbox::supplied_by(bare.clone());
        assert_eq!(tools.missing(&needs(&["go"])).len(), 1);
        assert_eq!(*bare.attempts.lock().unwrap(), ["python3"]);
    }

    #[test]
    fn a_word_that_names_no_tool_is_said() {
        let tools = Toolbox::supplied_by(Shelf::default());
        let missing = tools.missing(&needs(&["no-such-tool"]));
        assert!(missing[0].contains("no-such-tool"), "{missing:?}");
    }

    /// A machine whose programs are those of one directory, without permission
    /// to install.
    #[derive(Debug)]
    struct Bare(Search);

    impl Supplier for Bare {
        fn version(&self, tool: &Tool) -> Option<String> {
            tool.probe(&self.0)
        }

        fn supply(&self, _: &Tool) {}
    }

    #[cfg(unix)]
    fn program(dir: &Path, name: &str, line: &str) {
        use std::os::unix::fs::PermissionsExt;
        let file = dir.join(name);
        fs::write(&file, format!("#!/bin/sh\necho '{line}'\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn tools_are_those_of_the_search_path_whatever_else_the_machine_has() {
        let dir = tempfile::tempdir().unwrap();
        let bare = || Toolbox::supplied_by(Bare(Search::only(dir.path())));
        let wanted = needs(&["clang", "node"]);
        assert_eq!(bare().missing(&wanted).len(), 2);
        program(dir.path(), "clang", "clang version 14.0.6");
        program(dir.path(), "node", "v20.20.2");
        // clang without its linker makes no module.
        assert_eq!(bare().missing(&wanted).len(), 1);
        program(dir.path(), "wasm-ld", "LLD 14.0.6");
        assert!(bare().missing(&wanted).is_empty());
        // Too old is missing.
        program(dir.path(), "node", "v12.0.0");
        assert_eq!(bare().missing(&wanted).len(), 1);
    }
}
