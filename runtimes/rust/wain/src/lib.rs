//! wain: an interpreter of the syntax tree.
#![forbid(unsafe_code)]

mod owned;

use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, Lookup, Registrar, Runtime,
    Session, SliceMemory, TrapKind, Value,
};
use core::cell::{Cell, RefCell, RefMut};
use core::ffi::CStr;
use std::rc::Rc;
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

/// What the importer shares with the instance.
struct Shared<H> {
    host: RefCell<H>,
    /// Off while the start section runs.
    lends_memory: Cell<bool>,
}

struct Call<'a, H> {
    host: RefMut<'a, H>,
    memory: SliceMemory<'a>,
}

impl<H> Caller for Call<'_, H> {
    type Host = H;
    type Memory<'a>
        = SliceMemory<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        &mut self.host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, SliceMemory<'_>) {
        (&mut self.host, self.memory)
    }
}

/// The message of a host function that refuses, and known by it.
const REFUSAL: &str = "a host function refused its arguments";

/// A host function that takes its arguments off wain's stack.
type Answer<H> = fn(&mut Call<'_, H>, &mut Stack) -> Result<(), HostTrap>;

/// A host function: name, numbers of parameters and results, function.
type Offered<H> = (&'static str, usize, usize, Answer<H>);

struct Linker<H>(Vec<Offered<H>>);

macro_rules! register {
    ($method:ident, $shape:ident, $results:literal, $push:expr,
     ($($arg:ident),*), ($($last:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            let answer: Answer<H> = |call, stack| {
                $(let $last: i32 = stack.pop();)*
                let push: fn(&mut Stack, _) = $push;
                F::call(call, $($arg),*).map(|value| push(stack, value))
            };
            const PARAMETERS: &[&str] = &[$(stringify!($arg)),*];
            self.0.push((text(F::NAME), PARAMETERS.len(), $results, answer));
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<H> {
    type Error = Error;
    register!(fn0, Fn0, 1, |stack, value| stack.push(value), (), ());
    register!(fn2, Fn2, 0, |_, ()| (), (a, b), (b, a));
    register!(fn5, Fn5, 0, |_, _done| (), (a, b, c, d, e), (e, d, c, b, a));
    register!(fn6, Fn6, 0, |_, _done| (), (a, b, c, d, e, f), (f, e, d, c, b, a));
}

/// Types of host functions, of which none has more parameters.
const I32S: &[ValType] = &[ValType::I32; 6];

/// Answers wain, which asks by name at each call.
struct Imports<H> {
    offered: Vec<Offered<H>>,
    shared: Rc<Shared<H>>,
}

impl<H> Importer for Imports<H> {
    fn validate(
        &self,
        name: &str,
        params: &[ValType],
        ret: Option<ValType>,
    ) -> Option<ImportInvalidError> {
        let known = self.offered.iter().find(|(known, ..)| *known == name);
        let Some(&(_, parameters, results, _)) = known else {
            return Some(ImportInvalidError::NotFound);
        };
        let expected_params = I32S.get(..parameters).unwrap_or(I32S);
        let expected_ret = (results == 1).then_some(ValType::I32);
        (params != expected_params || ret != expected_ret)
            .then_some(ImportInvalidError::SignatureMismatch { expected_params, expected_ret })
    }

    fn call(
        &mut self,
        name: &str,
        stack: &mut Stack,
        memory: &mut Memory,
    ) -> Result<(), ImportInvokeError> {
        let refuse = |_| ImportInvokeError::Fatal { message: REFUSAL.to_owned() };
        let known = self.offered.iter().find(|(known, ..)| *known == name);
        let &(.., answer) = known.ok_or(HostTrap).map_err(refuse)?;
        let bytes = if self.shared.lends_memory.get() { memory.data() } else { &[] };
        let host = self.shared.host.try_borrow_mut();
        let mut call = Call {
            // Never borrowed twice: host functions do not call back.
            host: host.map_err(|_| refuse(HostTrap))?,
            memory: SliceMemory(bytes),
        };
        answer(&mut call, stack).map_err(refuse)
    }
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
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
        let mut linker = Linker(Vec::new());
        H::register(&mut linker)?;
        let shared = Rc::new(Shared { host: RefCell::new(host), lends_memory: Cell::new(false) });
        let imports = Imports { offered: linker.0, shared: Rc::clone(&shared) };
        let runtime = wain_exec::Runtime::instantiate(module, imports).map_err(refusal)?;
        shared.lends_memory.set(true);
        let mut instance = Instance { runtime, shared, start: None, update: None };
        instance.start = instance.entry(c"start").ok();
        instance.update = instance.entry(c"update").ok();
        Ok(instance)
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
    shared: Rc<Shared<H>>,
    start: Option<Entry>,
    update: Option<Entry>,
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

    fn has_memory(&self) -> bool {
        matches!(self.export("memory"), Some(ExportKind::Memory(_)))
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.has_memory(), &self.start, &self.update) {
            (false, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        let entry = self.start.as_ref().ok_or_else(|| Error::no_export(c"start"))?;
        self.runtime.invoke(&*entry.0, &[]).map(drop).map_err(refusal)
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.as_ref().ok_or_else(|| Error::no_export(c"update"))?;
        self.runtime.invoke(&*entry.0, &[]).map(drop).map_err(refusal)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.shared.host.borrow_mut())
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        self.runtime.memory().data().len() as u64
    }
}

impl<H: Host> Lookup for Instance<'_, H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let ty = self.function(name)?;
        if ty.params.is_empty() && ty.results.is_empty() {
            Ok(Entry(text(name).into()))
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.runtime.invoke(&*entry.0, &[]).map(drop).map_err(refusal)
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let count = self.function(name)?.results.len();
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let results = results.get_mut(..count).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let output = self.runtime.invoke(text(name), &inputs).map_err(refusal)?;
        for (result, output) in results.iter_mut().zip(output) {
            *result = from_engine(&output);
        }
        Ok(count)
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<WasmValue, Error> {
    Ok(match value {
        Value::I32(value) => WasmValue::I32(value),
        Value::I64(value) => WasmValue::I64(value),
        Value::F32(bits) => WasmValue::F32(f32::from_bits(bits)),
        Value::F64(bits) => WasmValue::F64(f64::from_bits(bits)),
        Value::V128(_) | Value::FuncRef { .. } | Value::ExternRef { .. } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(value: &WasmValue) -> Value {
    match value {
        WasmValue::I32(value) => Value::I32(*value),
        WasmValue::I64(value) => Value::I64(*value),
        WasmValue::F32(value) => Value::F32(value.to_bits()),
        WasmValue::F64(value) => Value::F64(value.to_bits()),
    }
}

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
