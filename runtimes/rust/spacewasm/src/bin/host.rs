//! The runner of spacewasm on a host.

badge_runner::main!(adapter_spacewasm::Spacewasm);
