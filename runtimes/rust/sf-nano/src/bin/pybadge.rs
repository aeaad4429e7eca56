//! The firmware of sf-nano.
#![no_std]
#![no_main]

runner_pybadge::main!(adapter_sf_nano::SfNano);
