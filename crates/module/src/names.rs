//! The sections that name things, read where they lie in the bytes.

use badge_runtime::{Error, ErrorKind, Host, IMPORT_MODULE, offers_memory, text};
use core::ffi::CStr;
use wasmparser::{
    ExportSectionReader, ExternalKind, FuncType, FunctionSectionReader, Import,
    ImportSectionReader, Parser, Payload, TypeRef, TypeSectionReader,
};

/// Imports, exports and types of a module. Allocates nothing.
#[derive(Clone, Debug)]
pub struct Names<'m> {
    types: Option<TypeSectionReader<'m>>,
    imports: Option<ImportSectionReader<'m>>,
    own: Option<FunctionSectionReader<'m>>,
    exports: Option<ExportSectionReader<'m>>,
}

impl<'m> Names<'m> {
    /// Finds the sections before the code.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when one of them has no place.
    pub fn new(bytes: &'m [u8]) -> Result<Self, Error> {
        let mut names = Self { types: None, imports: None, own: None, exports: None };
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(|error| Error::because(ErrorKind::Invalid, error))? {
                Payload::TypeSection(types) => names.types = Some(types),
                Payload::ImportSection(imports) => names.imports = Some(imports),
                Payload::FunctionSection(functions) => names.own = Some(functions),
                Payload::ExportSection(exports) => names.exports = Some(exports),
                // None of them may come later.
                Payload::CodeSectionStart { .. } => break,
                _ => {}
            }
        }
        Ok(names)
    }

    fn imports(&self) -> impl Iterator<Item = Import<'m>> {
        let imports = self.imports.clone().into_iter();
        imports.flat_map(ImportSectionReader::into_imports).map_while(Result::ok)
    }

    /// Names and numbers of the types of the imported functions, in their order.
    pub fn functions(&self) -> impl Iterator<Item = (&'m str, u32)> {
        self.imports().filter_map(|import| match import.ty {
            TypeRef::Func(ty) => Some((import.name, ty)),
            _ => None,
        })
    }

    /// The first import that the host does not have. Of functions, `known`
    /// tells by the name.
    pub fn first_missing<H: Host>(
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
    #[must_use]
    pub fn has_memory(&self, name: &CStr) -> bool {
        self.export(name, ExternalKind::Memory).is_some()
            || self.imports().any(|import| matches!(import.ty, TypeRef::Memory(_)))
    }

    /// Whether a function is exported by that name.
    #[must_use]
    pub fn exports_function(&self, name: &CStr) -> bool {
        self.export(name, ExternalKind::Func).is_some()
    }

    /// The type of an exported function.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Export`] when there is none of that name.
    pub fn function(&self, name: &CStr) -> Result<FuncType, Error> {
        let mut imported = self.functions().map(|(_, ty)| ty);
        let function = |index: u32| {
            // Imported functions come first.
            let own = self.own.clone().into_iter().flatten().map_while(Result::ok);
            imported.by_ref().chain(own).nth(index as usize)
        };
        self.export(name, ExternalKind::Func)
            .and_then(function)
            .and_then(|ty| self.ty(ty))
            .ok_or_else(|| Error::no_export(name))
    }

    /// The type of a function by its number.
    #[must_use]
    pub fn ty(&self, index: u32) -> Option<FuncType> {
        self.types.clone()?.into_iter_err_on_gc_types().nth(index as usize)?.ok()
    }

    fn export(&self, name: &CStr, kind: ExternalKind) -> Option<u32> {
        self.exports
            .clone()
            .into_iter()
            .flatten()
            .map_while(Result::ok)
            .find(|export| export.kind == kind && export.name.as_bytes() == name.to_bytes())
            .map(|export| export.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned as _;
    use alloc::format;
    use badge_runtime::{MEMORY, Registrar};
    use wasmparser::ValType::{I32, I64};

    struct Console;

    impl Host for Console {
        const MEMORY_PAGES: Option<u32> = Some(1);

        fn register<R: Registrar<Self>>(_: &mut R) -> Result<(), R::Error> {
            Ok(())
        }
    }

    const MODULE: &str = r#"(module
        (import "env" "g" (global i32))
        (import "env" "f" (func (param i32 i64) (result i64)))
        (import "env" "memory" (memory 1))
        (func (export "own") (result i32) i32.const 1)
        (export "imported" (func 0))
        (export "global" (global 0)))"#;

    #[test]
    fn functions_have_their_types() {
        let wasm = wat::parse_str(MODULE).unwrap();
        let names = Names::new(&wasm).unwrap();
        assert_eq!(names.function(c"own"), Ok(FuncType::new([], [I32])));
        assert_eq!(names.function(c"imported"), Ok(FuncType::new([I32, I64], [I64])));
        assert_eq!(names.function(c"global"), Err(Error::no_export(c"global")));
        assert!(names.has_memory(MEMORY) && !names.exports_function(MEMORY));
    }

    #[test]
    fn what_the_host_lacks_is_missing() {
        let missing = |wat: &str, known: bool| {
            let wasm = wat::parse_str(wat).unwrap();
            let names = Names::new(&wasm).unwrap();
            names.first_missing::<Console>(|_| known).map(|(_, name)| name.to_owned())
        };
        let import = |import: &str| format!("(module (import {import}))");
        assert_eq!(missing(&import(r#""env" "memory" (memory 0 1)"#), false), None);
        assert_eq!(missing(&import(r#""env" "f" (func)"#), true), None);
        for one in [
            r#""env" "f" (func)"#,
            r#""env" "f" (memory 1)"#,
            r#""env" "f" (global i32)"#,
            r#""env" "memory" (memory 2)"#,
        ] {
            assert!(missing(&import(one), false).is_some(), "{one}");
        }
        assert!(missing(&import(r#""other" "f" (func)"#), true).is_some());
    }
}
