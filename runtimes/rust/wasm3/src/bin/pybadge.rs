//! The firmware of wasm3.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasm3::Wasm3);
