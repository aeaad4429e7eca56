//! Where a runner runs.

use crate::words::words;

words! {
    /// Where a runner runs: a program on the host, or a firmware on the badge.
    pub enum Target("target") {
        /// A process on the machine that runs the commands.
        Host = "host",
        /// A firmware image for the PyBadge, emulated or real.
        Pybadge = "pybadge",
    }
}
