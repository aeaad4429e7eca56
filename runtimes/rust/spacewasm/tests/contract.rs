//! The contract of adapters, for the default config and one with a bound.

use adapter_spacewasm::{Spacewasm, UNTOLD};
use badge_contract::Claim::{Fuel, MemoryImport};
use badge_contract::{Subject, bounds, contract};

contract!(default: Spacewasm, Subject::load("default").claiming(&[MemoryImport]));
bounds!(fuel: Spacewasm, Subject::load("fuel").claiming(&[Fuel]).known(&[
    ("fuel_is_set_and_not_added", UNTOLD),
    ("equal_work_costs_equal_fuel", UNTOLD),
]));
