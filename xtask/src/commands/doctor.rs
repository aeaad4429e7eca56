//! `cargo xtask doctor`: what is there, what is missing, and which command
//! supplies it.

use anyhow::Result;
use badge_harness::machine;
use badge_harness::table::Table;
use badge_harness::tools::{TOOLS, first_line};
use badge_harness::workspace::Workspace;
use std::process::ExitCode;

pub(crate) fn doctor() -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let width = TOOLS.iter().map(|tool| tool.name.len()).max().unwrap_or_default();
    let mut table = Table::bare(2).at_least([width]);
    table.print_row(["rustc".to_owned(), machine::rustc()]);
    let rustup = first_line(&["rustup", "--version"]);
    let rustup = rustup.unwrap_or_else(|| "missing: see rustup.rs".to_owned());
    table.print_row(["rustup".to_owned(), rustup]);
    for tool in TOOLS {
        let words = tool.version().unwrap_or_else(|| {
            format!(
                "missing ({}): {}; without it there is no {}",
                tool.what,
                tool.supplied_by(),
                tool.users(&workspace.catalogue).join(", ")
            )
        });
        table.print_row([tool.name.to_owned(), words]);
    }
    Ok(ExitCode::SUCCESS)
}
