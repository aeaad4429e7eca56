//! `cargo xtask`: see `cargo xtask --help`. The command line alone; what it does
//! stands in `badge-harness`.

#[macro_use(eprintln, print, println)]
extern crate badge_harness;

mod cli;
mod commands;

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if let Some(code) = badge_harness::process::serve() {
        return code;
    }
    commands::main()
}
