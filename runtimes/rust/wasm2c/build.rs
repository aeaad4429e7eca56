//! Translates the modules of a directory to C and compiles them, with a table
//! of what there is.
//!
//! `BADGE_MODULES` names the directory; `cargo xtask` sets it. Without it, as
//! in a plain `cargo check`, the table is empty. `BADGE_WORKLOAD` names the one
//! module that firmware is made for.

use badge_build::{Result, error, set_engine_version};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MODULES: &str = "BADGE_MODULES";

const WORKLOAD: &str = "BADGE_WORKLOAD";

/// Calls within each other that a guest may make on the badge, whose whole stack
/// has 16,384 bytes.
const BADGE_CALLS: &str = "100";

/// How wabt is had.
const SUPPLY: &str = "on a Debian-like system: apt-get install wabt";

fn main() -> Result<()> {
    badge_build::firmware("pybadge-wasm2c");
    badge_build::newlib("pybadge-wasm2c")?;
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-env-changed={MODULES}");
    println!("cargo::rerun-if-env-changed={WORKLOAD}");
    println!("cargo::rerun-if-env-changed=PATH");
    let Some(version) = version() else {
        // Checking the Rust side needs no translator.
        println!("cargo::warning=no wasm2c here, so no runner can be linked ({SUPPLY})");
        return set_engine_version("unknown");
    };
    set_engine_version(&version)?;
    let out = PathBuf::from(variable("OUT_DIR")?);
    let guests = match env::var_os(MODULES) {
        Some(directory) => translate_all(Path::new(&directory), &out)?,
        None => Vec::new(),
    };
    let table = out.join("guests.c");
    fs::write(&table, table_of(&guests))?;
    compile(&guests, &table, &out)
}

/// A translated module.
struct Guest {
    /// Name of the workload.
    workload: String,
    /// Name that wasm2c puts into its symbols.
    symbol: String,
    source: PathBuf,
    /// Whether it imports anything: its instance then takes a host.
    imports: bool,
}

fn translate_all(directory: &Path, out: &Path) -> Result<Vec<Guest>> {
    println!("cargo::rerun-if-changed={}", directory.display());
    let entries = fs::read_dir(directory)
        .map_err(|reason| error(&format!("{MODULES}={}: {reason}", directory.display())))?;
    let workload = env::var_os(WORKLOAD);
    let mut modules = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let wanted = workload.as_ref().is_none_or(|name| path.file_stem() == Some(name));
        if wanted && path.extension().is_some_and(|extension| extension == "wasm") {
            modules.push(path);
        }
    }
    modules.sort();
    modules.iter().map(|module| translate(module, out)).collect()
}

fn translate(module: &Path, out: &Path) -> Result<Guest> {
    let stem = module.file_stem().unwrap_or_default();
    let workload = stem.to_string_lossy().into_owned();
    // wasm2c writes other characters as their codes.
    let symbol: String = workload.chars().filter(char::is_ascii_alphanumeric).collect();
    let source = out.join(format!("{symbol}.c"));
    let output = Command::new("wasm2c")
        .args(["--no-debug-names", "--module-name", &symbol, "--output"])
        .arg(&source)
        .arg(module)
        .output()
        .map_err(|reason| error(&format!("cannot run wasm2c: {reason} ({SUPPLY})")))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(error(&format!("wasm2c refuses {workload}: {}", words.trim())));
    }
    let header = fs::read_to_string(source.with_extension("h"))?;
    for export in ["memory", "start", "update"] {
        if !header.contains(&format!("Z_{symbol}Z_{export}(")) {
            return Err(error(&format!("{workload} exports no {export}")));
        }
    }
    Ok(Guest { imports: header.contains("struct Z_env_instance_t*"), workload, symbol, source })
}

/// C that binds each guest to its instance, and lists them.
fn table_of(guests: &[Guest]) -> String {
    let mut code = "#include \"guest.h\"\n".to_owned();
    for Guest { symbol, .. } in guests {
        code += &format!("#include \"{symbol}.h\"\n");
    }
    let mut list = String::new();
    for guest in guests {
        let Guest { workload, symbol, .. } = guest;
        let host = if guest.imports { ", host" } else { "" };
        code += &format!(
            "static Z_{symbol}_instance_t {symbol};\n\
             static void {symbol}_instantiate(struct Z_env_instance_t *host)\n\
             {{ (void)host; Z_{symbol}_init_module(); \
             Z_{symbol}_instantiate(&{symbol}{host}); }}\n\
             static void {symbol}_start(void) {{ Z_{symbol}Z_start(&{symbol}); }}\n\
             static void {symbol}_update(void) {{ Z_{symbol}Z_update(&{symbol}); }}\n\
             static wasm_rt_memory_t *{symbol}_memory(void) \
             {{ return Z_{symbol}Z_memory(&{symbol}); }}\n\
             static const struct badge_guest guest_{symbol} = {{ \"{workload}\", \
             {symbol}_instantiate, {symbol}_start, {symbol}_update, {symbol}_memory }};\n"
        );
        list += &format!("&guest_{symbol}, ");
    }
    code + &format!(
        "static const struct badge_guest *const guests[] = {{ {list}0 }};\n\
         const struct badge_guest *const *badge_w2c_first_guest(void) {{ return guests; }}\n"
    )
}

fn compile(guests: &[Guest], table: &Path, out: &Path) -> Result<()> {
    let mut build = cc::Build::new();
    build
        .warnings(false)
        .opt_level_str(if feature("SIZE") { "s" } else { "2" })
        .flag("-ffp-contract=off")
        .define("NDEBUG", None)
        .define("WASM_RT_MEMCHECK_SIGNAL_HANDLER", if feature("GUARD_PAGES") { "1" } else { "0" })
        .include("c")
        .include(out)
        .file("c/runtime.c")
        .file(table);
    for guest in guests {
        build.file(&guest.source);
    }
    if badge_build::is_for_badge() {
        build.define("WASM_RT_MAX_CALL_STACK_DEPTH", BADGE_CALLS);
        // The compiler for the badge does not look among the host's headers.
        let header = header().ok_or_else(|| error(&format!("no wasm-rt.h here ({SUPPLY})")))?;
        fs::copy(header, out.join("wasm-rt.h"))?;
    }
    // `compile` would end the process with the compiler's own words only.
    build.try_compile("guests").map_err(|reason| {
        error(&format!(
            "cannot compile what wasm2c wrote: {reason}; it needs a C compiler and wasm-rt.h \
             (on a Debian-like system: apt-get install gcc libc6-dev wabt)"
        ))
    })
}

/// `wasm-rt.h`, which is installed beside the translator.
fn header() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let prefixes = env::split_paths(&path)
        .filter(|directory| directory.join("wasm2c").is_file())
        .filter_map(|directory| Some(directory.parent()?.join("include/wasm-rt.h")));
    prefixes.into_iter().find(|header| header.is_file())
}

fn feature(name: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}

/// What `wasm2c --version` prints, `None` where it cannot be run.
fn version() -> Option<String> {
    let output = Command::new("wasm2c").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.split_whitespace().next()?;
    output.status.success().then(|| version.to_owned())
}

fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|_| error(&format!("{name} is not set; run this through cargo")))
}
