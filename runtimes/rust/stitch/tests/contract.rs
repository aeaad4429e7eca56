//! The contract of adapters.

use adapter_stitch::Stitch;
use badge_contract::Claim::{MemoryImport, References};
use badge_contract::{Subject, contract};

contract!(default: Stitch, Subject::load("default").claiming(&[References, MemoryImport]));
