//! What a module imports and exports.

use alloc::string::String;
use alloc::vec::Vec;
use badge_runtime::{Error, Value, ValueType};
use core::ffi::CStr;
use wasmparser::{ExternalKind, FuncType, MemoryType, Parser, Payload, TypeRef, ValType};

/// A function that a module imports or exports.
#[derive(Clone, Debug)]
pub struct Function {
    /// The module that an import comes from; empty for an export.
    pub module: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: FuncType,
}

/// A memory that a module imports, with its limits in pages.
#[derive(Clone, Debug)]
pub struct MemoryImport {
    /// The module that it comes from.
    pub module: String,
    /// Its name.
    pub name: String,
    /// The smallest size.
    pub initial: u64,
    /// The largest size.
    pub maximum: Option<u64>,
}

/// The functions and the memory of a module, as far as it can be read.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Imported functions in the order of the module.
    pub imports: Vec<Function>,
    /// Exported functions in the order of the module.
    pub exports: Vec<Function>,
    /// The first memory that is imported.
    pub memory_import: Option<MemoryImport>,
    /// Whether a memory is exported as `memory`.
    pub exports_memory: bool,
    /// Initial size of the first memory in pages.
    pub pages: u64,
}

impl Survey {
    /// Reads the sections before the code.
    #[must_use]
    pub fn new(wasm: &[u8]) -> Self {
        let mut survey = Self::default();
        let mut types = Vec::new();
        let mut functions = Vec::new();
        for payload in Parser::new(0).parse_all(wasm).map_while(Result::ok) {
            match payload {
                Payload::TypeSection(section) => {
                    types.extend(section.into_iter_err_on_gc_types().map_while(Result::ok));
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports().map_while(Result::ok) {
                        let (module, name) = (import.module.into(), import.name.into());
                        let index = match import.ty {
                            TypeRef::Func(index) => index,
                            TypeRef::Memory(MemoryType { initial, maximum, .. }) => {
                                let memory = MemoryImport { module, name, initial, maximum };
                                survey.memory_import.get_or_insert(memory);
                                continue;
                            }
                            _ => continue,
                        };
                        functions.push(index);
                        if let Some(ty) = types.get(index as usize) {
                            survey.imports.push(Function { module, name, ty: ty.clone() });
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    functions.extend(section.into_iter().map_while(Result::ok));
                }
                Payload::MemorySection(section) => {
                    let first = section.into_iter().map_while(Result::ok).next();
                    survey.pages = first.map_or(0, |memory| memory.initial);
                }
                Payload::ExportSection(section) => {
                    for export in section.into_iter().map_while(Result::ok) {
                        let ty = functions
                            .get(export.index as usize)
                            .and_then(|ty| types.get(*ty as usize));
                        match (export.kind, ty) {
                            (ExternalKind::Func, Some(ty)) => survey.exports.push(Function {
                                module: String::new(),
                                name: export.name.into(),
                                ty: ty.clone(),
                            }),
                            (ExternalKind::Memory, _) if export.name == "memory" => {
                                survey.exports_memory = true;
                            }
                            _ => {}
                        }
                    }
                }
                Payload::CodeSectionStart { .. } => break,
                _ => {}
            }
        }
        survey
    }

    /// The type of an exported function.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&FuncType> {
        self.exports.iter().find(|export| export.name == name).map(|export| &export.ty)
    }
}

/// Compares arguments with the parameters of a function.
///
/// # Errors
///
/// [`badge_runtime::ErrorKind::Export`] when there are more or fewer, or one has
/// another type.
pub fn check_arguments(ty: &FuncType, args: &[Value]) -> Result<(), Error> {
    let params = ty.params().iter().map(|param| value_type(*param));
    if params.eq(args.iter().map(|arg| Ok(arg.ty()))) { Ok(()) } else { Err(Error::arguments()) }
}

/// Whether a function is of type `() -> ()`.
///
/// # Errors
///
/// [`badge_runtime::ErrorKind::Export`] with its name.
pub fn check_entry(ty: &FuncType, name: &CStr) -> Result<(), Error> {
    if ty.params().is_empty() && ty.results().is_empty() {
        Ok(())
    } else {
        Err(Error::no_entry(name))
    }
}

/// A type as values have it.
///
/// # Errors
///
/// [`badge_runtime::ErrorKind::Unsupported`] for a reference of another kind.
pub fn value_type(ty: ValType) -> Result<ValueType, Error> {
    Ok(match ty {
        ValType::I32 => ValueType::I32,
        ValType::I64 => ValueType::I64,
        ValType::F32 => ValueType::F32,
        ValType::F64 => ValueType::F64,
        ValType::V128 => ValueType::V128,
        ValType::FUNCREF => ValueType::FuncRef,
        ValType::EXTERNREF => ValueType::ExternRef,
        ValType::Ref(_) => return Err(Error::no_value()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::ValType::{I32, I64};

    #[test]
    fn functions_are_found_with_their_types() {
        let wasm = wat::parse_str(
            r#"(module
                (import "env" "f" (func (param i32)))
                (import "env" "g" (global i32))
                (import "other" "h" (func (param i32 i64) (result i64)))
                (memory (export "memory") 3)
                (func (export "i") (result i32) i32.const 1)
                (export "j" (func 1)))"#,
        )
        .unwrap();
        let survey = Survey::new(&wasm);
        let imports: Vec<_> = survey
            .imports
            .iter()
            .map(|import| (&*import.module, &*import.name, import.ty.clone()))
            .collect();
        assert_eq!(
            imports,
            [
                ("env", "f", FuncType::new([I32], [])),
                ("other", "h", FuncType::new([I32, I64], [I64])),
            ]
        );
        assert_eq!(survey.function("i"), Some(&FuncType::new([], [I32])));
        assert_eq!(survey.function("j"), Some(&FuncType::new([I32, I64], [I64])));
        assert_eq!(survey.function("f"), None);
        assert!(survey.exports_memory);
        assert!(survey.memory_import.is_none());
        assert_eq!(survey.pages, 3);
    }

    #[test]
    fn a_memory_that_is_imported_has_its_limits() {
        let wasm = wat::parse_str(r#"(module (import "env" "memory" (memory 1 2)))"#).unwrap();
        let memory = Survey::new(&wasm).memory_import.unwrap();
        assert_eq!((&*memory.module, &*memory.name), ("env", "memory"));
        assert_eq!((memory.initial, memory.maximum), (1, Some(2)));
    }

    #[test]
    fn what_is_no_module_has_nothing() {
        let survey = Survey::new(b"garbage");
        assert!(survey.imports.is_empty() && survey.exports.is_empty());
        assert!(!survey.exports_memory);
    }
}
