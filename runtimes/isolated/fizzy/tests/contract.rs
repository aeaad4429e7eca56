//! The contract of adapters, for the default config and one with a bound.

use adapter_fizzy::Fizzy;
use badge_contract::Claim::{Fuel, MemoryImport};
use badge_contract::{Subject, bounds, contract};

contract!(default: Fizzy, Subject::load("default").claiming(&[MemoryImport]));
bounds!(fuel: Fizzy, Subject::load("fuel").claiming(&[Fuel]));
