//! The contract of adapters, for each config.

use adapter_fizzy::Fizzy;
use badge_contract::Claim::{Fuel, MemoryImport};
use badge_contract::{Subject, contract};

/// Of a trap Fizzy tells that there was one.
const TRAPS: &[(&str, &str)] = &[
    ("unreachable_traps", "got unknown: trapped"),
    ("out_of_bounds_accesses_trap", "got unknown: trapped"),
    ("a_call_past_the_table_traps", "got unknown: trapped"),
    ("a_call_of_another_type_traps", "got unknown: trapped"),
    ("a_call_of_a_null_element_traps", "got unknown: trapped"),
    ("division_by_zero_traps", "got unknown: trapped"),
    ("division_overflow_traps", "got unknown: trapped"),
    ("conversion_of_a_large_float_traps", "got unknown: trapped"),
    ("conversion_of_nan_traps", "got unknown: trapped"),
    ("endless_recursion_traps", "got unknown: trapped"),
    ("a_trap_in_start_and_update_is_reported", "got unknown: trapped"),
    ("a_trap_in_the_start_section_is_reported", "got unknown: trapped"),
    ("two_instances_take_turns", "got unknown: trapped"),
];

contract!(default: Fizzy, Subject::load("default").claiming(&[MemoryImport]).known(TRAPS));
contract!(fuel: Fizzy, Subject::load("fuel").claiming(&[Fuel, MemoryImport]).known(TRAPS));
