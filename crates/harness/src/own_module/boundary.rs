//! What a module wants and gives: its imports and exports.

use badge_runtime::{
    Host, HostFunc, MEMORY, PAGE_BYTES, Params as _, Registrar, Results as _, text,
};
use badge_wasm4::Console;
use std::convert::Infallible;
use std::ffi::CStr;
use std::fmt;
use wasmparser::{
    Chunk, CompositeInnerType, ExternalKind, Parser, Payload, TypeRef, ValType, WasmFeatures,
};

/// What stands at the boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extern {
    Function(Signature),
    Memory,
    /// Anything else: what.
    Other(&'static str),
}

impl fmt::Display for Extern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function(signature) => signature.fmt(f),
            Self::Memory => f.write_str("memory"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

/// Type of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) parameters: Vec<ValType>,
    pub(super) results: Vec<ValType>,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", List(&self.parameters), List(&self.results))
    }
}

/// `(i32, f64)`.
pub(super) struct List<'a>(pub(super) &'a [ValType]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(ValType::to_string).collect();
        write!(f, "({})", words.join(", "))
    }
}

/// Imports and exports of a module.
#[derive(Debug, Default)]
pub(super) struct Boundary {
    /// Module, name, type.
    imports: Vec<(String, String, Extern)>,
    pub(super) exports: Vec<(String, Extern)>,
    /// Limits in pages of the memory that is imported last.
    memory_import: Option<(u64, Option<u64>)>,
    /// It has a memory that it does not import.
    own_memory: bool,
    /// It is an object file: a linker has not seen it.
    unlinked: bool,
}

/// Why the boundary cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The file ends too early: where.
    Truncated(String),
    Malformed(wasmparser::Error),
}

impl From<wasmparser::Error> for Unreadable {
    fn from(error: wasmparser::Error) -> Self {
        Self::Malformed(error)
    }
}

impl Boundary {
    /// Reads no code, so that what is wrong there is left to the engines.
    pub(super) fn read(wasm: &[u8]) -> Result<Self, Unreadable> {
        let mut boundary = Self::default();
        let mut types: Vec<Option<Signature>> = Vec::new();
        let mut functions: Vec<u32> = Vec::new();
        let mut parser = Parser::new(0);
        parser.set_features(WasmFeatures::all());
        let mut rest = wasm;
        let mut bodies_expected = 0;
        loop {
            let (consumed, payload) = match parser.parse(rest, false)? {
                Chunk::NeedMoreData(_) if rest.is_empty() && bodies_expected == 0 => {
                    return Ok(boundary);
                }
                Chunk::NeedMoreData(_) if rest.is_empty() => {
                    let what = format!(
                        "it ends after {} bytes, before the code of its {bodies_expected} functions",
                        wasm.len()
                    );
                    return Err(Unreadable::Truncated(what));
                }
                Chunk::NeedMoreData(_) => return Err(truncated(wasm, rest)),
                Chunk::Parsed { consumed, payload } => (consumed, payload),
            };
            rest = &rest[consumed..];
            match payload {
                Payload::TypeSection(section) => {
                    for group in section {
                        types.extend(group?.into_types().map(
                            |ty| match &ty.composite_type.inner {
                                CompositeInnerType::Func(function) => Some(Signature {
                                    parameters: function.params().to_vec(),
                                    results: function.results().to_vec(),
                                }),
                                _ => None,
                            },
                        ));
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        if let TypeRef::Func(ty) | TypeRef::FuncExact(ty) = import.ty {
                            functions.push(ty);
                        }
                        if let TypeRef::Memory(ty) = import.ty {
                            boundary.memory_import = Some((ty.initial, ty.maximum));
                        }
                        let what = imported(import.ty, &types);
                        boundary.imports.push((import.module.into(), import.name.into(), what));
                    }
                }
                Payload::MemorySection(section) => boundary.own_memory = section.count() > 0,
                Payload::FunctionSection(section) => {
                    bodies_expected = section.count();
                    for ty in section {
                        functions.push(ty?);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        let ty = functions.get(export.index as usize).copied();
                        let what = exported(export.kind, ty, &types);
                        boundary.exports.push((export.name.into(), what));
                    }
                }
                Payload::CustomSection(section) => boundary.unlinked |= section.name() == "linking",
                Payload::CodeSectionStart { size, .. } => {
                    parser.skip_section();
                    bodies_expected = 0;
                    let before = rest;
                    rest = rest.get(size as usize..).ok_or_else(|| truncated(wasm, before))?;
                }
                _ => (),
            }
        }
    }

