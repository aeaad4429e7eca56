//! The runner of wasmi on a host.

badge_runner::main!(adapter_wasmi::Wasmi, prepare);
