//! The firmware of tinywasm.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_tinywasm::Tinywasm);
