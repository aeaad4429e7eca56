//! The firmware of WAMR.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wamr::Wamr);
