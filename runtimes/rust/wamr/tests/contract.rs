//! The contract of adapters, for the config that this build has.

use adapter_wamr::{CONFIG, Wamr};
use badge_contract::Claim::{BulkMemory, Fuel, MultiValue, References};
use badge_contract::{Claim, Subject, contract};

/// WAMR never writes its count back.
const UNTOLD: &str = "WAMR does not tell how many instructions are left";

const fn subject() -> Subject<Wamr> {
    let plain: &[Claim] = &[MultiValue, BulkMemory, References];
    let metered: &[Claim] = &[MultiValue, BulkMemory, References, Fuel];
    if cfg!(feature = "metering") {
        Subject::load(CONFIG).claiming(metered).known(&[
            ("fuel_is_set_and_not_added", UNTOLD),
            ("equal_work_costs_equal_fuel", UNTOLD),
        ])
    } else {
        Subject::load(CONFIG).claiming(plain)
    }
}

contract!(config: Wamr, super::subject());
