//! The contract of adapters, for the default config and one with a bound.

use adapter_wasmer::Wasmer;
use badge_contract::Claim::{Fuel, MemoryImport, References, V128};
use badge_contract::{Subject, bounds, contract};

contract!(cranelift: Wasmer, Subject::load("cranelift")
    .claiming(&[V128, References, MemoryImport]));
bounds!(metering: Wasmer, Subject::load("metering").claiming(&[Fuel]));
