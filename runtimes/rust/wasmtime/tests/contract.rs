//! The contract of adapters, for the default config and one with a bound.

use adapter_wasmtime::Wasmtime;
use badge_contract::Claim::{Fuel, Interrupt, MemoryImport, V128};
use badge_contract::{Subject, bounds, contract};

contract!(cranelift: Wasmtime, Subject::load("cranelift").claiming(&[V128, MemoryImport]));
bounds!(fuel: Wasmtime, Subject::load("fuel").claiming(&[Fuel]));
bounds!(epoch: Wasmtime, Subject::load("epoch").claiming(&[Interrupt]));
