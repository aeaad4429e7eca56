//! The contract of adapters.

use adapter_toywasm::Toywasm;
use badge_contract::Claim::{Interrupt, MemoryImport, References, V128};
use badge_contract::{Subject, contract};

contract!(default: Toywasm, Subject::load("default")
    .claiming(&[V128, References, Interrupt, MemoryImport]));
