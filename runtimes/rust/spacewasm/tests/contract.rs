//! The contract of adapters, for each config.

use adapter_spacewasm::Spacewasm;
use badge_contract::Claim::Fuel;
use badge_contract::{Subject, contract};

contract!(default: Spacewasm, Subject::load("default"));
contract!(fuel: Spacewasm, Subject::load("fuel").claiming(&[Fuel]));
