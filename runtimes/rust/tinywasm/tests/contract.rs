//! The contract of adapters, for each config.

use adapter_tinywasm::Tinywasm;
use badge_contract::Claim::{BulkMemory, MemoryImport, MultiValue, References, V128};
use badge_contract::{Subject, contract};
use badge_runtime::Prepare;

contract!(parser: Tinywasm, Subject::load("parser")
    .claiming(&[MultiValue, BulkMemory, V128, References, MemoryImport]));
contract!(archive: Tinywasm, Subject::prepared("archive", Tinywasm::prepare)
    .claiming(&[MultiValue, BulkMemory, V128, References, MemoryImport]));
