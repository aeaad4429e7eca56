//! Assembles `modules/*.wat`. Here and not in the crate, because the assembler
//! as an ordinary dependency would turn on features of packages that engines
//! share with it, so that those would be built once more for the tests.

use std::fs;
use std::path::{Path, PathBuf};

/// Stands for the limits of the memory that `cart.wat` imports.
const LIMITS: &str = "$LIMITS";

/// The limits that are asked about, each with the name of its module.
const CARTS: [(&str, &str); 5] = [
    ("CART_1_1", "1 1"),
    ("CART_1", "1"),
    ("CART_0_65536", "0 65536"),
    ("CART_2", "2"),
    ("CART_0_0", "0 0"),
];

fn main() {
    println!("cargo::rerun-if-changed=modules");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut code = String::new();
    let mut files: Vec<PathBuf> = fs::read_dir("modules")
        .expect("modules/ can be listed")
        .map(|entry| entry.expect("modules/ can be listed").path())
        .collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).expect("a module can be read");
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a file has a name");
        if !text.contains(LIMITS) {
            add(&out, &mut code, &stem.to_uppercase().replace('-', "_"), &text);
            continue;
        }
        for (name, limits) in CARTS {
            add(&out, &mut code, name, &text.replace(LIMITS, limits));
        }
    }
    fs::write(out.join("modules.rs"), code).expect("OUT_DIR can be written");
}

fn add(out: &Path, code: &mut String, name: &str, text: &str) {
    let wasm = wat::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    fs::write(out.join(format!("{name}.wasm")), wasm).expect("OUT_DIR can be written");
    code.push_str(&format!(
        "pub(crate) const {name}: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.wasm\"));\n"
    ));
}
