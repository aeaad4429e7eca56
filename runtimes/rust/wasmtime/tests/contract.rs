//! The contract of adapters, for each config.

use adapter_wasmtime::Wasmtime;
use badge_contract::Claim::{BulkMemory, Fuel, Interrupt, MemoryImport, MultiValue, V128};
use badge_contract::{Subject, contract};

contract!(cranelift: Wasmtime, Subject::load("cranelift")
    .claiming(&[MultiValue, BulkMemory, V128, MemoryImport]));
contract!(winch: Wasmtime, Subject::load("winch")
    .claiming(&[MultiValue, BulkMemory, V128, MemoryImport]));
contract!(pulley: Wasmtime, Subject::load("pulley")
    .claiming(&[MultiValue, BulkMemory, V128, MemoryImport]));
contract!(fuel: Wasmtime, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, V128, Fuel, MemoryImport]));
contract!(epoch: Wasmtime, Subject::load("epoch")
    .claiming(&[MultiValue, BulkMemory, V128, Interrupt, MemoryImport]));
