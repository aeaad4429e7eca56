//! The firmware of spacewasm.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_spacewasm::Spacewasm);
