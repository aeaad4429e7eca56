//! One module per command.

pub mod bench;
pub mod doctor;
pub mod list;
pub mod matrix;
pub mod report;
pub mod run;
pub mod test;

use crate::cli::{Cli, Command};
use anyhow::Result;
use clap::Parser;
use std::process::ExitCode;

/// Reads the command line and carries it out.
///
/// # Errors
///
/// [`crate::usage::Usage`] for arguments that do not fit what there is,
/// anything else for what went wrong on the way.
pub fn dispatch() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Matrix(arguments) => matrix::matrix(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::List(filter) => list::list(&filter),
        Command::Report(arguments) => report::report(&arguments),
        Command::Doctor => doctor::doctor(),
    }
}
