//! The contract of adapters, for the default config and one with a bound.

use adapter_spacewasm::{Spacewasm, UNTOLD};
use badge_contract::Claim::{Fuel, MemoryImport};
use badge_contract::{Subject, bounds, contract};

// Data segments are looked at when the module is compiled, against a memory of the
// size that the import declares; where that is none, they are refused first.
contract!(default: Spacewasm, Subject::load("default").claiming(&[MemoryImport]).known(&[
    ("a_memory_of_the_host_has_its_limits_where_claimed", "0 0: expected import, got memory-out-of-bounds"),
]));
bounds!(fuel: Spacewasm, Subject::load("fuel").claiming(&[Fuel]).known(&[
    ("fuel_is_set_and_not_added", UNTOLD),
    ("equal_work_costs_equal_fuel", UNTOLD),
]));
