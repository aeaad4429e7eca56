//! The firmware of the native baseline: one workload in each image.
#![no_std]
#![no_main]

runner_pybadge::main!(linked adapter_native::Native);
