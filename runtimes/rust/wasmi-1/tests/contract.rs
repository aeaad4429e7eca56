//! The contract of adapters, for each config.

use adapter_wasmi_1::Wasmi;
use badge_contract::Claim::{BulkMemory, Fuel, MemoryImport, MultiValue, References};
use badge_contract::{Subject, contract};

contract!(eager: Wasmi, Subject::load("eager")
    .claiming(&[MultiValue, BulkMemory, References, MemoryImport]));
contract!(lazy: Wasmi, Subject::load("lazy")
    .claiming(&[MultiValue, BulkMemory, References, MemoryImport])
    .known(&[("an_ill_typed_function_is_refused_by_compile", "got ()")]));
contract!(fuel: Wasmi, Subject::load("fuel")
    .claiming(&[MultiValue, BulkMemory, References, Fuel, MemoryImport]));
