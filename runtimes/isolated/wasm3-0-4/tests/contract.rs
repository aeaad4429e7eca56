//! The contract of adapters.

use adapter_wasm3_0_4::Wasm3;
use badge_contract::Claim::MemoryImport;
use badge_contract::{Subject, contract};

contract!(default: Wasm3, Subject::load("default").claiming(&[MemoryImport]).known(&[
    ("a_truncated_module_is_invalid", "got ()"),
    ("an_ill_typed_function_is_refused_by_compile", "got ()"),
    // The table is as long as its segments.
    ("a_call_of_a_null_element_traps", "got table-out-of-bounds"),
    ("elements_outside_the_table_are_a_trap_at_instantiation", "got ()"),
    // An import is found before an export of the same name.
    ("inputs_reach_the_guest", "blit: export"),
    // By -1 the sum of pages wraps around.
    ("memory_does_not_grow", "(1) grow -1: expected [I32(-1)], got [I32(1)]"),
    ("several_results_come_back_where_claimed", "accepted without being claimed"),
]));
