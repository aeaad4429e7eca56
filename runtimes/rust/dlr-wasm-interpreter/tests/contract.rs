//! The contract of adapters, for each config.

use adapter_dlr_wasm_interpreter::Dlr;
use badge_contract::Claim::{BulkMemory, Fuel, MemoryImport, MultiValue, References, V128};
use badge_contract::{Subject, contract};

const KNOWN: &[(&str, &str)] = &[
    // There is no limit to set.
    ("memory_does_not_grow", "(0) grow 1: expected [I32(-1)], got [I32(0)]"),
    ("memory_does_not_grow_in_the_start_section", "grown: expected [I32(-1)], got [I32(1)]"),
    (
        "pointers_in_the_start_section_lie_outside",
        "got unsupported: UnsupportedHostCallDuringInstantiation",
    ),
    ("the_start_section_runs", "instantiate: unsupported: UnsupportedHostCallDuringInstantiation"),
];

contract!(default: Dlr, Subject::load("default")
    .claiming(&[MultiValue, BulkMemory, References, V128, MemoryImport])
    .known(KNOWN));
contract!(fuel: Dlr, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, References, V128, Fuel, MemoryImport])
    .known(KNOWN));
