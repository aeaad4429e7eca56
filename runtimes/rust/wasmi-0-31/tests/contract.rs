//! The contract of adapters, for each config.

use adapter_wasmi_0_31::Wasmi;
use badge_contract::Claim::{BulkMemory, Fuel, MemoryImport, MultiValue, References};
use badge_contract::{Subject, contract};

contract!(default: Wasmi, Subject::load("default")
    .claiming(&[MultiValue, BulkMemory, References, MemoryImport]));
contract!(fuel: Wasmi, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, References, Fuel, MemoryImport]));
