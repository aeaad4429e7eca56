//! The runner of wasm3 on a host.

badge_runner::main!(adapter_wasm3::Wasm3);
