//! What a file looks like, by its first bytes.

use std::path::Path;

/// What a file looks like.
pub(super) enum Appearance<'a> {
    /// A module.
    Binary,
    /// A module in the text format.
    Text(&'a str),
    /// Something else: what.
    Other(String),
}

/// First bytes of files that people have beside their modules.
const KNOWN: [(&[u8], &str); 16] = [
    (b"\x7fELF", "an ELF file, native code; build for the target wasm32v1-none"),
    (b"MZ", "a program for Windows; build for the target wasm32v1-none"),
    (b"\xcf\xfa\xed\xfe", "a Mach-O file, native code; build for the target wasm32v1-none"),
    (b"\xca\xfe\xba\xbe", "a Java class or a Mach-O file"),
    (b"!<arch>\n", "a static library; link it, in Rust as a cdylib"),
    (b"BC\xc0\xde", "LLVM bitcode, before code generation"),
    (b"PK\x03\x04", "a zip archive; unpack it"),
    (b"\x1f\x8b", "a gzip archive; unpack it"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it"),
    (b"BZh", "a bzip2 archive; unpack it"),
    (b"\xfd7zXZ", "an xz archive; unpack it"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"UF2\n", "a UF2 image, firmware"),
    (b"version https://git-lfs", "a pointer of Git LFS; `git lfs pull` fetches the file"),
];

/// What a file looks like; its name decides only between texts.
pub(super) fn appearance<'a>(file: &Path, bytes: &'a [u8]) -> Appearance<'a> {
    match bytes {
        [] => return Appearance::Other("the file is empty".to_owned()),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => return Appearance::Binary,
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => {
            let what = "a component; runtimes here take core modules: \
                `wasm-tools component unbundle` extracts them";
            return Appearance::Other(what.to_owned());
        }
        [0, b'a', b's', b'm', a, b, c, d, ..] => {
            let version = u32::from_le_bytes([*a, *b, *c, *d]);
            let what = format!("version {version} of the binary format, where 1 is known");
            return Appearance::Other(what);
        }
        short if b"\0asm\x01\0\0\0".starts_with(short) => {
            return Appearance::Other(format!("truncated: it ends after {} bytes", short.len()));
        }
        _ => (),
    }
    if let Some((_, what)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Appearance::Other(format!("it looks like {what}"));
    }
    let ending = |wanted: &str| file.extension().is_some_and(|ending| ending == wanted);
    match std::str::from_utf8(bytes) {
        Ok(_) if ending("wast") => Appearance::Other(
            "a script of assertions; `wasm-tools json-from-wast` extracts its modules".to_owned(),
        ),
        Ok(text) if ending("wat") || is_wat(text) => Appearance::Text(text),
        Ok(text) => Appearance::Other(format!("it looks like text: {:?}", beginning(text))),
        Err(_) => {
            let first: Vec<String> = bytes.iter().take(8).map(|b| format!("{b:02x}")).collect();
            let first = first.join(" ");
            Appearance::Other(format!("it begins with {first} instead of 00 61 73 6d"))
        }
    }
}

/// Comments, then a parenthesis.
fn is_wat(text: &str) -> bool {
    wat::Detect::from_bytes(text) == wat::Detect::WasmText
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.trim_start().lines().next().unwrap_or_default();
    let cut: String = line.chars().take(SHOWN).collect();
    if cut.len() < line.len() { cut + "…" } else { cut }
}
