//! The contract of adapters, for each config.

use adapter_wasmtime_1::Wasmtime;
use badge_contract::Claim::{
    BulkMemory, Fuel, Interrupt, MemoryImport, MultiValue, References, V128,
};
use badge_contract::{Subject, contract};

contract!(cranelift: Wasmtime, Subject::load("cranelift")
    .claiming(&[MultiValue, BulkMemory, V128, References, MemoryImport]));
contract!(fuel: Wasmtime, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, V128, References, Fuel, MemoryImport]));
contract!(epoch: Wasmtime, Subject::load("epoch")
    .claiming(&[MultiValue, BulkMemory, V128, References, Interrupt, MemoryImport]));
