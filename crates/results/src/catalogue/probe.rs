//! Probes of conduct: minimal modules and how every runner must answer them.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::error::Blame;
use super::{CatalogueError, Observed, check_name};

/// One minimal module, what is asked for, and the answer that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Its name, and that of its file where it has one.
    pub name: String,
    /// What the module does.
    pub title: String,
    /// Answers of which any will do.
    pub due: Vec<Observed>,
    /// Where the module comes from.
    pub source: ProbeSource,
    /// The export to call by name; absent means that frames are run.
    pub invoke: Option<String>,
    /// Which configs it is for, and what a departure means.
    pub scope: ProbeScope,
}

/// Where the module of a probe comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeSource {
    /// The text format in a file of the probe's name, without so many bytes at
    /// the end of the module.
    Text {
        /// Bytes that are taken away.
        cut: usize,
    },
    /// These bytes.
    Bytes(Vec<u8>),
}

/// Which configs a probe is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeScope {
    /// All; a departure is a finding.
    Every,
    /// Those with fuel or an interrupt; a departure is a finding.
    Bounded,
    /// All; whoever answers as is due supports the proposal.
    Proposal,
}

/// Proposals are probes of this prefix, which their names in `[[supports]]` lack.
const PROPOSAL: &str = "proposal-";

impl Probe {
    /// Reads all probes of a file.
    ///
    /// # Errors
    ///
    /// Names the file, the key and the reason.
    pub fn parse_all(path_label: &str, text: &str) -> Result<Vec<Self>, CatalogueError> {
        let blame = Blame(path_label);
        let file: ProbesFile = blame.toml(text)?;
        let mut names = BTreeSet::new();
        let mut probes = Vec::new();
        for (i, table) in file.probe.into_iter().enumerate() {
            if !names.insert(table.name.clone()) {
                let reason = format!("`{}` occurs twice", table.name);
                return Err(blame.at(format!("probe[{i}].name"), reason));
            }
            probes.push(probe(blame, i, table)?);
        }
        Ok(probes)
    }

    /// The proposal that is probed; `None` for a probe of conduct.
    #[must_use]
    pub fn proposal(&self) -> Option<&str> {
        match self.scope {
            ProbeScope::Proposal => self.name.strip_prefix(PROPOSAL),
            _ => None,
        }
    }

    /// The file with the module's text, beside the file with all probes.
    #[must_use]
    pub fn file(&self) -> Option<String> {
        match self.source {
            ProbeSource::Text { .. } => Some(format!("{}.wat", self.name)),
            ProbeSource::Bytes(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProbesFile {
    probe: Vec<ProbeTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProbeTable {
    name: String,
    title: String,
    due: Vec<Observed>,
    bytes: Option<String>,
    cut: Option<usize>,
    invoke: Option<String>,
    #[serde(default)]
    bounded: bool,
    #[serde(default)]
    proposal: bool,
}

fn probe(blame: Blame<'_>, i: usize, table: ProbeTable) -> Result<Probe, CatalogueError> {
    let key = |name: &str| format!("probe[{i}].{name}");
    check_name(&table.name).map_err(|e| blame.at(key("name"), e))?;
    if table.due.is_empty() {
        return Err(blame.at(key("due"), "must name at least one answer"));
    }
    if table.proposal != table.name.starts_with(PROPOSAL) {
        let reason = format!("proposals, and they alone, are named `{PROPOSAL}…`");
        return Err(blame.at(key("name"), reason));
    }
    let scope = match (table.bounded, table.proposal) {
        (false, false) => ProbeScope::Every,
        (true, false) => ProbeScope::Bounded,
        (false, true) => ProbeScope::Proposal,
        (true, true) => return Err(blame.at(key("bounded"), "contradicts `proposal`")),
    };
    let source = match (table.bytes, table.cut) {
        (None, cut) => ProbeSource::Text { cut: cut.unwrap_or(0) },
        (Some(bytes), None) => ProbeSource::Bytes(bytes.into_bytes()),
        (Some(_), Some(_)) => return Err(blame.at(key("cut"), "contradicts `bytes`")),
    };
    Ok(Probe {
        title: blame.text(key("title"), table.title)?,
        name: table.name,
        due: table.due,
        source,
        invoke: table.invoke,
        scope,
    })
}
