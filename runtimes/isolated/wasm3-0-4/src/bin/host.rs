//! The runner of wasm3 0.4 on a host.

badge_runner::main!(adapter_wasm3_0_4::Wasm3);
