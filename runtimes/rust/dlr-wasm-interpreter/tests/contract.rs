//! The contract of adapters, for the default config and one with a bound.

use adapter_dlr_wasm_interpreter::Dlr;
use badge_contract::Claim::{Fuel, MemoryImport, References, V128};
use badge_contract::{Subject, bounds, contract};

contract!(default: Dlr, Subject::load("default").claiming(&[References, V128, MemoryImport]));
bounds!(fuel: Dlr, Subject::load("fuel").claiming(&[Fuel]));
