//! Tells the version of what translated the guests: the compiler. Lists the
//! workloads, and says which of them firmware is linked with.

use badge_build::{Result, error};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok());
    // `rustc 1.95.0 (59807616e 2026-04-14)`.
    let version =
        version.as_deref().and_then(|line| line.split_whitespace().nth(1)).unwrap_or("unknown");
    println!("cargo::rustc-env=ENGINE_VERSION={version}");
    println!("cargo::rerun-if-changed=build.rs");
    badge_build::firmware("pybadge-native");
    // All guests in one program, or, in firmware, the one it is made for: only
    // its code and its statics are in the image then.
    println!("cargo::rerun-if-env-changed=BADGE_WORKLOAD");
    println!("cargo::rustc-check-cfg=cfg(guest, values(any()))");
    let guest = std::env::var("BADGE_WORKLOAD");
    let guest = guest.as_deref().unwrap_or("*");
    println!("cargo::rustc-cfg=guest=\"{guest}\"");
    list_guests()
}

/// Writes the list of guests, which are the dependencies on workloads. Cargo
/// takes dependencies from the manifest alone, so a workload that is missing
/// there is an error that says so.
fn list_guests() -> Result<()> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let workloads = root.join("../../../workloads");
    println!("cargo::rerun-if-changed=Cargo.toml");
    println!("cargo::rerun-if-changed={}", workloads.display());
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let linked: BTreeSet<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("workload-")?.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    for entry in std::fs::read_dir(&workloads)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().join("workload.toml").is_file() && !linked.contains(name.as_str()) {
            return Err(error(&format!(
                "workloads/{name} is not linked into native code: add the line \
                 `workload-{name} = {{ path = \"../../../workloads/{name}\" }}` to \
                 [dependencies] of runtimes/rust/native/Cargo.toml"
            )));
        }
    }
    let lines: String = linked
        .iter()
        .map(|name| format!("    {name:?} => workload_{},\n", name.replace('-', "_")))
        .collect();
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("guests.rs"), format!("guests! {{\n{lines}}}\n"))?;
    Ok(())
}
