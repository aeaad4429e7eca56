//! Compiles wasm3 from the C sources that `wasm3x-sys` carries, without its
//! build script, which wants libclang.

use badge_build::{Result, set_engine_version, source_dir};
use std::env;
use std::fs;
use std::path::Path;

/// Bytes of native stack that a guest may use on a host: well inside the two
/// megabytes of a thread, which wasm3's own 8 MB are not.
const HOST_STACK: &str = "1048576";

/// The same on the badge, whose whole stack has 16,384.
const BADGE_STACK: &str = "8192";

fn main() -> Result<()> {
    let source = source_dir("wasm3x-sys")?.join("wasm3/source");
    set_engine_version(&version(&source)?)?;
    println!("cargo::rerun-if-changed=shim.c");

    let mut build = cc::Build::new();
    build
        .warnings(false)
        .opt_level_str(&badge_build::c_level("3"))
        .include(&source)
        .file("shim.c")
        .flag("-ffp-contract=off")
        .define("NDEBUG", None)
        .define("d_m3LogOutput", "0");
    if badge_build::is_for_badge() {
        // Values for 192 KB of RAM; with the defaults one code page takes 32 KB
        // and validation 41 KB of stack.
        badge_build::firmware("pybadge-wasm3");
        if env::var_os("CARGO_FEATURE_BY_HAND").is_some() {
            badge_build::firmware("pybadge-wasm3-by-hand");
        }
        build
            .define("d_m3CodePageAlignSize", "1024")
            .define("d_m3MaxFunctionStackHeight", "512")
            .define("d_m3MaxConstantTableSize", "64")
            .define("d_m3VerboseErrorMessages", "0")
            .define("d_m3MaxNativeStack", BADGE_STACK);
    } else {
        build.define("d_m3MaxNativeStack", HOST_STACK);
    }
    for entry in fs::read_dir(&source)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The `m3_api` files are WASI and the like: not part of the badge.
        if name.ends_with(".c") && !name.starts_with("m3_api_") {
            build.file(&path);
        }
    }
    // `compile` would end the process with the compiler's own words only.
    build.try_compile("wasm3").map_err(|error| {
        let target = env::var("TARGET").unwrap_or_default();
        let package = if target.starts_with("thumb") {
            "gcc-arm-none-eabi and libnewlib-arm-none-eabi"
        } else {
            "gcc"
        };
        badge_build::error(&format!(
            "cannot compile wasm3 for {target}: {error}; it needs a C compiler \
             (on a Debian-like system: apt-get install {package})"
        ))
    })
}

/// The version that the sources state: that of the package is its own.
fn version(source: &Path) -> Result<String> {
    let header = source.join("wasm3.h");
    let text = fs::read_to_string(&header)?;
    text.lines()
        .filter_map(|line| line.strip_prefix("#define M3_VERSION "))
        .filter_map(|rest| rest.trim().strip_prefix('"')?.strip_suffix('"'))
        .map(str::to_owned)
        .next()
        .ok_or_else(|| badge_build::error(&format!("no M3_VERSION in {}", header.display())))
}
