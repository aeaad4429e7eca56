//! The firmware of wasm2c.
#![no_std]
#![no_main]

runner_pybadge::main!(linked adapter_wasm2c::Wasm2c);
