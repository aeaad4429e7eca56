//! The runner of wasmi 0.31 on a host.

badge_runner::main!(adapter_wasmi_0_31::Wasmi);
