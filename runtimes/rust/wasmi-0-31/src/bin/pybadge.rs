//! The firmware of wasmi-0-31.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasmi_0_31::Wasmi);