    /// What an export is.
    pub(super) fn export(&self, name: &str) -> Option<&Extern> {
        self.exports.iter().find(|(exported, _)| exported == name).map(|(_, what)| what)
    }

    /// Everything that is imported and not offered by this host, and what is
    /// offered.
    pub(super) fn unmet_imports<H: Host>(&self) -> Option<String> {
        let offered = offered::<H>();
        let memory = text(MEMORY);
        let unmet: Vec<String> = self
            .imports
            .iter()
            .filter_map(|(module, name, what)| {
                let same = offered.iter().find(|(known, _)| module == ENV && name == known);
                match (same, what) {
                    (Some((_, offer)), Extern::Function(wanted)) if offer == wanted => None,
                    (Some((_, offer)), what) => {
                        Some(format!("{module}.{name} as {what}, which is offered as {offer}"))
                    }
                    (None, Extern::Memory)
                        if H::MEMORY_PAGES.is_some() && module == ENV && name == memory =>
                    {
                        None
                    }
                    (None, Extern::Function(_)) => Some(format!("{module}.{name}")),
                    (None, what) => Some(format!("{module}.{name} ({what})")),
                }
            })
            .collect();
        let names: Vec<&str> = offered.iter().map(|(name, _)| name.as_str()).collect();
        (!unmet.is_empty()).then(|| {
            format!(
                "it imports what nothing here offers: {}; offered is, from {ENV}: {}",
                unmet.join(", "),
                names.join(", ")
            )
        })
    }

    /// Everything that a badge program must export and this one does not.
    pub(super) fn missing_exports(&self) -> Option<String> {
        let call = Extern::Function(Signature::default());
        let wanted = [("memory", Extern::Memory), ("start", call.clone()), ("update", call)];
        let missing: Vec<String> = wanted
            .iter()
            .filter_map(|(name, wanted)| match self.export(name) {
                Some(what) if what == wanted => None,
                Some(what) => Some(format!("{name} as {wanted} (it is {what})")),
                None => Some((*name).to_owned()),
            })
            .collect();
        (!missing.is_empty()).then(|| {
            format!(
                "it does not export {}: a badge program exports memory, start: () -> () and update: () -> ()",
                missing.join(", ")
            )
        })
    }

    /// Everything that keeps the module from being a cartridge of this console,
    /// its imports apart.
    pub(super) fn misfit_of_cartridge<H: Host>(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let pages = u64::from(H::MEMORY_PAGES.unwrap_or_default());
        let offer = format!("the console offers {ENV}.memory of {} bytes", pages * PAGE_BYTES);
        match self.memory_import {
            _ if self.own_memory => wrong.push(format!("it has a memory of its own: {offer}")),
            None => wrong.push(format!("it imports no memory: {offer}")),
            Some((minimum, maximum)) => {
                if !(minimum..=maximum.unwrap_or(u64::MAX)).contains(&pages) {
                    let maximum = maximum.map_or("any number".to_owned(), |max| max.to_string());
                    wrong.push(format!(
                        "it imports a memory of {minimum} to {maximum} pages: {offer}"
                    ));
                }
            }
        }
        for entry in ["_start", "_initialize", "start", "update"] {
            let Some(Extern::Function(signature)) = self.export(entry) else {
                continue;
            };
            // What an entry of WASI returns is dropped.
            let returns = !signature.results.is_empty() && entry != "_start";
            if returns || !signature.parameters.is_empty() {
                wrong.push(format!("it exports {entry} as {signature} instead of () -> ()"));
            }
        }
        wrong
    }

