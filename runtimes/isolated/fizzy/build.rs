//! Compiles Fizzy from the C++ sources that the package `fizzy` carries, without
//! its build script, which wants cmake and libclang.

use badge_build::{Result, engine_version, is_for_badge, source_dir};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where `badge_failure.h` lies.
const FAILURE: &str = "../../../crates/c-host/include";

/// What every source reads first.
const SHARED: &str = "shared_module.hpp";

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

/// What the C++ sources become.
const LIBRARY: &str = "fizzy";

/// The name of the firmware.
const FIRMWARE: &str = "pybadge-fizzy";

/// How deep calls of a guest may go on the badge: each takes 256 bytes of the stack
/// with -Os and 320 with -O3, and there are 16 KB.
const CALLS: &str = "36";

/// Names of sections with the tables of exceptions, and those that they get,
/// which are as long.
const TABLES: [(&[u8], &[u8]); 2] =
    [(b".ARM.exidx", b".cxx.exidx"), (b".ARM.extab", b".cxx.extab")];

fn main() -> Result<()> {
    let lib = source_dir("fizzy")?.join("fizzy/lib/fizzy");
    engine_version("fizzy")?;
    println!("cargo::rerun-if-changed=shim.cpp");
    println!("cargo::rerun-if-changed={SHARED}");
    println!("cargo::rerun-if-changed=pybadge");
    println!("cargo::rerun-if-changed={FAILURE}");

    let mut build = cc::Build::new();
    build
        .cpp(true)
        .warnings(false)
        .opt_level_str(&badge_build::c_level("3"))
        .std("c++17")
        .flag("-ffp-contract=off")
        .define("NDEBUG", None)
        .include(&lib)
        .include(FAILURE)
        .flag("-include")
        .flag(SHARED)
        .file("shim.cpp");
    for source in SOURCES {
        build.file(lib.join(source));
    }
    if is_for_badge() {
        build
            // Linked below.
            .cargo_metadata(false)
            // There is one.
            .flag("-fno-threadsafe-statics")
            .flag("-Wno-psabi")
            .define("BADGE_CALLS", CALLS);
    }
    // `compile` would end the process with the compiler's own words only.
    build.try_compile(LIBRARY).map_err(|error| {
        let target = env::var("TARGET").unwrap_or_default();
        badge_build::error(&format!(
            "cannot compile Fizzy for {target}: {error}; it needs a compiler of C++17 ({})",
            supply()
        ))
    })?;
    if is_for_badge() { firmware(&build) } else { Ok(()) }
}

/// How a compiler and its libraries are had.
fn supply() -> String {
    let packages = if is_for_badge() {
        "gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib"
    } else {
        "g++"
    };
    format!("on a Debian-like system: apt-get install {packages}")
}

/// Links firmware with the engine, the library of C++ and the unwinder for its
/// exceptions.
fn firmware(build: &cc::Build) -> Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let engine = out.join(format!("lib{LIBRARY}.a"));
    keep_tables(&engine, &engine)?;
    println!("cargo::rustc-link-search=native={}", out.display());
    println!("cargo::rustc-link-lib=static={LIBRARY}");

    let script = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("pybadge/exceptions.x");
    link(&format!("-T{}", script.display()));
    // A table names types of exceptions as the unwinder of a system without
    // dynamic linking reads it.
    link("--target2=rel");
    badge_build::firmware(FIRMWARE);
    // Not its smaller brother `libstdc++_nano.a`, which aborts in place of throwing.
    let cpp = out.join("libstdc++.a");
    keep_tables(&library(build, "libstdc++.a")?, &cpp)?;
    link(&cpp.display().to_string());
    badge_build::newlib(FIRMWARE)?;
    link(&library(build, "libgcc.a")?.display().to_string());
    Ok(())
}

fn link(argument: &str) {
    println!("cargo::rustc-link-arg-bin={FIRMWARE}={argument}");
}

/// Where the compiler has a library.
fn library(build: &cc::Build, name: &str) -> Result<PathBuf> {
    let mut command = build.try_get_compiler()?.to_command();
    let output = command.arg(format!("-print-file-name={name}")).output()?;
    let path = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    // The bare name comes back where there is no such file.
    if path.is_absolute() {
        return Ok(path);
    }
    let supply = supply();
    Err(badge_build::error(&format!("the compiler of C++ for the badge has no {name} ({supply})")))
}

/// Writes an archive of which cortex-m-rt's script does not discard the tables of
/// exceptions, which it does by the names of sections.
fn keep_tables(from: &Path, to: &Path) -> Result<()> {
    let mut archive = fs::read(from)?;
    let mut rest = &mut archive[..];
    while let Some(start) = rest.iter().position(|&byte| byte == b'.') {
        rest = &mut rest[start..];
        for (name, new) in TABLES {
            if rest.starts_with(name) {
                rest[..new.len()].copy_from_slice(new);
            }
        }
        rest = &mut rest[1..];
    }
    Ok(fs::write(to, archive)?)
}
