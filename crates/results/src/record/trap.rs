//! A trap that was seen.

use serde::{Deserialize, Serialize};

use crate::TrapKind;

/// The trap that ended a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrapSeen {
    /// Its kind.
    pub kind: TrapKind,
    /// The frame; −1 is `start`.
    pub frame: i64,
}
