//! The contract of adapters.

use adapter_toywasm::Toywasm;
use badge_contract::Claim::{BulkMemory, Interrupt, MemoryImport, MultiValue, References, V128};
use badge_contract::{Subject, contract};

contract!(default: Toywasm, Subject::load("default")
    .claiming(&[MultiValue, BulkMemory, V128, References, Interrupt, MemoryImport]));
