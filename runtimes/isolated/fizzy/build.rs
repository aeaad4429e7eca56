//! Compiles Fizzy from the C++ sources that the package `fizzy` carries, without
//! its build script, which wants cmake and libclang.

use badge_build::{Result, engine_version, source_dir};
use std::env;

/// Where `badge_failure.h` lies.
const FAILURE: &str = "../../../crates/c-host/include";

/// Sources below `lib/fizzy/`; the C interface is not among them, because the
/// shim speaks to the engine itself.
const SOURCES: &[&str] = &[
    "asserts.cpp",
    "exceptions.cpp",
    "execute.cpp",
    "instantiate.cpp",
    "instructions.cpp",
    "parser.cpp",
    "parser_expr.cpp",
    "utf8.cpp",
];

fn main() -> Result<()> {
    let lib = source_dir("fizzy")?.join("fizzy/lib/fizzy");
    engine_version("fizzy")?;
    println!("cargo::rerun-if-changed=shim.cpp");
    println!("cargo::rerun-if-changed={FAILURE}");

    let mut build = cc::Build::new();
    build
        .cpp(true)
        .warnings(false)
        .opt_level(3)
        .std("c++17")
        .flag("-ffp-contract=off")
        .define("NDEBUG", None)
        .include(&lib)
        .include(FAILURE)
        .file("shim.cpp");
    for source in SOURCES {
        build.file(lib.join(source));
    }
    // `compile` would end the process with the compiler's own words only.
    build.try_compile("fizzy").map_err(|error| {
        let target = env::var("TARGET").unwrap_or_default();
        badge_build::error(&format!(
            "cannot compile Fizzy for {target}: {error}; it needs a compiler of C++17 \
             (on a Debian-like system: apt-get install g++)"
        ))
    })
}
