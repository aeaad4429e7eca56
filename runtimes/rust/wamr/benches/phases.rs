//! Criterion per phase: `cargo xtask bench -r wamr`.

use adapter_wamr::{CONFIG, Wamr};
use std::process::ExitCode;

fn main() -> ExitCode {
    badge_bench::phases::<Wamr>(&[CONFIG])
}
