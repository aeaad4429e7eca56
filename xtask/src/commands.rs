//! One module per command.

mod bench;
mod carts;
mod compare;
mod conformance;
mod diff;
mod doctor;
mod emulate;
mod flash;
mod ingest;
mod list;
mod matrix;
mod report;
mod run;
mod scaffold;
mod test;

use crate::cli::{Cli, Command};
use anyhow::{Context, Result};
use badge_harness::process;
use badge_harness::terminal;
use badge_harness::usage::Usage;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use std::process::ExitCode;

/// The program: 2 for arguments that do not fit what there is, 1 for what went
/// wrong on the way.
#[must_use]
pub(crate) fn main() -> ExitCode {
    terminal::run(|| match carry_out() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            match error.downcast_ref::<Usage>() {
                Some(_) => ExitCode::from(2),
                None => ExitCode::FAILURE,
            }
        }
    })
}

fn carry_out() -> Result<ExitCode> {
    process::prepare().context("cannot watch for signals")?;
    dispatch()
}

/// Reads the command line and carries it out.
fn dispatch() -> Result<ExitCode> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return Ok(refuse(&error)),
    };
    match cli.command {
        Command::Matrix(arguments) => matrix::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Emulate(arguments) => emulate::emulate(&arguments),
        Command::Flash(arguments) => flash::flash(&arguments),
        Command::Ingest(arguments) => ingest::run(&arguments),
        Command::Carts(arguments) => carts::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::List(filter) => list::list(&(&filter).into()),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Doctor => doctor::doctor(),
        Command::NewRuntime(arguments) => scaffold::runtime(&arguments),
        Command::NewWorkload(arguments) => scaffold::workload(&arguments),
    }
}

/// Prints what clap has to say, and for an unknown option those there are.
fn refuse(error: &clap::Error) -> ExitCode {
    // A closed standard error must not hide the exit code.
    let _: std::io::Result<()> = error.print();
    if error.kind() == ErrorKind::UnknownArgument {
        let cli = Cli::command();
        let name = std::env::args().nth(1).unwrap_or_default();
        let command = cli.find_subcommand(&name).unwrap_or(&cli);
        let options: Vec<String> = command
            .get_arguments()
            .filter_map(|argument| argument.get_long())
            .map(|long| format!("--{long}"))
            .collect();
        eprintln!("options of `{}`: {}", command.get_name(), options.join(", "));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// 1 where something is not good.
fn exit(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
