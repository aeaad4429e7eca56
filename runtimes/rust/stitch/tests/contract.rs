//! The contract of adapters.

use adapter_stitch::Stitch;
use badge_contract::Claim::{BulkMemory, MemoryImport, MultiValue, References};
use badge_contract::{Subject, contract};

contract!(default: Stitch, Subject::load("default")
.claiming(&[MultiValue, BulkMemory, References, MemoryImport])
// There is no limit to set.
.known(&[
    ("memory_does_not_grow", "(0) grow 1: expected [I32(-1)], got [I32(0)]"),
    ("memory_does_not_grow_in_the_start_section", "grown: expected [I32(-1)], got [I32(1)]"),
]));
