//! The contract of adapters, for the default config and one with a bound.

use adapter_wasmi_1::Wasmi;
use badge_contract::Claim::{Fuel, MemoryImport, References};
use badge_contract::{Subject, bounds, contract};

contract!(eager: Wasmi, Subject::load("eager").claiming(&[References, MemoryImport]));
bounds!(fuel: Wasmi, Subject::load("fuel").claiming(&[Fuel]));
