//! Compiles toywasm from the C sources that `toywasmx-sys` carries, without its
//! build script, which wants libclang.

use badge_build::{Result, set_engine_version, source_dir};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// The sources state no version. Those of `toywasmx-sys` 0.2.0 below `lib/` are,
/// byte for byte, those of this tag.
const VERSION: &str = "76.0.0";

/// Where `badge_failure.h` lies.
const FAILURE: &str = "../../../crates/c-host/include";

/// Sources below `lib/`, without the writer, threads and the loader of shared
/// libraries.
const SOURCES: &[&str] = &[
    "bitmap.c",
    "cconv.c",
    "cell.c",
    "context.c",
    "decode.c",
    "endian.c",
    "exec.c",
    "exec_insn_subr.c",
    "expr.c",
    "expr_parser.c",
    "host_instance.c",
    "idalloc.c",
    "import_object.c",
    "insn.c",
    "instance.c",
    "leb128.c",
    "list.c",
    "load_context.c",
    "mem.c",
    "module.c",
    "name.c",
    "options.c",
    "restart.c",
    "shared_memory.c",
    "slist.c",
    "type.c",
    "util.c",
    "validation.c",
    "vec.c",
];

/// What speaks and reads the clock. On the badge `pybadge/platform.c` stands for
/// these.
const HOST_SOURCES: &[&str] =
    &["escape.c", "exec_debug.c", "nbio.c", "report.c", "timeutil.c", "xlog.c"];

/// toywasm's own choices where none is named (`cmake/ToywasmConfig.cmake` of
/// its repository), without what the badge has no use for.
const SETTINGS: &[(&str, &str)] = &[
    ("USE_SEPARATE_EXECUTE", ""),
    ("PROCESS_INSN_WITH_SWITCH", ""),
    ("USE_TAILCALL", ""),
    ("USE_SHORT_ENUMS", ""),
    // Nothing here writes modules, but without it module.c is not valid C.
    ("ENABLE_WRITER", ""),
    ("SORT_EXPORTS", ""),
    ("USE_JUMP_BINARY_SEARCH", ""),
    ("JUMP_CACHE2_SIZE", "4"),
    ("USE_LOCALS_CACHE", ""),
    ("USE_SEPARATE_LOCALS", ""),
    ("USE_SMALL_CELLS", ""),
    ("USE_RESULTTYPE_CELLIDX", ""),
    ("USE_LOCALTYPE_CELLIDX", ""),
    ("USE_LOCALS_FAST_PATH", ""),
    ("EXCEPTION_MAX_CELLS", "4"),
];

/// What a host has besides.
const HOST_SETTINGS: &[(&str, &str)] =
    &[("ENABLE_HEAP_TRACKING", ""), ("ENABLE_HEAP_TRACKING_PEAK", ""), ("ENABLE_WASM_SIMD", "")];

/// The name of the firmware.
const FIRMWARE: &str = "pybadge-toywasm";

fn main() -> Result<()> {
    let lib = source_dir("toywasmx-sys")?.join("toywasm/lib");
    set_engine_version(VERSION)?;
    println!("cargo::rerun-if-changed=shim.c");
    println!("cargo::rerun-if-changed=pybadge");
    println!("cargo::rerun-if-changed={FAILURE}");
    badge_build::firmware(FIRMWARE);
    badge_build::newlib(FIRMWARE)?;
    let is_for_badge = badge_build::is_for_badge();

    // toywasm reads its settings from a header that its own build makes.
    let headers = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut config = String::from("#pragma once\n");
    let others = if is_for_badge { &[] } else { HOST_SETTINGS };
    for (name, value) in SETTINGS.iter().chain(others) {
        _ = writeln!(config, "#define TOYWASM_{name} {value}");
    }
    fs::write(headers.join("toywasm_config.h"), config)?;

    let mut build = cc::Build::new();
    build
        .warnings(false)
        .opt_level_str(&badge_build::c_level("3"))
        .std("c11")
        .flag("-fshort-enums")
        .flag("-ffp-contract=off")
        .define("NDEBUG", None)
        .define("_POSIX_C_SOURCE", "199506L")
        .include(&lib)
        .include(FAILURE)
        .include(&headers)
        .file("shim.c");
    if is_for_badge {
        // By that name toywasm leaves the clock alone, which the badge has none of
        // for it, and nothing else here.
        build.define("FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION", None);
        build.file("pybadge/platform.c");
    }
    let others = if is_for_badge { &[] } else { HOST_SOURCES };
    for source in SOURCES.iter().chain(others) {
        build.file(lib.join(source));
    }
    // `compile` would end the process with the compiler's own words only.
    build.try_compile("toywasm").map_err(|error| {
        let target = env::var("TARGET").unwrap_or_default();
        let packages = if is_for_badge {
            "gcc-arm-none-eabi libnewlib-arm-none-eabi"
        } else {
            "gcc libc6-dev"
        };
        badge_build::error(&format!(
            "cannot compile toywasm for {target}: {error}; it needs a C compiler \
             (on a Debian-like system: apt-get install {packages})"
        ))
    })
}
