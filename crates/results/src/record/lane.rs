//! Where observations come from; lanes are never mixed in one column.

use super::unit;
use crate::words::words;
use crate::{Provenance, Target};

words! {
    /// Where observations come from. The word is also the directory below
    /// `results/data/`.
    pub enum Lane("lane") {
        /// Processes on the host.
        Host = "host",
        /// The emulated badge.
        Emulated = "emulated",
        /// A real badge.
        Device = "device",
    }
}

impl Lane {
    /// The target that is observed.
    #[must_use]
    pub fn target(self) -> Target {
        match self {
            Lane::Host => Target::Host,
            Lane::Emulated | Lane::Device => Target::Pybadge,
        }
    }

    /// How an observation in this lane is known.
    #[must_use]
    pub fn provenance(self) -> Provenance {
        match self {
            Lane::Host => Provenance::Measured,
            Lane::Emulated => Provenance::Emulated,
            Lane::Device => Provenance::Device,
        }
    }

    /// The unit that ratios are taken in: the one this lane knows exactly.
    /// Emulated instructions are exact, emulated cycles an estimate.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Lane::Host => unit::NS,
            Lane::Emulated => unit::INSTRUCTIONS,
            Lane::Device => unit::CYCLES,
        }
    }
}
