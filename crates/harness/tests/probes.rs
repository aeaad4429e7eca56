//! The probes of the runners in other languages: modules of a few lines whose
//! bytes are committed beside their text, so that no runner's tests need an
//! assembler.

#![allow(clippy::unwrap_used)] // A test may panic.

use std::fs;
use std::path::Path;

/// Set to renew the bytes from the text.
const RENEW: &str = "UPDATE_EXPECT";

#[test]
fn the_bytes_of_every_probe_are_what_its_text_assembles_to() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let directory = root.join("runtimes/go/shared/probe/modules");
    let mut seen = 0;
    for entry in fs::read_dir(&directory).unwrap() {
        let text = entry.unwrap().path();
        let bytes = text.with_extension("wasm");
        if text.extension().is_some_and(|extension| extension == "wasm") {
            assert!(text.with_extension("wat").exists(), "{} has no text", text.display());
            continue;
        }
        let assembled = wat::parse_file(&text).unwrap();
        if std::env::var_os(RENEW).is_some() {
            fs::write(&bytes, &assembled).unwrap();
        }
        assert!(
            fs::read(&bytes).is_ok_and(|committed| committed == assembled),
            "{} is not what its text assembles to: renew it with {RENEW}=1",
            bytes.display()
        );
        seen += 1;
    }
    assert!(seen > 30, "only {seen} probes");
}
