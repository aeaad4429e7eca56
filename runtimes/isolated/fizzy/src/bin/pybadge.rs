//! The firmware of Fizzy.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_fizzy::Fizzy);
