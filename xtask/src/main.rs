//! `cargo xtask`: see `cargo xtask --help`.

use anyhow::Context;
use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if let Some(code) = xtask::process::serve() {
        return code;
    }
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            match error.downcast_ref::<xtask::usage::Usage>() {
                Some(_) => ExitCode::from(2),
                None => ExitCode::FAILURE,
            }
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    xtask::process::prepare().context("cannot watch for signals")?;
    xtask::commands::dispatch()
}