    /// What whoever built the module this way wants to know.
    pub(super) fn advice(&self) -> Vec<&'static str> {
        if self.unlinked {
            return vec!["it is an object file: link it with wasm-ld --no-entry"];
        }
        if self.is_cartridge() {
            return vec![
                "it is a WASM-4 cartridge, which draws into the memory of that console: `cargo xtask run --cart FILE`",
            ];
        }
        let from = |wanted: fn(&str) -> bool| self.imports.iter().any(|(m, ..)| wanted(m));
        let named = |wanted: fn(&str) -> bool| {
            self.imports.iter().any(|(m, name, _)| m == ENV && wanted(name))
        };
        let emscripten = |name: &str| {
            ["emscripten_", "_emscripten_", "__syscall", "invoke_", "__cxa_"]
                .iter()
                .any(|begin| name.starts_with(begin))
        };
        let starts_otherwise = self.export("_start").is_some() && self.export("start").is_none();
        [
            (
                from(|module| module.starts_with("wasi")),
                "it is built for WASI: use a target without a system, in Rust wasm32v1-none, in C --target=wasm32 -nostdlib",
            ),
            (
                from(|module| module == "wbg" || module.starts_with("__wbindgen")),
                "wasm-bindgen's modules need its JavaScript: build without it",
            ),
            (
                from(|module| module == "go" || module == "gojs"),
                "Go's modules need its JavaScript: TinyGo has -target=wasm-unknown",
            ),
            (
                // One letter each where names are minified.
                named(emscripten) || from(|module| module == "a"),
                "emscripten's modules need its JavaScript: use clang --target=wasm32 -nostdlib",
            ),
            (
                named(|name| name == "abort" || name == "seed"),
                "AssemblyScript: compile with `--use abort=`, and use random() of the badge",
            ),
            (starts_otherwise, "an exported _start is never called here"),
        ]
        .into_iter()
        .filter_map(|(applies, advice)| applies.then_some(advice))
        .collect()
    }

    /// The console gives its memory, and functions of these types.
    fn is_cartridge(&self) -> bool {
        self.memory_import.is_some()
            && self.unmet_imports::<Console>().is_none()
            && matches!(self.export("update"), Some(Extern::Function(_)))
    }
}

/// The module of every import that is offered.
const ENV: &str = "env";

fn truncated(wasm: &[u8], rest: &[u8]) -> Unreadable {
    Unreadable::Truncated(format!(
        "it ends after {} bytes, inside the section that begins at byte {}",
        wasm.len(),
        wasm.len() - rest.len()
    ))
}

fn signature(index: u32, types: &[Option<Signature>]) -> Extern {
    match types.get(index as usize) {
        Some(Some(signature)) => Extern::Function(signature.clone()),
        _ => Extern::Other("a function of an unknown type"),
    }
}

fn imported(ty: TypeRef, types: &[Option<Signature>]) -> Extern {
    match ty {
        TypeRef::Func(index) | TypeRef::FuncExact(index) => signature(index, types),
        TypeRef::Memory(_) => Extern::Memory,
        TypeRef::Table(_) => Extern::Other("table"),
        TypeRef::Global(_) => Extern::Other("global"),
        TypeRef::Tag(_) => Extern::Other("tag"),
    }
}

fn exported(kind: ExternalKind, ty: Option<u32>, types: &[Option<Signature>]) -> Extern {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => signature(ty.unwrap_or(u32::MAX), types),
        ExternalKind::Memory => Extern::Memory,
        ExternalKind::Table => Extern::Other("table"),
        ExternalKind::Global => Extern::Other("global"),
        ExternalKind::Tag => Extern::Other("tag"),
    }
}

/// What a host offers, from the very list that engines are given.
fn offered<H: Host>() -> Vec<(String, Signature)> {
    let mut offers = Offers(Vec::new());
    match H::register(&mut offers) {
        Ok(()) => offers.0,
    }
}

struct Offers(Vec<(String, Signature)>);

impl Offers {
    fn offer(&mut self, name: &CStr, parameters: usize, results: usize) -> Result<(), Infallible> {
        let signature = Signature {
            parameters: vec![ValType::I32; parameters],
            results: vec![ValType::I32; results],
        };
        self.0.push((name.to_string_lossy().into_owned(), signature));
        Ok(())
    }
}

impl<H> Registrar<H> for Offers {
    type Error = Infallible;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Infallible> {
        self.offer(F::NAME, F::Params::COUNT, F::Results::COUNT)
    }
}
