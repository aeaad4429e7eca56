//! The contract of adapters, for each config.

use adapter_wasmtime::Wasmtime;
use badge_contract::Claim::{BulkMemory, Fuel, Interrupt, MultiValue, V128};
use badge_contract::{Subject, contract};

contract!(cranelift: Wasmtime, Subject::load("cranelift")
    .claiming(&[MultiValue, BulkMemory, V128]));
contract!(winch: Wasmtime, Subject::load("winch")
    .claiming(&[MultiValue, BulkMemory, V128]));
contract!(pulley: Wasmtime, Subject::load("pulley")
    .claiming(&[MultiValue, BulkMemory, V128]));
contract!(fuel: Wasmtime, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, V128, Fuel]));
contract!(epoch: Wasmtime, Subject::load("epoch")
    .claiming(&[MultiValue, BulkMemory, V128, Interrupt]));
