//! Compiles WAMR from the C sources that `wamrx-sys` carries, without its
//! build script, which wants cmake and libclang.

use badge_build::{Result, set_engine_version, source_dir};
use std::env;
use std::fs;
use std::path::Path;

/// Sources below `core/`. What the adapter does not use (WASI, ahead-of-time
/// code, compilers, threads) is not among them.
const SOURCES: &[&str] = &[
    "iwasm/common/arch/invokeNative_general.c",
    "iwasm/common/wasm_c_api.c",
    "iwasm/common/wasm_exec_env.c",
    "iwasm/common/wasm_loader_common.c",
    "iwasm/common/wasm_memory.c",
    "iwasm/common/wasm_native.c",
    "iwasm/common/wasm_runtime_common.c",
    "iwasm/interpreter/wasm_runtime.c",
    "shared/mem-alloc/ems/ems_alloc.c",
    "shared/mem-alloc/ems/ems_gc.c",
    "shared/mem-alloc/ems/ems_hmu.c",
    "shared/mem-alloc/ems/ems_kfc.c",
    "shared/mem-alloc/mem_alloc.c",
    "shared/utils/bh_assert.c",
    "shared/utils/bh_bitmap.c",
    "shared/utils/bh_common.c",
    "shared/utils/bh_hashmap.c",
    "shared/utils/bh_leb128.c",
    "shared/utils/bh_list.c",
    "shared/utils/bh_log.c",
    "shared/utils/bh_vector.c",
    "shared/utils/runtime_timer.c",
];

/// What stands between WAMR and Linux.
const LINUX_SOURCES: &[&str] = &[
    "shared/platform/common/posix/posix_blocking_op.c",
    "shared/platform/common/posix/posix_malloc.c",
    "shared/platform/common/posix/posix_memmap.c",
    "shared/platform/common/posix/posix_sleep.c",
    "shared/platform/common/posix/posix_thread.c",
    "shared/platform/common/posix/posix_time.c",
    "shared/platform/linux/platform_init.c",
    "shared/utils/bh_queue.c",
];

/// Directories of headers below `core/`.
const INCLUDES: &[&str] = &[
    "iwasm/common",
    "iwasm/include",
    "iwasm/interpreter",
    "shared/mem-alloc",
    "shared/platform/include",
    "shared/utils",
];

/// WAMR's own choices (`build-scripts/config_common.cmake`) where none is named,
/// SIMD off as in `wamrx-sys`, because it needs a library of its own.
const DEFINES: &[(&str, &str)] = &[
    ("BH_MALLOC", "wasm_runtime_malloc"),
    ("BH_FREE", "wasm_runtime_free"),
    ("NDEBUG", "1"),
    ("WASM_ENABLE_INTERP", "1"),
    ("WASM_ENABLE_SIMD", "0"),
    // It would cut memory off behind the data of modules that never grow it:
    // pointers that the badge accepts would lie outside.
    ("WASM_ENABLE_SHRUNK_MEMORY", "0"),
    // It would print to standard output.
    ("WASM_ENABLE_LOG", "0"),
    // Nothing blocks, so that no signal has to wake it.
    ("WASM_DISABLE_WAKEUP_BLOCKING_OP", "1"),
    // For machine code only.
    ("WASM_DISABLE_WRITE_GS_BASE", "1"),
    // The interpreter does not recurse in C, hence compares the stack itself.
    ("WASM_DISABLE_STACK_HW_BOUND_CHECK", "1"),
];

/// The name of the firmware.
const FIRMWARE: &str = "pybadge-wamr";

