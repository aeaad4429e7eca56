//! The contract of adapters.

use adapter_wain::Wain;
use badge_contract::{Subject, contract};

contract!(default: Wain, Subject::load("default").dying_of_recursion());
