//! The contract of adapters, for the default config and one with a bound.

use adapter_wasmi_0_31::Wasmi;
use badge_contract::Claim::{Fuel, MemoryImport, References};
use badge_contract::{Subject, bounds, contract};

contract!(default: Wasmi, Subject::load("default").claiming(&[References, MemoryImport]));
bounds!(fuel: Wasmi, Subject::load("fuel").claiming(&[Fuel]));
