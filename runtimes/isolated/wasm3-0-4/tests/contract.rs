//! The contract of adapters.

use adapter_wasm3_0_4::Wasm3;
use badge_contract::{Subject, contract};

contract!(default: Wasm3, Subject::load("default"));
