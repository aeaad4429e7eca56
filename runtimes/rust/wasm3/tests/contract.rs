//! The contract of adapters.

use adapter_wasm3::Wasm3;
use badge_contract::Claim::{BulkMemory, MemoryImport, MultiValue, References};
use badge_contract::{Subject, contract};

contract!(default: Wasm3, Subject::load("default")
    .claiming(&[MultiValue, BulkMemory, References, MemoryImport])
    .known(&[("an_ill_typed_function_is_refused_by_compile", "got ()")]));
