//! The firmware of toywasm.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_toywasm::Toywasm);
