//! The runner of wasmtime 1.0 on a host.

badge_runner::main!(adapter_wasmtime_1::Wasmtime);
