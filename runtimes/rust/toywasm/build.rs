//! Compiles toywasm from the C sources that `toywasmx-sys` carries, without its
//! build script, which wants libclang.

use badge_build::{Result, set_engine_version, source_dir};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
    ("EXCEPTION_MAX_CELLS", "4"),
];

/// Values in cells of 32 bits, and where each begins.
const SMALL_CELLS: &[(&str, &str)] = &[
    ("USE_SMALL_CELLS", ""),
    ("USE_RESULTTYPE_CELLIDX", ""),
    ("USE_LOCALTYPE_CELLIDX", ""),
    ("USE_LOCALS_FAST_PATH", ""),
];

/// What a host has besides.
const HOST_SETTINGS: &[(&str, &str)] =
    &[("ENABLE_HEAP_TRACKING", ""), ("ENABLE_HEAP_TRACKING_PEAK", ""), ("ENABLE_WASM_SIMD", "")];

/// How much gcc puts into a function from others: as much as lets every instruction of
/// toywasm jump to the next one.
const INLINED: &[&str] = &["max-inline-insns-auto=60", "inline-unit-growth=200"];

/// What the names of the functions begin with that execute an instruction.
const INSTRUCTION: &str = "fetch_exec_";

/// The level on a host, and that which jumps need.
const OPTIMISED: &str = "3";

/// What the C sources become.
const LIBRARY: &str = "toywasm";

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
    let cells = if feature("WIDE_CELLS") { &[] } else { SMALL_CELLS };
    let others = if is_for_badge { &[] } else { HOST_SETTINGS };
    let jumps_onward = is_for_badge && feature("TAIL_CALLS");
    if jumps_onward {
        config.push_str("#define TOYWASM_FORCE_USE_TAILCALL\n");
    }
    for (name, value) in SETTINGS.iter().chain(cells).chain(others) {
        _ = writeln!(config, "#define TOYWASM_{name} {value}");
    }
    fs::write(headers.join("toywasm_config.h"), config)?;

    // Nothing becomes a jump without optimisation, in a build for lints for example.
    let level =
        if jumps_onward { String::from(OPTIMISED) } else { badge_build::c_level(OPTIMISED) };
    let mut build = cc::Build::new();
    build
        .warnings(false)
        .opt_level_str(&level)
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
    let compiled =
        if is_for_badge { whole(&mut build, &headers) } else { Ok(build.try_compile(LIBRARY)?) };
    // `compile` would end the process with the compiler's own words only.
    compiled.map_err(|error| {
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

/// Compiles all sources as one, which is what toywasm's own build does where the
/// compiler can: into one object, because Rust's linker does not read what gcc
/// has for a linker to optimise.
fn whole(build: &mut cc::Build, out: &Path) -> Result<()> {
    build.flag("-flto").flag("-flto-partition=one");
    if feature("TAIL_CALLS") {
        for parameter in INLINED {
            build.flag("--param").flag(parameter);
        }
    }
    let parts = build.try_compile_intermediates()?;
    let object = out.join("whole.o");
    let mut link = build.try_get_compiler()?.to_command();
    link.args(["-r", "-nostdlib", "-flinker-output=nolto-rel", "-o"]).arg(&object).args(parts);
    if !link.status()?.success() {
        return Err(badge_build::error("its objects cannot be made one"));
    }
    if feature("TAIL_CALLS") {
        jumps(&object)?;
    }
    Ok(cc::Build::new().object(object).try_compile(LIBRARY)?)
}

/// Refuses an object in which an instruction of a guest calls the next one in place
/// of jumping to it, so that the stack would grow with each.
fn jumps(object: &Path) -> Result<()> {
    let output = Command::new("arm-none-eabi-objdump").arg("-dr").arg(object).output()?;
    let (mut function, mut seen) = ("", false);
    for line in std::str::from_utf8(&output.stdout)?.lines() {
        if let Some((_, name)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
            function = name;
        }
        let is_instruction = function.starts_with(INSTRUCTION);
        seen |= is_instruction;
        let is_call = line.contains("\tblx\t")
            || line.contains("R_ARM_THM_CALL") && line.contains(INSTRUCTION);
        if is_instruction && is_call {
            return Err(badge_build::error(&format!(
                "{function} calls what it should jump to (build.rs: INLINED)"
            )));
        }
    }
    if seen { Ok(()) } else { Err(badge_build::error("its object has no instructions")) }
}

fn feature(name: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}
