//! The firmware of wasefire.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_wasefire::Wasefire);
