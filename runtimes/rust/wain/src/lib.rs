//! wain: an interpreter of the syntax tree.
#![forbid(unsafe_code)]

mod owned;

use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, Invoke, MAX_PARAMS, MEMORY, Offer, Runtime, Session,
    SharedHost, SliceCall, TrapKind, Value, no_memory_import, offers, places, text,
};
use core::ffi::CStr;
use typed_arena::Arena;
use wain_ast::{ExportKind, FuncType, Limits, ValType};
use wain_exec::trap::{Trap, TrapReason};
use wain_exec::{
    ImportInvalidError, ImportInvokeError, Importer, Memory, Stack, Value as WasmValue,
};

// Config.

/// wain has one config: it neither meters nor can be interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// wain has no engine: this holds the syntax trees, which instances borrow.
pub struct Wain {
    modules: Arena<wain_ast::Module<'static>>,
}

// Host functions.

/// A host, and whether its functions see memory: not while the start section
/// runs.
type Shared<H> = SharedHost<H, bool>;

/// The message of a host function that refuses, and known by it.
const REFUSAL: &str = "a host function refused its arguments";

/// Types of host functions.
const I32S: &[ValType] = &[ValType::I32; MAX_PARAMS];

/// Answers wain, which asks by name at each call.
struct Imports<H> {
    offered: Vec<Offer<H>>,
    shared: Shared<H>,
}

impl<H> Importer for Imports<H> {
    fn validate(
        &self,
        name: &str,
        params: &[ValType],
        ret: Option<ValType>,
    ) -> Option<ImportInvalidError> {
        let Some(offer) = self.offered.iter().find(|offer| offer.name == name) else {
            return Some(ImportInvalidError::NotFound);
        };
        let expected_params = &I32S[..offer.params];
        let expected_ret = (offer.results == 1).then_some(ValType::I32);
        (params != expected_params || ret != expected_ret)
            .then_some(ImportInvalidError::SignatureMismatch { expected_params, expected_ret })
    }

    fn call(
        &mut self,
        name: &str,
        stack: &mut Stack,
        memory: &mut Memory,
    ) -> Result<(), ImportInvokeError> {
        let refuse = |HostTrap| ImportInvokeError::Fatal { message: REFUSAL.to_owned() };
        let known = self.offered.iter().find(|offer| offer.name == name);
        let offer = known.ok_or(HostTrap).map_err(refuse)?;
        let mut params = [0; MAX_PARAMS];
        for param in params[..offer.params].iter_mut().rev() {
            *param = stack.pop();
        }
        let memory = if self.shared.memory() { memory.data_mut() } else { &mut [] };
        let answer =
            self.shared.call(|host| (offer.call)(&mut SliceCall { host, memory }, &params));
        if let Some(value) = answer.map_err(refuse)? {
            stack.push(value);
        }
        Ok(())
    }
}

// Module.

impl Runtime for Wain {
    type Config = Config;
    type Module<'m> = &'m wain_ast::Module<'static>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "wain";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        (name == "default").then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        Ok(Self { modules: Arena::new() })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<&'m wain_ast::Module<'static>, Error> {
        let root = wain_syntax_binary::parse(bytes)
            .map_err(|error| Error::because(ErrorKind::Invalid, error))?;
        wain_validate::validate(&root)
            .map_err(|error| Error::because(ErrorKind::Invalid, error))?;
        let mut module = owned::module(root.module);
        // There is no limit to set; an initial size is also a largest one.
        for memory in &mut module.memories {
            let (Limits::Range(pages, _) | Limits::From(pages)) = memory.ty.limit;
            memory.ty.limit = Limits::Range(pages, pages);
        }
        Ok(self.modules.alloc(module))
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &&'m wain_ast::Module<'static>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        no_memory_import::<H>()?;
        let shared = SharedHost::new(host, false);
        let imports = Imports { offered: offers()?, shared: shared.clone() };
        let runtime = wain_exec::Runtime::instantiate(module, imports).map_err(refusal)?;
        shared.lend(true);
        Ok(Instance { runtime, shared })
    }
}

