//! The contract of adapters.

use adapter_toywasm::Toywasm;
use badge_contract::Claim::{Fuel, Interrupt, MemoryImport, References, V128};
use badge_contract::{Subject, bounds, contract};

contract!(default: Toywasm, Subject::load("default")
    .claiming(&[V128, References, Interrupt, MemoryImport]));

/// toywasm keeps the count to itself.
const UNTOLD: &str = "toywasm does not tell how many rounds are left";

// The badge's, which a host can execute too.
bounds!(metered: Toywasm, Subject::load("metered").claiming(&[Fuel]).known(&[
    ("fuel_is_set_and_not_added", UNTOLD),
    ("equal_work_costs_equal_fuel", UNTOLD),
]));
