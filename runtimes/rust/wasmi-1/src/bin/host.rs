//! The runner of wasmi 1.1 on a host.

badge_runner::main!(adapter_wasmi_1::Wasmi, prepare);
