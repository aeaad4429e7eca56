//! The contract of adapters.

use adapter_wasm3_0_4::Wasm3;
use badge_contract::Claim::MemoryImport;
use badge_contract::{Subject, contract};

contract!(default: Wasm3, Subject::load("default").claiming(&[MemoryImport]).known(&[
    // An import is found before an export of the same name.
    ("inputs_reach_the_guest", "blit: unknown: argument count mismatch"),
]));
