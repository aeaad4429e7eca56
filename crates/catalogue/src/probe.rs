//! Probes of conduct: minimal modules and how every runner must answer them.

use serde::Deserialize;

use crate::error::{Fault, check_each, ensure, parse};
use crate::{FileError, Observed, read};

/// One minimal module, what is asked for, and the expected answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Its name, and that of its file where it has one.
    pub name: String,
    pub title: String,
    /// Answers of which any will do.
    pub expected: Vec<Observed>,
    pub source: ProbeSource,
    /// The export to call by name; absent means that frames are run.
    pub invoke: Option<String>,
    /// Which configs it is for, and what a deviation means.
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
    Bytes(Vec<u8>),
}

/// Which configs a probe is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeScope {
    /// All; a deviation is a finding.
    Every,
    /// Those with fuel or an interrupt; a deviation is a finding.
    Bounded,
    /// All; whoever answers as expected supports the proposal.
    Proposal,
}

/// Proposals are probes of this prefix, which their names in `[[supports]]` lack.
const PROPOSAL: &str = "proposal-";

impl Probe {
    pub fn parse_all(path_label: &str, text: &str) -> Result<Vec<Self>, FileError> {
        let file: ProbesFile = parse(path_label, text, ProbesFile::check)?;
        Ok(file.probe.into_iter().map(Self::from).collect())
    }

    /// The proposal that is probed; `None` for a probe of conduct.
    pub fn proposal(&self) -> Option<&str> {
        match self.scope {
            ProbeScope::Proposal => self.name.strip_prefix(PROPOSAL),
            _ => None,
        }
    }

    /// The file with the module's text, beside the file with all probes.
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
    #[serde(deserialize_with = "read::name")]
    name: String,
    #[serde(deserialize_with = "read::text")]
    title: String,
    expected: Vec<Observed>,
    bytes: Option<String>,
    cut: Option<usize>,
    invoke: Option<String>,
    #[serde(default)]
    bounded: bool,
    #[serde(default)]
    proposal: bool,
}

impl ProbesFile {
    fn check(&mut self) -> Result<(), Fault> {
        check_each("probe", &self.probe, |i, probe| {
            let again = self.probe[..i].iter().any(|other| other.name == probe.name);
            ensure(!again, "name", format!("`{}` occurs twice", probe.name))?;
            ensure(!probe.expected.is_empty(), "expected", "must name at least one answer")?;
            let reason = format!("proposals, and they alone, are named `{PROPOSAL}…`");
            ensure(probe.proposal == probe.name.starts_with(PROPOSAL), "name", reason)?;
            ensure(!(probe.bounded && probe.proposal), "bounded", "contradicts `proposal`")?;
            ensure(probe.bytes.is_none() || probe.cut.is_none(), "cut", "contradicts `bytes`")
        })
    }
}

impl From<ProbeTable> for Probe {
    fn from(table: ProbeTable) -> Self {
        Probe {
            name: table.name,
            title: table.title,
            expected: table.expected,
            source: match table.bytes {
                Some(bytes) => ProbeSource::Bytes(bytes.into_bytes()),
                None => ProbeSource::Text { cut: table.cut.unwrap_or(0) },
            },
            invoke: table.invoke,
            scope: match (table.bounded, table.proposal) {
                (_, true) => ProbeScope::Proposal,
                (true, false) => ProbeScope::Bounded,
                (false, false) => ProbeScope::Every,
            },
        }
    }
}
