//! The contract of adapters, for the config that this build has.

use adapter_wamr::{CONFIG, Wamr};
use badge_contract::Claim::{Fuel, MemoryImport, References};
use badge_contract::{Claim, Subject, contract};
use badge_runtime::{ErrorKind, Runtime};

/// WAMR never writes its count back.
const UNTOLD: &str = "WAMR does not tell how many instructions are left";

const fn subject() -> Subject<Wamr> {
    let plain: &[Claim] = &[References, MemoryImport];
    let metered: &[Claim] = &[References, Fuel, MemoryImport];
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

/// A global whose initialiser leaves two constants: WAMR with the proposal
/// extended-const dies while it loads this.
#[test]
fn an_initialiser_with_two_constants_is_refused() {
    let wasm = b"\0asm\x01\0\0\0\x06\x08\x01\x7f\0\x41\0\x41\0\x0b";
    let wamr = Wamr::new(&Wamr::config(CONFIG).expect("the config")).expect("an engine");
    let error = wamr.compile(wasm).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
}
