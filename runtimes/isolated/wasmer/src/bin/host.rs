//! The runner of wasmer on a host.

badge_runner::main!(adapter_wasmer::Wasmer);
