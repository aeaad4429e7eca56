//! The contract of adapters.

use adapter_wain::Wain;
use badge_contract::{Subject, contract};

contract!(default: Wain, Subject::load("default")
.known(&[
    // One reason for both.
    ("division_by_zero_traps", "got unknown"),
    ("division_overflow_traps", "got unknown"),
])
// wain recurses on the native stack, without a bound.
.crashing(&[
    "endless_recursion_traps",
    "an_instance_after_endless_recursion_is_as_declared",
]));
