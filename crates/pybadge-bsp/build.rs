//! Writes `memory.x`, so that firmware needs no linker script of its own.

use std::path::PathBuf;
use std::{env, fs};

/// Bytes of the stack unless `PYBADGE_STACK` says otherwise.
const STACK: u32 = 16 * 1024;
const RAM: u32 = 192 * 1024;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PYBADGE_STACK");
    let stack = match env::var("PYBADGE_STACK") {
        Ok(text) => match text.parse::<u32>() {
            Ok(bytes) if bytes.is_multiple_of(8) && (1024..=RAM / 2).contains(&bytes) => bytes,
            _ => panic!(
                "PYBADGE_STACK is {text:?}; give bytes, a multiple of 8 from 1024 to {}",
                RAM / 2
            ),
        },
        Err(_) => STACK,
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    // The stack lies below everything else: what overflows it leaves RAM, and
    // that is a fault instead of damage. The last 8 bytes are the bootloader's.
    let script = format!(
        "MEMORY
{{
  FLASH (rx) : ORIGIN = 0x00004000, LENGTH = 496K
  STACK (rw) : ORIGIN = 0x20000000, LENGTH = {stack}
  RAM (xrw) : ORIGIN = 0x20000000 + {stack}, LENGTH = {ram} - {stack} - 8
}}
_stack_end = ORIGIN(STACK);
_stack_start = ORIGIN(STACK) + LENGTH(STACK);
",
        ram = RAM
    );
    fs::write(out.join("memory.x"), script).expect("OUT_DIR can be written");
    println!("cargo:rustc-link-search={}", out.display());
    // Firmware in other packages says this in a build script of its own.
    println!("cargo:rustc-link-arg-examples=-Tlink.x");
    println!("cargo:rustc-link-arg-examples=--nmagic");
}
