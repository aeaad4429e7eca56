//! Runners in one language share all but the engine's own calls: what an engine
//! adds is small. So is an adapter in Rust.

#![allow(clippy::unwrap_used)] // A test may panic.

use std::fs;
use std::path::{Path, PathBuf};

/// Most lines of code of an engine's own program.
const MOST: usize = 150;

/// The ending of the sources of a language, and what a line of comment begins
/// with: the languages are the directories that have a `shared`.
fn language(name: &str) -> (&'static str, &'static [&'static str]) {
    match name {
        "go" => (".go", &["//"]),
        "js" => (".mjs", &["//", "/*", "*"]),
        "python" => (".py", &["#"]),
        "jvm" => (".java", &["//", "/*", "*"]),
        _ => panic!("say here what a line of comment in runtimes/{name} looks like"),
    }
}

#[test]
fn an_engine_adds_little() {
    let runtimes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtimes");
    let mut counted = 0;
    let mut large = Vec::new();
    for kind in directories(&runtimes).into_iter().filter(|kind| kind.join("shared").is_dir()) {
        let kind_name = kind.file_name().unwrap().to_str().unwrap();
        let (ending, comments) = language(kind_name);
        for engine in directories(&kind) {
            let name = engine.file_name().unwrap().to_str().unwrap().to_owned();
            if name == "shared" {
                continue;
            }
            let lines: usize = sources(&engine, ending)
                .iter()
                .map(|file| code(&fs::read_to_string(file).unwrap(), comments))
                .sum();
            assert!(lines > 0, "{kind_name}/{name} has no program");
            counted += 1;
            if lines > MOST {
                large.push(format!("{kind_name}/{name} has {lines}"));
            }
        }
    }
    assert!(counted >= 20, "only {counted} engines were found");
    assert!(
        large.is_empty(),
        "more than {MOST} lines of code; move what is not the engine's own into shared: {}",
        large.join(", ")
    );
}

/// Most lines of code of an adapter whose engine is written in Rust.
const MOST_IN_RUST: usize = 300;

/// The same with the interface of an engine in C.
const MOST_IN_C: usize = 450;

/// Adapters that are longer, with their number of lines, and why.
const LONGER: &[(&str, usize, &str)] = &[
    ("dlr-wasm-interpreter", 369, "a safe layer over a store whose functions are all unsafe"),
    ("rwasm", 398, "one entry leads to the exports by number, and artifacts carry their names"),
    ("spacewasm", 488, "an allocator, a stream, and decoding before there is a host"),
    ("tinywasm", 365, "a linear memory of its own, because the engine has no limit to set"),
    ("wamr", 519, "an instance makes the memory it imports, and the badge has a pool of its own"),
    ("wasm3", 519, "one source for two versions"),
    ("wasmer", 416, "four compilers, and tunables that keep memory from growing"),
    ("wasmtime", 350, "the settings that artifacts for the badge and its firmware share"),
];

#[test]
fn an_adapter_is_small() {
    let runtimes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtimes");
    let mut large = Vec::new();
    let mut counted = 0;
    for kind in ["rust", "isolated"] {
        for adapter in directories(&runtimes.join(kind)) {
            if !adapter.join("Cargo.toml").is_file() {
                continue;
            }
            let name = adapter.file_name().unwrap().to_str().unwrap().to_owned();
            let src = adapter.join("src");
            let lines: usize = sources(&src, ".rs")
                .iter()
                .filter(|file| !file.starts_with(src.join("bin")))
                .map(|file| code(without_tests(&fs::read_to_string(file).unwrap()), &["//"]))
                .sum();
            assert!(lines > 0, "{name} has no adapter");
            counted += 1;
            let bound = if src.join("ffi.rs").is_file() { MOST_IN_C } else { MOST_IN_RUST };
            match LONGER.iter().find(|(longer, ..)| *longer == name) {
                Some((_, known, _)) if lines == *known && lines > bound => {}
                Some((_, known, why)) => {
                    large.push(format!("{name} has {lines}, the list says {known} ({why})"));
                }
                None if lines > bound => large.push(format!("{name} has {lines} of {bound}")),
                None => {}
            }
        }
    }
    assert!(counted >= 21, "only {counted} adapters were found");
    assert!(
        large.is_empty(),
        "adapters of another length than is allowed; move what two of them have in common into \
         crates/runtime or crates/c-host: {}",
        large.join(", ")
    );
}

/// Tests stand last in a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

#[test]
fn blank_lines_and_comments_cost_nothing() {
    assert_eq!(code("a\n\n  // b\n  c // d\n", &["//"]), 2);
    assert_eq!(code("/**\n * a\n */\nb\n", &["//", "/*", "*"]), 1);
}

/// Lines that are neither blank nor comment.
fn code(text: &str, comments: &[&str]) -> usize {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .filter(|line| !comments.iter().any(|begin| line.starts_with(begin)))
        .count()
}

/// What is written by hand: no tests, and nothing that a build left.
fn sources(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["node_modules", "target", "test", "__pycache__"].contains(&name) {
                found.extend(sources(&path, ending));
            }
        } else if name.ends_with(ending) && !is_test(name) {
            found.push(path);
        }
    }
    found
}

fn is_test(name: &str) -> bool {
    name.contains("_test.") || name.contains(".test.")
}

fn directories(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect()
}
