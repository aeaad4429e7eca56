//! The firmware of rwasm.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_rwasm::Rwasm);
