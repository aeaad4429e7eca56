//! The runner of wasm2c on a host.

badge_runner::main!(linked adapter_wasm2c::Wasm2c);
