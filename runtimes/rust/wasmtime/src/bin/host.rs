//! The runner of wasmtime on a host.

badge_runner::main!(adapter_wasmtime::Wasmtime, prepare);
