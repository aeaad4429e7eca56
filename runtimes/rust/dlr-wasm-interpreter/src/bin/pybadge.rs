//! The firmware of dlr-wasm-interpreter.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_dlr_wasm_interpreter::Dlr);
