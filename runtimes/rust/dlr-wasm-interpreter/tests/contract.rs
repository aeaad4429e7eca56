//! The contract of adapters, for each config.

use adapter_dlr_wasm_interpreter::Dlr;
use badge_contract::Claim::{BulkMemory, Fuel, MultiValue, References, V128};
use badge_contract::{Subject, contract};

const KNOWN: &[(&str, &str)] = &[
    // By -1 the check of the size wraps around.
    ("memory_does_not_grow", "grow: other: the engine panicked"),
    (
        "pointers_in_the_start_section_lie_outside",
        "got unsupported: UnsupportedHostCallDuringInstantiation",
    ),
    (
        "the_start_section_runs",
        "instantiate: unsupported: UnsupportedHostCallDuringInstantiation",
    ),
];

contract!(default: Dlr, Subject::load("default")
    .claiming(&[MultiValue, BulkMemory, References, V128])
    .known(KNOWN));
contract!(fuel: Dlr, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, References, V128, Fuel])
    .known(KNOWN));
