//! The contract of adapters.

use adapter_wasefire::Wasefire;
use badge_contract::Claim::References;
use badge_contract::{Subject, contract};

contract!(default: Wasefire, Subject::load("default").claiming(&[References]));
