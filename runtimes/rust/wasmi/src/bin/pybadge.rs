//! The firmware of wasmi.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasmi::Wasmi);
