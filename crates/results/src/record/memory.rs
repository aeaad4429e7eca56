//! What is known of the sizes of memory.

use serde::{Deserialize, Serialize};

/// Sizes in bytes; an unknown one is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Largest resident set of the runner's process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_rss_bytes: Option<u64>,
    /// Largest use of the firmware's heap, the guest's page included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heap_peak_bytes: Option<u64>,
    /// Largest depth of the firmware's stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_bytes: Option<u64>,
    /// RAM that is reserved when the image is linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_ram_bytes: Option<u64>,
    /// Flash that the image takes, without its payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flash_bytes: Option<u64>,
}

impl Memory {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Memory::default()
    }
}
