//! Criterion per phase: `cargo xtask bench -r wasmi`.

use adapter_wasmi::Wasmi;
use std::process::ExitCode;

fn main() -> ExitCode {
    badge_bench::phases::<Wasmi>(&["eager", "lazy", "unchecked", "fuel"])
}
