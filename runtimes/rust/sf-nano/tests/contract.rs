//! The contract of adapters, for each config.

use adapter_sf_nano::SfNano;
use badge_contract::Claim::{BulkMemory, MemoryImport, MultiValue, References, V128};
use badge_contract::{Subject, contract};

/// The limit on pages is one at least.
const NO_ZERO: (&str, &str) =
    ("memory_does_not_grow", "(0) grow 1: expected [I32(-1)], got [I32(0)]");

contract!(interp: SfNano, Subject::load("interp")
.claiming(&[MultiValue, BulkMemory, References, MemoryImport])
.known(&[
    NO_ZERO,
    ("division_overflow_traps", "got integer-divide-by-zero"),
    ("conversion_of_a_large_float_traps", "got ()"),
    ("conversion_of_nan_traps", "got ()"),
]));
contract!(jit: SfNano, Subject::load("jit")
    .claiming(&[MultiValue, BulkMemory, References, V128, MemoryImport])
    .known(&[NO_ZERO]));
