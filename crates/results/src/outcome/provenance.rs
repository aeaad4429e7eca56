//! How a cell is known.

use crate::words::words;

words! {
    /// How a cell is known.
    pub enum Provenance("provenance") {
        /// Observed on the host.
        Measured = "measured",
        /// Observed on the emulated badge.
        Emulated = "emulated",
        /// Observed on a real badge.
        Device = "device",
        /// Taken from a source that is named.
        Cited = "cited",
        /// Not known; the reason stands beside it.
        None = "none",
    }
}
