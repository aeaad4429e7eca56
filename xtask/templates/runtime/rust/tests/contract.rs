//! The contract of adapters, one line per config. What the engine offers is
//! claimed here; where it departs from the contract, the deviation is declared
//! (crates/contract/README.md).

use adapter_{{module}}::{{type}};
use badge_contract::{Subject, contract};

contract!(default: {{type}}, Subject::load("default"));
