//! The contract of adapters, for each config.

use adapter_spacewasm::{Spacewasm, UNTOLD};
use badge_contract::Claim::{Fuel, MemoryImport};
use badge_contract::{Subject, contract};

contract!(default: Spacewasm, Subject::load("default").claiming(&[MemoryImport]));
contract!(fuel: Spacewasm, Subject::load("fuel").claiming(&[Fuel, MemoryImport]).known(&[
    ("fuel_is_set_and_not_added", UNTOLD),
    ("equal_work_costs_equal_fuel", UNTOLD),
]));