// Instance.

/// A resolved `() -> ()` export: its name, because wain has no handles of
/// functions.
#[derive(Clone, Debug)]
pub struct Entry(Box<str>);

/// A runtime of wain.
pub struct Instance<'m, H> {
    runtime: wain_exec::Runtime<'m, 'static, Imports<H>>,
    shared: Shared<H>,
}

impl<H> Instance<'_, H> {
    fn export(&self, name: &str) -> Option<&ExportKind> {
        let exports = &self.runtime.module().exports;
        let export = exports.iter().find(|export| export.name.0 == name)?;
        Some(&export.kind)
    }

    fn function(&self, name: &CStr) -> Result<&FuncType, Error> {
        let module = self.runtime.module();
        let ty = match self.export(text(name)) {
            Some(ExportKind::Func(index)) => module
                .funcs
                .get(*index as usize)
                .and_then(|function| module.types.get(function.idx as usize)),
            _ => None,
        };
        ty.ok_or_else(|| Error::no_export(name))
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let ty = self.function(name)?;
        if ty.params.is_empty() && ty.results.is_empty() {
            Ok(Entry(text(name).into()))
        } else {
            Err(Error::no_entry(name))
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.runtime.invoke(&*entry.0, &[]).map(drop).map_err(refusal)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        matches!(self.export(text(MEMORY)), Some(ExportKind::Memory(_)))
            .then(|| self.runtime.memory().data().len() as u64)
    }
}

impl<H: Host> Invoke for Instance<'_, H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let count = self.function(name)?.results.len();
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let results = places(results, count)?;
        let output = self.runtime.invoke(text(name), &inputs).map_err(refusal)?;
        for (result, output) in results.iter_mut().zip(output) {
            *result = from_engine(&output)?;
        }
        Ok(count)
    }
}

// Conversions.

badge_runtime::values!(WasmValue; F32(f32::from_bits, f32::to_bits), F64(f64::from_bits, f64::to_bits));

fn refusal(error: Box<Trap>) -> Error {
    let kind = match &error.reason {
        TrapReason::ImportFuncCallFail { msg, .. } if msg == REFUSAL => {
            ErrorKind::Trap(TrapKind::Host)
        }
        TrapReason::UnknownImport { .. }
        | TrapReason::FuncSignatureMismatch { import: Some(_), .. } => ErrorKind::Import,
        TrapReason::WrongInvokeTarget { .. } | TrapReason::InvokeInvalidArgs { .. } => {
            ErrorKind::Export
        }
        reason => ErrorKind::Trap(trap(reason)),
    };
    Error::because(kind, error)
}

fn trap(reason: &TrapReason) -> TrapKind {
    match reason {
        TrapReason::ReachUnreachable => TrapKind::Unreachable,
        TrapReason::LoadMemoryOutOfRange { .. } | TrapReason::DataSegmentOutOfBuffer { .. } => {
            TrapKind::MemoryOutOfBounds
        }
        TrapReason::OutOfLimit { kind, .. } if *kind == "data element" => {
            TrapKind::MemoryOutOfBounds
        }
        TrapReason::OutOfLimit { .. }
        | TrapReason::IdxOutOfTable { .. }
        | TrapReason::ElemSegmentLargerThanTable { .. } => TrapKind::TableOutOfBounds,
        TrapReason::UninitializedElem(_) => TrapKind::UninitializedElement,
        TrapReason::FuncSignatureMismatch { .. } => TrapKind::IndirectCallTypeMismatch,
        TrapReason::RemZeroDivisor => TrapKind::IntegerDivideByZero,
        TrapReason::ValueOutOfRange { src_val, .. } => match src_val {
            WasmValue::F32(value) if value.is_nan() => TrapKind::InvalidConversion,
            WasmValue::F64(value) if value.is_nan() => TrapKind::InvalidConversion,
            _ => TrapKind::IntegerOverflow,
        },
        // Among them one reason for division by zero and for overflow.
        _ => TrapKind::Unknown,
    }
}
