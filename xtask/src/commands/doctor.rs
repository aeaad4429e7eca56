//! `cargo xtask doctor`: what is there, what is missing, and which command
//! supplies it.

use anyhow::Result;
use badge_harness::machine;
use badge_harness::table::Table;
use badge_harness::tools::{TOOLS, first_line};
use badge_harness::workspace::Workspace;
use std::collections::BTreeSet;
use std::process::ExitCode;

pub(crate) fn doctor() -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let width = TOOLS.iter().map(|tool| tool.name.len()).max().unwrap_or_default();
    let mut table = Table::bare(2).at_least([width]);
    table.print_row(["rustc".to_owned(), machine::rustc()]);
    let rustup = first_line(&["rustup", "--version"]);
    let rustup = rustup.unwrap_or_else(|| "missing: see rustup.rs".to_owned());
    table.print_row(["rustup".to_owned(), rustup]);
    let mut missing = Vec::new();
    for tool in TOOLS {
        let words = tool.version().unwrap_or_else(|| {
            missing.push(tool);
            format!("missing ({}): {}", tool.what, tool.supplied_by())
        });
        table.print_row([tool.name.to_owned(), words]);
    }
    if missing.is_empty() {
        println!("\nnothing is missing");
        return Ok(ExitCode::SUCCESS);
    }
    let supplies: Vec<&str> = missing.iter().map(|tool| tool.supply).collect();
    println!(
        "\nthis command supplies what is missing:\n\n  {}\n\nand these are there then:",
        joined(&supplies)
    );
    for tool in missing {
        let users = tool.users(&workspace.catalogue);
        let gain = if users.is_empty() { tool.what.to_owned() } else { users.join(", ") };
        println!("  {}: {gain}", tool.name);
    }
    Ok(ExitCode::SUCCESS)
}

/// Commands as one: packages of Debian in one call of its client, the others behind
/// it.
fn joined(supplies: &[&str]) -> String {
    const INSTALL: &str = "apt-get install ";
    let packages: BTreeSet<&str> = supplies
        .iter()
        .filter_map(|supply| supply.strip_prefix(INSTALL))
        .flat_map(str::split_whitespace)
        .collect();
    let packages: Vec<&str> = packages.into_iter().collect();
    let debian = (!packages.is_empty()).then(|| format!("{INSTALL}{}", packages.join(" ")));
    let others = supplies.iter().filter(|supply| !supply.starts_with(INSTALL));
    let all: Vec<String> = debian.into_iter().chain(others.map(ToString::to_string)).collect();
    all.join(" && ")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn packages_of_debian_are_one_call() {
        let supplies = ["apt-get install b a", "pip install x", "apt-get install c a"];
        assert_eq!(joined(&supplies), "apt-get install a b c && pip install x");
    }
}
