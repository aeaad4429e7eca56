//! Criterion per phase: `cargo xtask bench -r wasm3`.

use adapter_wasm3::Wasm3;
use std::process::ExitCode;

fn main() -> ExitCode {
    badge_bench::phases::<Wasm3>(&["default"])
}
