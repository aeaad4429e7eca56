//! The contract of adapters, for the default config and one with a bound.

use adapter_dlr_wasm_interpreter::Dlr;
use badge_contract::Claim::{Fuel, MemoryImport, References, V128};
use badge_contract::{Subject, bounds, contract};

// A start section that calls the host is refused.
contract!(default: Dlr, Subject::load("default").claiming(&[References, V128, MemoryImport]).known(&[(
    "a_memory_of_the_host_begins_with_its_contents_and_is_lent_where_claimed",
    "the first instance: unsupported: UnsupportedHostCallDuringInstantiation",
)]));
bounds!(fuel: Dlr, Subject::load("fuel").claiming(&[Fuel]));
