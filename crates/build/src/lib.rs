//! What the build scripts of adapters share: which version of an engine is
//! linked, and where the C sources of a source-only dependency lie.
//!
//! This crate knows no engine. It reads only `Cargo.lock` and what `cargo
//! metadata` says, so neither `CARGO_TARGET_DIR` nor `RUSTFLAGS` matter to it.
#![forbid(unsafe_code)]

mod lock;

use anyhow::{Context as _, bail};
use cargo_metadata::MetadataCommand;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use anyhow::Result;

/// An error of a build script in its own words.
#[must_use]
pub fn error(message: &str) -> anyhow::Error {
    anyhow::anyhow!("{message}")
}

/// Gives the adapter the version of the package that it depends on as
/// `env!("ENGINE_VERSION")`, read from the nearest `Cargo.lock`, and runs the
/// build script again when that file changes.
///
/// # Errors
///
/// When there is no lock file, or the adapter does not depend on `package`.
pub fn engine_version(package: &str) -> Result<()> {
    let lock = lock_file()?;
    let text = std::fs::read_to_string(&lock)
        .with_context(|| format!("cannot read {}", lock.display()))?;
    let version = lock::version(&text, &variable("CARGO_PKG_NAME")?, package)
        .with_context(|| format!("in {}", lock.display()))?;
    set_engine_version(&version)
}

/// Gives the adapter `version` as `env!("ENGINE_VERSION")`: for engines whose
/// version is not that of the package which carries their sources.
///
/// # Errors
///
/// When there is no lock file.
pub fn set_engine_version(version: &str) -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", lock_file()?.display());
    println!("cargo::rustc-env=ENGINE_VERSION={version}");
    Ok(())
}

/// Tells the linker how firmware for the badge is laid out, where the target
/// is the badge: in the build script, so that no flag of the command line has
/// to, and host programs of the same package are not touched.
pub fn firmware(bin: &str) {
    if is_for_badge() {
        for argument in ["-Tlink.x", "--nmagic"] {
            println!("cargo::rustc-link-arg-bin={bin}={argument}");
        }
    }
}

/// Whether this build is one for the badge.
#[must_use]
pub fn is_for_badge() -> bool {
    env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("none")
}

/// Links firmware with newlib, for what an engine in C needs of C's library
/// besides what the firmware has of its own: only what nothing else defines is
/// taken from it.
///
/// # Errors
///
/// When the C compiler for the badge cannot be run.
pub fn newlib(bin: &str) -> Result<()> {
    if !is_for_badge() {
        return Ok(());
    }
    for library in ["libc_nano.a", "libm.a"] {
        // The flags with which `cc` compiles for the badge, which choose among
        // the builds of the library.
        let output = Command::new(BADGE_CC)
            .args(["-mthumb", "-march=armv7e-m+fp", "-mfloat-abi=hard"])
            .arg(format!("-print-file-name={library}"))
            .output()
            .with_context(|| format!("cannot run {BADGE_CC} ({BADGE_CC_SUPPLY})"))?;
        let path = String::from_utf8(output.stdout)?;
        let path = Path::new(path.trim());
        // The bare name comes back where there is no such file.
        if !path.is_absolute() {
            bail!("{BADGE_CC} has no {library} ({BADGE_CC_SUPPLY})");
        }
        println!("cargo::rustc-link-arg-bin={bin}={}", path.display());
    }
    Ok(())
}

/// The C compiler for the badge, as the package `cc` calls it.
const BADGE_CC: &str = "arm-none-eabi-gcc";

/// How it is had.
const BADGE_CC_SUPPLY: &str =
    "on a Debian-like system: apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi";

/// The level at which an engine in C is compiled: that of the profile for the
/// badge, `host` for a host.
#[must_use]
pub fn c_level(host: &str) -> String {
    match env::var("OPT_LEVEL") {
        Ok(level) if is_for_badge() => level,
        _ => host.to_owned(),
    }
}

/// Directory of a package that is declared under `[target.'cfg(any())'.dependencies]`:
/// in the lock file, downloaded, never compiled.
///
/// # Errors
///
/// When `cargo metadata --locked` fails or does not know the package.
pub fn source_dir(package: &str) -> Result<PathBuf> {
    let manifest = manifest_dir()?.join("Cargo.toml");
    let metadata = MetadataCommand::new()
        .cargo_path(variable("CARGO")?)
        .manifest_path(&manifest)
        .other_options(vec!["--locked".into()])
        .exec()
        .with_context(|| {
            format!(
                "cannot ask cargo where the sources of {package} lie; \
                 try `cargo fetch --locked --manifest-path {}`",
                manifest.display()
            )
        })?;
    let mut found = metadata.packages.iter().filter(|candidate| candidate.name.as_str() == package);
    let (Some(one), None) = (found.next(), found.next()) else {
        bail!(
            "{package} must be in the dependency graph exactly once; declare it in {} under \
             [target.'cfg(any())'.dependencies]",
            manifest.display()
        );
    };
    let directory = one.manifest_path.parent().context("a manifest without directory")?;
    Ok(directory.as_std_path().to_owned())
}

/// A variable that cargo sets for build scripts.
fn variable(name: &str) -> Result<String> {
    env::var(name).with_context(|| format!("{name} is not set; run this through cargo"))
}

fn manifest_dir() -> Result<PathBuf> {
    variable("CARGO_MANIFEST_DIR").map(PathBuf::from)
}

fn lock_file() -> Result<PathBuf> {
    let from = manifest_dir()?;
    nearest(&from, "Cargo.lock").with_context(|| {
        format!("no Cargo.lock in or above {}; run `cargo generate-lockfile`", from.display())
    })
}

fn nearest(from: &Path, file: &str) -> Option<PathBuf> {
    from.ancestors().map(|directory| directory.join(file)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_lock_file_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(root.path().join("marker.lock"), "").unwrap();
        assert_eq!(nearest(&inner, "marker.lock"), Some(root.path().join("marker.lock")));
        fs::write(inner.join("marker.lock"), "").unwrap();
        assert_eq!(nearest(&inner, "marker.lock"), Some(inner.join("marker.lock")));
        assert_eq!(nearest(&inner, "other.lock"), None);
    }
}
