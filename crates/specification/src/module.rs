//! A module without its imports from `spectest`, which become part of it, and with
//! a function for each global that a script reads.

use std::fmt;
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, Export, ExternalKind, GlobalType, Operator,
    Parser, Payload, TypeRef, ValType,
};

/// Why a module cannot stand alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependence {
    /// It imports from another instance: the name that this was registered under.
    Instance(String),
    /// It is not understood here: why.
    Unknown(String),
}

impl fmt::Display for Dependence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instance(name) => write!(f, "it imports from another instance, `{name}`"),
            Self::Unknown(why) => f.write_str(why),
        }
    }
}

impl From<wasmparser::BinaryReaderError> for Dependence {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::Unknown(error.message().to_owned())
    }
}

/// What the host of the specification's scripts offers (interpreter/README.md of
/// <https://github.com/WebAssembly/spec>).
const SPECTEST: &str = "spectest";

/// Ids of sections (core specification, 5.5.2) in the order in which they stand.
const ORDER: [u8; 13] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];
const TYPES: u8 = 1;
const IMPORTS: u8 = 2;
const FUNCTIONS: u8 = 3;
const TABLES: u8 = 4;
const MEMORIES: u8 = 5;
const GLOBALS: u8 = 6;
const EXPORTS: u8 = 7;
const ELEMENTS: u8 = 9;
const CODE: u8 = 10;

/// Opcodes and codes of types (core specification, 5.3 and 5.4).
const END: u8 = 0x0b;
const GLOBAL_GET: u8 = 0x23;
const FUNCTION_TYPE: u8 = 0x60;

/// The module as it can stand alone. Each global of `gets` is read by a function
/// that is exported as `get:NAME`.
///
/// # Errors
///
/// When it imports from other modules than `spectest`.
pub fn self_contained(module: &[u8], gets: &[&str]) -> Result<Vec<u8>, Dependence> {
    let facts = Facts::read(module)?;
    if facts.imports.is_empty() && gets.is_empty() {
        return Ok(module.to_vec());
    }
    let mut sections = Sections::split(module)?;
    sections.remove(IMPORTS);
    let (mut functions, mut code) = (Vec::new(), Vec::new());
    let (mut tables, mut memories, mut globals) = (Vec::new(), Vec::new(), Vec::new());
    for import in &facts.imports {
        match import {
            TypeRef::Func(ty) => {
                functions.push(leb(*ty));
                // No locals, nothing done.
                code.push(sized(&[0, END]));
            }
            // `table 10 20 funcref`, `memory 1 2`.
            TypeRef::Table(_) => tables.push(vec![0x70, 1, 10, 20]),
            TypeRef::Memory(_) => memories.push(vec![1, 1, 2]),
            TypeRef::Global(ty) => globals.push(spectest_global(ty)?),
            other => return Err(Dependence::Unknown(format!("an import of {other:?}"))),
        }
    }
    sections.splice(FUNCTIONS, &functions, &[]);
    sections.splice(CODE, &code, &[]);
    sections.splice(TABLES, &tables, &[]);
    sections.splice(MEMORIES, &memories, &[]);
    sections.splice(GLOBALS, &globals, &[]);
    for (index, name) in (0..).zip(gets) {
        let (global, ty) = facts.global(name)?;
        let result = code_of(ty)?;
        sections.splice(TYPES, &[], &[vec![FUNCTION_TYPE, 0, 1, result]]);
        sections.splice(FUNCTIONS, &[], &[leb(facts.types + index)]);
        let body = [vec![0, GLOBAL_GET], leb(global), vec![END]].concat();
        sections.splice(CODE, &[], &[sized(&body)]);
        let export = [sized(getter(name).as_bytes()), vec![0], leb(facts.functions + index)];
        sections.splice(EXPORTS, &[], &[export.concat()]);
    }
    Ok(sections.join())
}

/// The module with its element segments as version 1.0 writes them, where it can: the
/// text format's encoder names table 0 in so many words, in a form that came later.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn plain_elements(module: &[u8]) -> Result<Vec<u8>, Dependence> {
    let mut segments = Vec::new();
    let mut is_changed = false;
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ElementSection(section) = payload? else { continue };
        for elements in section {
            let elements = elements?;
            match (&elements.kind, &elements.items) {
                (
                    ElementKind::Active { table_index: Some(0), offset_expr },
                    ElementItems::Functions(functions),
                ) => {
                    is_changed = true;
                    let offset = &module[offset_expr.get_binary_reader().range()];
                    segments.push([&[0], offset, &module[functions.range()]].concat());
                }
                _ => segments.push(module[elements.range].to_vec()),
            }
        }
    }
    if !is_changed {
        return Ok(module.to_vec());
    }
    let mut sections = Sections::split(module)?;
    for (id, content) in &mut sections.0 {
        if *id == ELEMENTS {
            *content = [leb(segments.len() as u32), segments.concat()].concat();
        }
    }
    Ok(sections.join())
}

