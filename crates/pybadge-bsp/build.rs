//! Writes `memory.x`, so that firmware needs no linker script of its own.

use pybadge_board::{APPLICATION, APPLICATION_RAM};
use std::path::PathBuf;
use std::{env, fs};

/// Bytes of the stack unless `PYBADGE_STACK` says otherwise.
const STACK: u32 = 16 * 1024;
/// Half of the RAM.
const LARGEST: u32 = 96 * 1024;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PYBADGE_STACK");
    let stack = match env::var("PYBADGE_STACK") {
        Ok(text) => match text.parse::<u32>() {
            Ok(bytes) if bytes.is_multiple_of(8) && (1024..=LARGEST).contains(&bytes) => bytes,
            _ => panic!(
                "PYBADGE_STACK is {text:?}; give bytes, a multiple of 8 from 1024 to {}",
                LARGEST
            ),
        },
        Err(_) => STACK,
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    // The stack lies below everything else: what overflows it leaves RAM, and
    // that is a fault instead of damage.
    let script = format!(
        "MEMORY
{{
  FLASH (rx) : ORIGIN = {flash}, LENGTH = {flash_bytes}
  STACK (rw) : ORIGIN = {ram}, LENGTH = {stack}
  RAM (xrw) : ORIGIN = {ram} + {stack}, LENGTH = {ram_bytes} - {stack}
}}
_stack_end = ORIGIN(STACK);
_stack_start = ORIGIN(STACK) + LENGTH(STACK);
",
        flash = APPLICATION.start,
        flash_bytes = APPLICATION.len(),
        ram = APPLICATION_RAM.start,
        ram_bytes = APPLICATION_RAM.len(),
    );
    fs::write(out.join("memory.x"), script).expect("OUT_DIR can be written");
    println!("cargo:rustc-link-search={}", out.display());
    // Firmware in other packages says this in a build script of its own.
    println!("cargo:rustc-link-arg-examples=-Tlink.x");
    println!("cargo:rustc-link-arg-examples=--nmagic");
}
