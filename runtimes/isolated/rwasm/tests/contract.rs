//! The contract of adapters, for the default config and one with a bound.

use adapter_rwasm::Rwasm;
use badge_contract::Claim::Fuel;
use badge_contract::{Subject, bounds, contract};

contract!(default: Rwasm, Subject::load("default"));
bounds!(fuel: Rwasm, Subject::load("fuel").claiming(&[Fuel]));
