//! The contract of adapters, for each config.

use adapter_wasefire::Wasefire;
use badge_contract::Claim::{BulkMemory, MultiValue, References};
use badge_contract::{Subject, contract};
use badge_runtime::Prepare as _;

/// All traps are one error without a kind, and a start section cannot call the
/// host.
const KNOWN: &[(&str, &str)] = &[
    ("a_call_of_a_null_element_traps", "got unknown: Trap"),
    ("a_call_of_another_type_traps", "got unknown: Trap"),
    ("a_call_past_the_table_traps", "got unknown: Trap"),
    ("a_trap_in_start_and_update_is_reported", "got unknown: Trap"),
    ("a_trap_in_the_start_section_is_reported", "got unknown: Trap"),
    ("bulk_operations_out_of_bounds_trap", "got unknown: Trap"),
    ("conversion_of_a_large_float_traps", "got unknown: Trap"),
    ("conversion_of_nan_traps", "got unknown: Trap"),
    ("data_outside_memory_is_a_trap_at_instantiation", "got unknown: Trap"),
    ("division_by_zero_traps", "got unknown: Trap"),
    ("division_overflow_traps", "got unknown: Trap"),
    ("elements_outside_the_table_are_a_trap_at_instantiation", "got unknown: Trap"),
    ("endless_recursion_traps", "got unknown: Trap"),
    // Reported, though no memory is added.
    ("memory_does_not_grow", "(0) grow 1: expected [I32(-1)], got [I32(0)]"),
    ("memory_does_not_grow_in_the_start_section", "grown: expected [I32(-1)], got [I32(1)]"),
    ("out_of_bounds_accesses_trap", "got unknown: Trap"),
    ("pointers_in_the_start_section_lie_outside", "got unsupported: the engine panicked"),
    ("the_start_section_runs", "instantiate: unsupported: the engine panicked"),
    ("two_instances_take_turns", "got unknown: Trap"),
    ("unreachable_traps", "got unknown: Trap"),
];

contract!(default: Wasefire, Subject::load("default")
    .claiming(&[MultiValue, BulkMemory, References])
    .known(KNOWN));
contract!(prepared: Wasefire, Subject::prepared("prepared", Wasefire::prepare)
    .claiming(&[MultiValue, BulkMemory, References])
    .known(KNOWN));
