//! The firmware of wasmtime.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasmtime::Wasmtime);
