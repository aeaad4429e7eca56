//! The runner of tinywasm on a host.

badge_runner::main!(adapter_tinywasm::Tinywasm, prepare);
