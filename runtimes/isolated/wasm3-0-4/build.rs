//! Compiles wasm3 0.4.7 from the C sources that `wasm3-sys` carries, without its
//! build script, which wants libclang.

use badge_build::{Result, set_engine_version, source_dir};
use std::env;
use std::fs;

/// That of the C sources; the package's own is another.
const VERSION: &str = "0.4.7";

fn main() -> Result<()> {
    badge_build::firmware("pybadge-wasm3-0-4");
    badge_build::newlib("pybadge-wasm3-0-4")?;
    let source = source_dir("wasm3-sys")?.join("wasm3/source");
    let header = fs::read_to_string(source.join("wasm3.h"))?;
    if !header.contains(&format!("\"{VERSION}\"")) {
        return Err(badge_build::error(&format!(
            "the sources of wasm3-sys are not those of wasm3 {VERSION}"
        )));
    }
    set_engine_version(VERSION)?;
    println!("cargo::rerun-if-changed=shim.c");

    let mut build = cc::Build::new();
    build
        .warnings(false)
        .include(&source)
        .flag("-ffp-contract=off")
        .define("NDEBUG", None)
        .define("d_m3LogOutput", "0")
        .opt_level_str(&badge_build::c_level("3"));
    if badge_build::is_for_badge() {
        // Values for 192 KB of RAM, as in wasm3 0.9.
        build
            .define("d_m3CodePageAlignSize", "1024")
            .define("d_m3MaxFunctionStackHeight", "512")
            .define("d_m3MaxFunctionSlots", "512")
            .define("d_m3VerboseErrorMessages", "0");
    }
    // The shim gives these two the interface of 0.9.0.
    let mut shim = build.clone();
    build.define("m3_Call", "badge_m3_call_old").define("m3_LoadModule", "badge_m3_load_old");
    for entry in fs::read_dir(&source)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The `m3_api` files are WASI and the like: not part of the badge.
        if name.ends_with(".c") && !name.starts_with("m3_api_") {
            build.file(&path);
        }
    }
    let mut outcome = shim.file("shim.c").try_compile("badge_m3_shim");
    if outcome.is_ok() {
        outcome = build.try_compile("wasm3");
    }
    // `compile` would end the process with the compiler's own words only.
    outcome.map_err(|error| {
        badge_build::error(&format!(
            "cannot compile wasm3 for {}: {error}; it needs a C compiler (on a Debian-like \
             system: apt-get install gcc, for the badge gcc-arm-none-eabi)",
            env::var("TARGET").unwrap_or_default()
        ))
    })
}
