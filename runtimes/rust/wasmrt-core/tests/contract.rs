//! The contract of adapters, for the default config and one with a bound.

use adapter_wasmrt_core::Wasmrt;
use badge_contract::Claim::{MemoryImport, References, V128};
use badge_contract::{Subject, bounds, contract};

contract!(default: Wasmrt, Subject::load("default").claiming(&[References, V128, MemoryImport]));
// Its budget is that of the store and no other, hence no claim of fuel.
bounds!(fuel: Wasmrt, Subject::load("fuel"));
