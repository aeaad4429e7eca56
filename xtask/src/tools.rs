//! Tools outside cargo that runtimes need: how to see whether they are there,
//! and which command supplies them.

use std::process::{Command, Stdio};

/// A tool that `needs` in a `runtime.toml` may name.
#[derive(Debug)]
pub struct Tool {
    /// The word in `needs`.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Programs, any of which will do, with the argument that shows a version.
    probes: &'static [(&'static str, &'static str)],
    /// Debian packages, empty where it is never installed by itself.
    pub packages: &'static [&'static str],
    /// The command that supplies it.
    pub supply: &'static str,
}

/// Every tool.
pub const TOOLS: [Tool; 2] = [
    Tool {
        name: "cc",
        what: "C compiler for engines written in C",
        probes: &[
            ("cc", "--version"),
            ("gcc", "--version"),
            ("clang", "--version"),
        ],
        packages: &["gcc", "libc6-dev"],
        supply: "apt-get install gcc libc6-dev",
    },
    Tool {
        name: "llvm-22",
        what: "LLVM 22 for compilers built on it",
        probes: &[("llvm-config-22", "--version")],
        // A gigabyte, and a static link of minutes: never by itself.
        packages: &[],
        supply: "apt-get install llvm-22-dev libpolly-22-dev libzstd-dev",
    },
];

/// The tool of that name.
#[must_use]
pub fn tool(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

impl Tool {
    /// First line of its version, `None` if it is not there.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        self.probes
            .iter()
            .find_map(|(program, argument)| first_line(program, argument))
    }
}

/// First line that a program prints, `None` if it cannot be run or fails.
#[must_use]
pub fn first_line(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program)
        .arg(argument)
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(|line| line.trim().to_owned())
}
