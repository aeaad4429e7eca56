//! The firmware of DLR's interpreter.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_dlr_wasm_interpreter::Dlr);
