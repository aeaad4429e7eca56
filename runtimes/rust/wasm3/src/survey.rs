//! What wasm3 does not tell about a module: its imports and exports.
//!
//! wasm3 loads modules with missing imports of every kind (functions fail when
//! they are called, memories and globals crash) and finds functions by the
//! names of the debug information too.

use badge_runtime::{Host, IMPORT_MODULE, offers_memory, text};
use core::ffi::CStr;
use wasmparser::{
    ExportSectionReader, ExternalKind, Import, ImportSectionReader, Parser, Payload, TypeRef,
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

    /// The first import that the host does not have. Of functions, `known`
    /// tells by the name.
    pub(crate) fn first_missing<H: Host>(
        &self,
        known: impl Fn(&str) -> bool,
    ) -> Option<(&'m str, &'m str)> {
        let offered = |import: &Import<'_>| match import.ty {
            TypeRef::Func(_) => known(import.name),
            TypeRef::Memory(ty) => offers_memory::<H>(import.name, ty.initial, ty.maximum),
            _ => false,
        };
        self.imports()
            .find(|import| import.module != text(IMPORT_MODULE) || !offered(import))
            .map(|import| (import.module, import.name))
    }

    /// Whether a memory is exported by that name or imported.
    pub(crate) fn has_memory(&self, name: &CStr) -> bool {
        self.exports(name, ExternalKind::Memory)
            || self.imports().any(|import| matches!(import.ty, TypeRef::Memory(_)))
    }

    fn imports(&self) -> impl Iterator<Item = Import<'m>> {
        let imports = self.imports.clone().into_iter();
        imports.flat_map(ImportSectionReader::into_imports).filter_map(Result::ok)
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
