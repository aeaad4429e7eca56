//! The contract of adapters, for the default config, and with `bounds!` for one
//! with fuel or an interrupt. What the engine offers is claimed here; where it departs from the contract, the deviation is declared
//! (crates/contract/README.md).

use adapter_{{module}}::{{type}};
use badge_contract::{Subject, contract};

contract!(default: {{type}}, Subject::load("default"));
