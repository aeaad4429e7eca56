//! The firmware of wasmi-1.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasmi_1::Wasmi);
