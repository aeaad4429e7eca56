//! The contract of adapters.

use adapter_tinywasm::Tinywasm;
use badge_contract::Claim::{MemoryImport, References, V128};
use badge_contract::{Subject, contract};

contract!(parser: Tinywasm, Subject::load("parser")
    .claiming(&[V128, References, MemoryImport]));
