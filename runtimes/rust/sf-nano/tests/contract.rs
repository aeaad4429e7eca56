//! The contract of adapters.

use adapter_sf_nano::SfNano;
use badge_contract::Claim::{MemoryImport, References};
use badge_contract::{Subject, contract};

contract!(interp: SfNano, Subject::load("interp").claiming(&[References, MemoryImport]));
