//! The contract of adapters.

use adapter_wasm3::Wasm3;
use badge_contract::Claim::{MemoryImport, References};
use badge_contract::{Subject, contract};

contract!(default: Wasm3, Subject::load("default").claiming(&[References, MemoryImport]));
