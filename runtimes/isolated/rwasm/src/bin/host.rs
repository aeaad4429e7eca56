//! The runner of rwasm on a host.

badge_runner::main!(adapter_rwasm::Rwasm, prepare);
