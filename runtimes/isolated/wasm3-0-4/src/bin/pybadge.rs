//! The firmware of wasm3-0-4.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasm3_0_4::Wasm3);