/// The export that reads a global.
#[must_use]
pub(crate) fn getter(global: &str) -> String {
    format!("get:{global}")
}

/// What has to be known of a module.
#[derive(Default)]
struct Facts<'a> {
    imports: Vec<TypeRef>,
    types: u32,
    /// Imported ones included, as in `globals`.
    functions: u32,
    globals: Vec<GlobalType>,
    exports: Vec<Export<'a>>,
}

impl<'a> Facts<'a> {
    fn read(module: &'a [u8]) -> Result<Self, Dependence> {
        let mut facts = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => {
                    for group in section {
                        facts.types += group?.types().len() as u32;
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        if import.module != SPECTEST {
                            return Err(Dependence::Instance(import.module.to_owned()));
                        }
                        match import.ty {
                            TypeRef::Func(_) => facts.functions += 1,
                            TypeRef::Global(ty) => facts.globals.push(ty),
                            _ => (),
                        }
                        facts.imports.push(import.ty);
                    }
                }
                Payload::FunctionSection(section) => facts.functions += section.count(),
                Payload::GlobalSection(section) => {
                    for global in section {
                        let global = global?;
                        facts.constant(&global.init_expr)?;
                        facts.globals.push(global.ty);
                    }
                }
                Payload::DataSection(section) => {
                    for data in section {
                        if let DataKind::Active { offset_expr, .. } = data?.kind {
                            facts.constant(&offset_expr)?;
                        }
                    }
                }
                Payload::ElementSection(section) => {
                    for elements in section {
                        let elements = elements?;
                        if let ElementKind::Active { offset_expr, .. } = elements.kind {
                            facts.constant(&offset_expr)?;
                        }
                        if let ElementItems::Expressions(_, items) = elements.items {
                            for item in items {
                                facts.constant(&item?)?;
                            }
                        }
                    }
                }
                Payload::ExportSection(section) => {
                    facts.exports = section.into_iter().collect::<Result<_, _>>()?;
                }
                _ => (),
            }
        }
        Ok(facts)
    }

    /// Version 1.0 takes imported globals alone in constants, and none is left.
    fn constant(&self, expression: &ConstExpr<'_>) -> Result<(), Dependence> {
        for operator in expression.get_operators_reader() {
            if matches!(operator?, Operator::GlobalGet { .. }) && !self.imports.is_empty() {
                return Err(Dependence::Unknown("a constant is an imported global".to_owned()));
            }
        }
        Ok(())
    }

    fn global(&self, name: &str) -> Result<(u32, ValType), Dependence> {
        let none = || Dependence::Unknown(format!("it exports no global `{name}`"));
        let of_name =
            |export: &&Export<'_>| export.name == name && export.kind == ExternalKind::Global;
        let export = self.exports.iter().find(of_name).ok_or_else(none)?;
        let ty = self.globals.get(export.index as usize).ok_or_else(none)?;
        Ok((export.index, ty.content_type))
    }
}

fn code_of(ty: ValType) -> Result<u8, Dependence> {
    Ok(match ty {
        ValType::I32 => 0x7f,
        ValType::I64 => 0x7e,
        ValType::F32 => 0x7d,
        ValType::F64 => 0x7c,
        ValType::V128 => 0x7b,
        ValType::FUNCREF => 0x70,
        ValType::EXTERNREF => 0x6f,
        other => return Err(Dependence::Unknown(format!("a global of type {other}"))),
    })
}

/// 666, or 666.6, and an end.
fn spectest_global(ty: &GlobalType) -> Result<Vec<u8>, Dependence> {
    let (opcode, value) = match ty.content_type {
        // 666 in signed LEB128.
        ValType::I32 => (0x41, vec![0x9a, 0x05]),
        ValType::I64 => (0x42, vec![0x9a, 0x05]),
        ValType::F32 => (0x43, 666.6_f32.to_le_bytes().to_vec()),
        ValType::F64 => (0x44, 666.6_f64.to_le_bytes().to_vec()),
        other => return Err(Dependence::Unknown(format!("a global of type {other}"))),
    };
    let head = vec![code_of(ty.content_type)?, u8::from(ty.mutable), opcode];
    Ok([head, value, vec![END]].concat())
}

/// Unsigned LEB128.
fn leb(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 127) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 128);
    }
}

/// Bytes behind their number.
fn sized(bytes: &[u8]) -> Vec<u8> {
    [leb(bytes.len() as u32), bytes.to_vec()].concat()
}

