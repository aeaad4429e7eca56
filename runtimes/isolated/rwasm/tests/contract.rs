//! The contract of adapters, for each config.

use adapter_rwasm::Rwasm;
use badge_contract::Claim::{BulkMemory, Fuel, MultiValue};
use badge_contract::{Subject, contract};

contract!(default: Rwasm, Subject::load("default").claiming(&[MultiValue, BulkMemory]));
contract!(fuel: Rwasm, Subject::load("fuel").claiming(&[MultiValue, BulkMemory, Fuel]));
