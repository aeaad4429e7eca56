//! The runner of toywasm on a host.

badge_runner::main!(adapter_toywasm::Toywasm);
