//! Tells the version of what translated the guests: the compiler. And which
//! of them firmware is linked with.

use std::process::Command;

fn main() {
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
}
