//! Criterion per phase: `cargo xtask bench -r wasmtime`.

use adapter_wasmtime::Wasmtime;
use std::process::ExitCode;

fn main() -> ExitCode {
    badge_bench::phases::<Wasmtime>(&["cranelift", "winch", "pulley", "fuel", "epoch"])
}
