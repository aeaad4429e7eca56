//! What wasm3 does not tell about a module: its imports and exports.
//!
//! wasm3 loads modules with missing imports of every kind (functions fail when
//! they are called, memories and globals crash) and finds functions by the
//! names of the debug information too.

use core::ffi::CStr;
use wasmparser::{
    ExportSectionReader, ExternalKind, ImportSectionReader, Parser, Payload, TypeRef,
};

/// The sections that name things.
#[derive(Debug)]
pub(crate) struct Survey<'m> {
    imports: Option<ImportSectionReader<'m>>,
    exports: Option<ExportSectionReader<'m>>,
}

impl<'m> Survey<'m> {
    pub(crate) fn new(bytes: &'m [u8]) -> wasmparser::Result<Self> {
        let mut survey = Self { imports: None, exports: None };
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(imports) => survey.imports = Some(imports),
                Payload::ExportSection(exports) => survey.exports = Some(exports),
                // Neither section may come later.
                Payload::CodeSectionStart { .. } => break,
                _ => {}
            }
        }
        Ok(survey)
    }

    /// The first import for which `known(module, name)` is false, or that is
    /// no function.
    pub(crate) fn first_missing(
        &self,
        known: impl Fn(&str, &str) -> bool,
    ) -> Option<(&'m str, &'m str)> {
        self.imports
            .clone()
            .into_iter()
            .flat_map(ImportSectionReader::into_imports)
            .filter_map(Result::ok)
            .find(|import| {
                !matches!(import.ty, TypeRef::Func(_)) || !known(import.module, import.name)
            })
            .map(|import| (import.module, import.name))
    }

    pub(crate) fn exports_memory(&self, name: &CStr) -> bool {
        self.exports(name, ExternalKind::Memory)
    }

    pub(crate) fn exports_function(&self, name: &CStr) -> bool {
        self.exports(name, ExternalKind::Func)
    }

    fn exports(&self, name: &CStr, kind: ExternalKind) -> bool {
        self.exports
            .clone()
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .any(|export| export.kind == kind && export.name.as_bytes() == name.to_bytes())
    }
}