fn main() -> Result<()> {
    let core = source_dir("wamrx-sys")?.join("wasm-micro-runtime/core");
    set_engine_version(&version(&core)?)?;
    println!("cargo::rerun-if-changed=shim.c");
    println!("cargo::rerun-if-changed=pybadge");
    badge_build::firmware(FIRMWARE);
    badge_build::newlib(FIRMWARE)?;

    let mut build = cc::Build::new();
    build
        .warnings(false)
        .opt_level_str(&badge_build::c_level("3"))
        .flag("-ffp-contract=off")
        .file("shim.c")
        .define(target()?, None);
    for directory in INCLUDES {
        build.include(core.join(directory));
    }
    for source in SOURCES {
        build.file(core.join(source));
    }
    for (name, value) in DEFINES {
        build.define(name, *value);
    }
    if badge_build::is_for_badge() {
        build.include("pybadge").file("pybadge/platform.c");
        build.define("BH_PLATFORM_PYBADGE", "1").define("WASM_HAVE_MREMAP", "0");
    } else {
        build.include(core.join("shared/platform/linux"));
        build.define("BH_PLATFORM_LINUX", "1").define("WASM_HAVE_MREMAP", "1");
        build.define("_GNU_SOURCE", "1");
        for source in LINUX_SOURCES {
            build.file(core.join(source));
        }
    }
    let (classic, mini) = (feature("CLASSIC"), feature("MINI_LOADER"));
    for (file, other, is_first) in [
        ("wasm_interp_classic.c", "wasm_interp_fast.c", classic),
        ("wasm_mini_loader.c", "wasm_loader.c", mini),
    ] {
        build.file(core.join("iwasm/interpreter").join(if is_first { file } else { other }));
    }
    for (name, on) in [
        ("WASM_ENABLE_FAST_INTERP", !classic),
        ("WASM_ENABLE_MINI_LOADER", mini),
        // The smallest WAMR knows WebAssembly 1.0 alone.
        ("WASM_ENABLE_BULK_MEMORY", !mini),
        ("WASM_ENABLE_BULK_MEMORY_OPT", !mini),
        ("WASM_ENABLE_REF_TYPES", !mini),
        ("WASM_ENABLE_CALL_INDIRECT_OVERLONG", !mini),
        ("WASM_ENABLE_INSTRUCTION_METERING", feature("METERING")),
        ("WASM_DISABLE_HW_BOUND_CHECK", !feature("GUARD_PAGES")),
    ] {
        build.define(name, if on { "1" } else { "0" });
    }
    // `compile` would end the process with the compiler's own words only.
    build.try_compile("wamr").map_err(|error| {
        let target = env::var("TARGET").unwrap_or_default();
        let packages = if badge_build::is_for_badge() {
            "gcc-arm-none-eabi libnewlib-arm-none-eabi"
        } else {
            "gcc libc6-dev"
        };
        badge_build::error(&format!(
            "cannot compile WAMR for {target}: {error}; it needs a C compiler \
             (on a Debian-like system: apt-get install {packages})"
        ))
    })
}

fn feature(name: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}

/// The macro by which WAMR knows the processor.
fn target() -> Result<&'static str> {
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    match (os.as_str(), arch.as_str()) {
        ("linux", "x86_64") => Ok("BUILD_TARGET_X86_64"),
        ("linux", "aarch64") => Ok("BUILD_TARGET_AARCH64"),
        ("linux", "riscv64") => Ok("BUILD_TARGET_RISCV64_LP64D"),
        ("none", "arm") => Ok("BUILD_TARGET_THUMB_VFP"),
        _ => Err(badge_build::error(&format!(
            "WAMR is built here for the badge and for Linux on x86_64, aarch64 or riscv64, not for {os} on {arch}"
        ))),
    }
}

/// The version that the sources state: that of the package is its own.
fn version(core: &Path) -> Result<String> {
    let header = core.join("version.h");
    let text = fs::read_to_string(&header)?;
    let part = |name: &str| {
        text.lines()
            .filter_map(|line| line.strip_prefix("#define WAMR_VERSION_")?.strip_prefix(name))
            .map(|rest| rest.trim().to_owned())
            .next()
            .ok_or_else(|| {
                badge_build::error(&format!("no WAMR_VERSION_{name} in {}", header.display()))
            })
    };
    Ok(format!("{}.{}.{}", part("MAJOR")?, part("MINOR")?, part("PATCH")?))
}
