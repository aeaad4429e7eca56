//! The firmware of wain.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wain::Wain);
