//! The contract of adapters, for each config.

use adapter_wasmer::Wasmer;
use badge_contract::Claim::{BulkMemory, Fuel, MemoryImport, MultiValue, References, V128};
use badge_contract::{Subject, contract};

contract!(cranelift: Wasmer, Subject::load("cranelift")
    .claiming(&[MultiValue, BulkMemory, V128, References, MemoryImport]));
contract!(singlepass: Wasmer, Subject::load("singlepass")
    .claiming(&[MultiValue, BulkMemory, References, MemoryImport]));
contract!(metering: Wasmer, Subject::load("metering")
    .claiming(&[MultiValue, BulkMemory, V128, References, Fuel, MemoryImport]));
#[cfg(feature = "llvm")]
contract!(llvm: Wasmer, Subject::load("llvm")
    .claiming(&[MultiValue, BulkMemory, V128, References, MemoryImport]));
