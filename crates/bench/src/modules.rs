//! Where the modules are, and how the bench was called.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Names the directory with `<workload>.wasm`; `cargo xtask bench` sets it.
const VARIABLE: &str = "BADGE_MODULES";

/// How cargo called a bench program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// `cargo bench` passes `--bench`.
    Bench,
    /// `cargo test --benches` does not: whether it works is asked, not how fast.
    Test,
}

impl Call {
    pub(crate) fn of_this_program() -> Self {
        if std::env::args().any(|argument| argument == "--bench") {
            Self::Bench
        } else {
            Self::Test
        }
    }
}

/// The directory that holds the modules.
#[derive(Clone, Debug)]
pub(crate) struct Modules(PathBuf);

impl Modules {
    pub(crate) fn from_environment() -> Result<Self> {
        match std::env::var_os(VARIABLE) {
            Some(dir) => Ok(Self(dir.into())),
            None => bail!(
                "{VARIABLE} names no directory of modules: `cargo xtask bench` builds them and \
                 runs this bench"
            ),
        }
    }

    /// The module of a workload, `None` where it is not built.
    pub(crate) fn find(&self, workload: &str) -> Result<Option<Vec<u8>>> {
        let path = self.0.join(format!("{workload}.wasm"));
        if !path.exists() {
            return Ok(None);
        }
        fs::read(&path).map(Some).with_context(|| format!("cannot read {}", path.display()))
    }

    /// The module of a workload without which there is nothing to measure.
    pub(crate) fn need(&self, workload: &str) -> Result<Vec<u8>> {
        self.find(workload)?.with_context(|| {
            format!(
                "{} holds no {workload}.wasm: `cargo xtask bench` without -w builds it",
                self.0.display()
            )
        })
    }

    /// Where results go: beside the modules, which is `target/badge`.
    pub(crate) fn results(&self) -> &Path {
        self.0.parent().unwrap_or(&self.0)
    }
}
