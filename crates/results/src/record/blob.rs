//! A file that was loaded: a module or an artifact.

use serde::{Deserialize, Serialize};

use crate::Sha256;

/// A module or an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blob {
    /// File name, without a path.
    pub name: String,
    /// Hash of its content.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub bytes: u64,
}
