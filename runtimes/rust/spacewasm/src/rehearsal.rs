//! Decoding before the host is there.
//!
//! spacewasm resolves imports while it decodes, and the host is known only
//! when a module is instantiated. The phase `compile` therefore decodes and
//! validates with placeholders for whatever functions the module imports.

use crate::host_module;
use alloc::vec::Vec;
use badge_module::{FuncType, Survey, Type};
use badge_runtime::{Error, ErrorKind};
use core::ops::ControlFlow;
use spacewasm::{HostFunction, HostFunctionBreak, HostModule, HostName, HostValList};

/// A host module for every function that the module imports. What cannot be
/// offered is left out, so that decoding refuses it in its own words.
pub(crate) fn placeholders(survey: &Survey) -> Result<Vec<HostModule>, Error> {
    survey
        .imports
        .iter()
        .filter_map(|import| {
            let name = HostName::try_from_str(&import.module).ok()?;
            Some(host_module(name, [placeholder(&import.name, &import.ty)?]))
        })
        .collect()
}

fn placeholder(name: &str, ty: &FuncType) -> Option<HostFunction> {
    HostFunction::try_new(
        HostName::try_from_str(name).ok()?,
        signature(ty.params())?,
        signature(ty.results())?,
        |_, _| ControlFlow::Break(HostFunctionBreak::Trap),
    )
    .ok()
}

fn signature(types: &[Type]) -> Option<HostValList> {
    let letters: Option<alloc::string::String> = types
        .iter()
        .map(|ty| match ty {
            Type::I32 => Some('i'),
            Type::I64 => Some('I'),
            Type::F32 => Some('f'),
            Type::F64 => Some('d'),
            _ => None,
        })
        .collect();
    HostValList::try_new(&letters?).ok()
}

/// Memory ran out while the host was described.
pub(crate) fn no_memory<E>(_: E) -> Error {
    Error::new(ErrorKind::OutOfMemory)
}
