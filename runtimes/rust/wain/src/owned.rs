//! A syntax tree that borrows nothing.
//!
//! wain's parser leaves names and data in the bytes of the module, and its
//! interpreter borrows the tree. Trees that own all they need can lie in one
//! arena for as long as the runtime lives.

use std::borrow::Cow;
use wain_ast::{
    DataSegment, Export, Func, FuncKind, Global, GlobalKind, Import, Memory, Module, Name, Table,
};

pub(crate) fn module(module: Module<'_>) -> Module<'static> {
    let table = |it: Table<'_>| Table { start: it.start, ty: it.ty, import: it.import.map(import) };
    let memory =
        |it: Memory<'_>| Memory { start: it.start, ty: it.ty, import: it.import.map(import) };
    let data = |it: DataSegment<'_>| DataSegment {
        start: it.start,
        idx: it.idx,
        offset: it.offset,
        data: Cow::Owned(it.data.into_owned()),
    };
    let export = |it: Export<'_>| Export { start: it.start, name: name(it.name), kind: it.kind };
    Module {
        start: module.start,
        // A name for messages of the text format alone.
        id: None,
        types: module.types,
        exports: module.exports.into_iter().map(export).collect(),
        funcs: module.funcs.into_iter().map(function).collect(),
        elems: module.elems,
        tables: module.tables.into_iter().map(table).collect(),
        data: module.data.into_iter().map(data).collect(),
        memories: module.memories.into_iter().map(memory).collect(),
        globals: module.globals.into_iter().map(global).collect(),
        entrypoint: module.entrypoint,
    }
}

fn name(name: Name<'_>) -> Name<'static> {
    Name(Cow::Owned(name.0.into_owned()))
}

fn import(import: Import<'_>) -> Import<'static> {
    Import { mod_name: name(import.mod_name), name: name(import.name) }
}

fn function(function: Func<'_>) -> Func<'static> {
    Func {
        start: function.start,
        idx: function.idx,
        kind: match function.kind {
            FuncKind::Import(it) => FuncKind::Import(import(it)),
            FuncKind::Body { locals, expr } => FuncKind::Body { locals, expr },
        },
    }
}

fn global(global: Global<'_>) -> Global<'static> {
    Global {
        start: global.start,
        mutable: global.mutable,
        ty: global.ty,
        kind: match global.kind {
            GlobalKind::Import(it) => GlobalKind::Import(import(it)),
            GlobalKind::Init(expr) => GlobalKind::Init(expr),
        },
    }
}
