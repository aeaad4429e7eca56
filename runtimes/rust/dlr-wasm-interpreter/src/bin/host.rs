//! The runner of DLR's interpreter on a host.

badge_runner::main!(adapter_dlr_wasm_interpreter::Dlr);