/// Unsigned LEB128 at the beginning, and what follows.
fn unleb(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= u32::from(byte & 127) << (7 * index);
        if byte & 128 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

/// The sections of a module, each with its content.
struct Sections(Vec<(u8, Vec<u8>)>);

const HEADER_BYTES: usize = 8;

impl Sections {
    fn split(module: &[u8]) -> Result<Self, Dependence> {
        let cut = || Dependence::Unknown("its sections end too early".to_owned());
        let mut sections = Vec::new();
        let mut rest = module.get(HEADER_BYTES..).ok_or_else(cut)?;
        while let Some((id, behind)) = rest.split_first() {
            let (size, behind) = unleb(behind).ok_or_else(cut)?;
            let (content, behind) = behind.split_at_checked(size as usize).ok_or_else(cut)?;
            sections.push((*id, content.to_vec()));
            rest = behind;
        }
        Ok(Self(sections))
    }

    fn remove(&mut self, id: u8) {
        self.0.retain(|(of, _)| *of != id);
    }

    /// Puts items before and behind those of a section, which is made if there is
    /// none.
    fn splice(&mut self, id: u8, before: &[Vec<u8>], behind: &[Vec<u8>]) {
        let more = (before.len() + behind.len()) as u32;
        if more == 0 {
            return;
        }
        let rank = |id: u8| ORDER.iter().position(|of| *of == id);
        let at = match self.0.iter().position(|(of, _)| *of == id) {
            Some(at) => at,
            None => {
                let later =
                    |(of, _): &(u8, Vec<u8>)| rank(*of).is_some_and(|of| Some(of) > rank(id));
                let at = self.0.iter().position(later).unwrap_or(self.0.len());
                self.0.insert(at, (id, vec![0]));
                at
            }
        };
        let content = &mut self.0[at].1;
        let (count, items) = unleb(content).unwrap_or((0, &[]));
        *content = [leb(count + more), before.concat(), items.to_vec(), behind.concat()].concat();
    }

    fn join(self) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in self.0 {
            module.push(id);
            module.extend(sized(&content));
        }
        module
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::Validator;

    #[track_caller]
    fn check(text: &str, gets: &[&str]) -> Vec<u8> {
        let buffer = wast::parser::ParseBuffer::new(text).unwrap();
        let bytes = wast::parser::parse::<wast::Wat<'_>>(&buffer).unwrap().encode().unwrap();
        let alone = self_contained(&bytes, gets).unwrap();
        Validator::new().validate_all(&alone).unwrap();
        let facts = Facts::read(&alone).unwrap();
        assert!(facts.imports.is_empty());
        alone
    }

    #[test]
    fn imports_become_definitions_and_keep_their_numbers() {
        let alone = check(
            r#"(module
                (import "spectest" "print_i32" (func $print (param i32)))
                (import "spectest" "global_i32" (global $g i32))
                (import "spectest" "global_f64" (global f64))
                (import "spectest" "table" (table 10 funcref))
                (import "spectest" "memory" (memory 1))
                (global $h (export "h") (mut i64) (i64.const 7))
                (elem (i32.const 0) $f)
                (func $f (export "f") (result i32) (call $print (i32.const 1)) (global.get $g))
                (data (i32.const 0) "x"))"#,
            &["h"],
        );
        let facts = Facts::read(&alone).unwrap();
        let names: Vec<(&str, u32)> =
            facts.exports.iter().map(|export| (export.name, export.index)).collect();
        assert_eq!(names, [("h", 2), ("f", 1), ("get:h", 2)]);
    }

    #[test]
    fn sections_that_were_not_there_are_made_in_their_places() {
        check(
            r#"(module (import "spectest" "global_i32" (global i32)) (export "g" (global 0)))"#,
            &["g"],
        );
        check(r#"(module (import "spectest" "print" (func)) (start 0))"#, &[]);
    }

    #[test]
    fn another_instance_is_named() {
        let text = r#"(module (import "M" "f" (func)))"#;
        let buffer = wast::parser::ParseBuffer::new(text).unwrap();
        let bytes = wast::parser::parse::<wast::Wat<'_>>(&buffer).unwrap().encode().unwrap();
        assert_eq!(self_contained(&bytes, &[]), Err(Dependence::Instance("M".to_owned())));
    }

    #[test]
    fn a_table_that_is_filled_where_it_stands_is_what_version_1_writes() {
        let text = "(module (table funcref (elem $f $f)) (func $f))";
        let buffer = wast::parser::ParseBuffer::new(text).unwrap();
        let bytes = wast::parser::parse::<wast::Wat<'_>>(&buffer).unwrap().encode().unwrap();
        let plain = plain_elements(&bytes).unwrap();
        // One segment: table 0, `i32.const 0`, two functions.
        let section = [ELEMENTS, 8, 1, 0, 0x41, 0, END, 2, 0, 0];
        assert!(!bytes.windows(section.len()).any(|bytes| bytes == section));
        assert!(plain.windows(section.len()).any(|bytes| bytes == section));
        Validator::new_with_features(wasmparser::WasmFeatures::WASM1).validate_all(&plain).unwrap();
        assert_eq!(plain_elements(&plain).unwrap(), plain);
    }
}
