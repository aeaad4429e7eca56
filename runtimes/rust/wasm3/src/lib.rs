//! wasm3: an interpreter of threaded code, written in C.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod ffi;
mod survey;
#[allow(unsafe_code)]
mod version;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, IMPORT_MODULE, Lookup, Registrar, Runtime, Session,
    TrapKind, Value,
};
use core::cell::Cell;
use core::ffi::CStr;
use ffi::{Environment, Failure, Function, Machine, Parsed};
use survey::Survey;

// Config.

/// wasm3 has one config: it neither meters nor can be interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// Stack of a guest in bytes: that of wasm3's own command line tool.
#[cfg(not(target_os = "none"))]
const STACK_BYTES: u32 = 64 * 1024;

/// Stack of a guest in bytes.
#[cfg(target_os = "none")]
const STACK_BYTES: u32 = 4096;

/// An environment of wasm3.
#[derive(Debug)]
pub struct Wasm3 {
    environment: Environment,
}

// Host functions.

struct Linker<'a, 'm, H> {
    machine: &'a mut Machine<'m, H>,
    /// Names that the host offers.
    offered: Vec<&'static CStr>,
}

macro_rules! register {
    ($method:ident, $shape:ident, $link:ident) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            self.offered.push(F::NAME);
            // A function that the module does not import is none to link.
            match self.machine.$link::<F>() {
                Ok(_) => Ok(()),
                Err(failure) => Err(refusal(failure, ErrorKind::Import, self.machine)),
            }
        }
    };
}

impl<H: Host> Registrar<H> for Linker<'_, '_, H> {
    type Error = Error;
    register!(fn0, Fn0, link0);
    register!(fn2, Fn2, link2);
    register!(fn5, Fn5, link5);
    register!(fn6, Fn6, link6);
}

// Module.

/// A parsed module. wasm3 hands modules over to an instance, so that a second
/// instance parses the bytes again.
pub struct Module<'m> {
    bytes: &'m [u8],
    parsed: Cell<Option<Parsed<'m>>>,
    survey: Rc<Survey<'m>>,
}

impl Runtime for Wasm3 {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = version::NAME;
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        (name == "default").then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        let environment = Environment::new().ok_or_else(|| Error::new(ErrorKind::OutOfMemory))?;
        Ok(Self { environment })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let parsed = self.parse(bytes)?;
        let survey =
            Survey::new(bytes).map_err(|error| Error::because(ErrorKind::Invalid, error))?;
        Ok(Module { bytes, parsed: Cell::new(Some(parsed)), survey: Rc::new(survey) })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        let parsed = match module.parsed.take() {
            Some(parsed) => parsed,
            None => self.parse(module.bytes)?,
        };
        if let Some((from, name)) =
            module.survey.first_missing(|from, _| text(IMPORT_MODULE) == from)
        {
            return Err(missing(from, name));
        }
        let mut machine =
            Machine::load(&self.environment, parsed, STACK_BYTES, host).map_err(|failure| {
                match failure {
                    Some(failure) => Error::because(load_kind(failure), failure.text()),
                    None => Error::new(ErrorKind::OutOfMemory),
                }
            })?;
        let mut linker = Linker { machine: &mut machine, offered: Vec::new() };
        H::register(&mut linker)?;
        let offered = linker.offered;
        let unknown =
            module.survey.first_missing(|_, name| offered.iter().any(|known| text(known) == name));
        if let Some((from, name)) = unknown {
            return Err(missing(from, name));
        }
        if let Err(failure) = machine.begin() {
            return Err(refusal(failure, ErrorKind::Invalid, &mut machine));
        }
        let mut instance = Instance {
            machine,
            survey: Rc::clone(&module.survey),
            entries: Vec::new(),
            start: None,
            update: None,
        };
        instance.start = instance.resolve(c"start").ok();
        instance.update = instance.resolve(c"update").ok();
        Ok(instance)
    }
}

impl Wasm3 {
    fn parse<'m>(&'m self, bytes: &'m [u8]) -> Result<Parsed<'m>, Error> {
        Parsed::new(&self.environment, bytes).map_err(|failure| {
            let kind = failure.kind().unwrap_or(ErrorKind::Invalid);
            Error::because(kind, failure.text())
        })
    }
}

// Instance.

/// A resolved `() -> ()` export: its place among those of the instance.
#[derive(Clone, Copy, Debug)]
pub struct Entry(usize);

/// A runtime of wasm3 with one loaded module.
pub struct Instance<'m, H: Host> {
    machine: Machine<'m, H>,
    survey: Rc<Survey<'m>>,
    entries: Vec<Function>,
    start: Option<Function>,
    update: Option<Function>,
}

impl<H: Host> Instance<'_, H> {
    fn export(&mut self, name: &CStr) -> Result<Function, Error> {
        if !self.survey.exports_function(name) {
            return Err(Error::no_export(name));
        }
        self.machine
            .function(name)
            .map_err(|failure| refusal(failure, ErrorKind::Export, &mut self.machine))
    }

    fn resolve(&mut self, name: &CStr) -> Result<Function, Error> {
        let function = self.export(name)?;
        match (function.arguments().next(), function.results().next()) {
            (None, None) => Ok(function),
            _ => Err(Error::because(ErrorKind::Export, "not of type () -> ()")),
        }
    }

    #[inline]
    fn enter(&mut self, function: Option<Function>, name: &CStr) -> Result<(), Error> {
        let function = function.ok_or_else(|| Error::no_export(name))?;
        match self.machine.call(function) {
            Ok(()) => Ok(()),
            Err(failure) => Err(trap(failure, &mut self.machine)),
        }
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.survey.exports_memory(c"memory"), self.start, self.update) {
            (false, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        self.enter(self.start, c"start")
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        self.enter(self.update, c"update")
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(self.machine.host())
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        self.machine.memory_size()
    }
}

impl<H: Host> Lookup for Instance<'_, H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.resolve(name)?;
        self.entries.push(function);
        Ok(Entry(self.entries.len() - 1))
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(self.entries.get(entry.0).copied(), c"entry")
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let function = self.export(name)?;
        let words: Vec<(u32, u64)> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !function.arguments().eq(words.iter().map(|(ty, _)| *ty)) {
            return Err(Error::new(ErrorKind::Export));
        }
        let types: Vec<u32> = function.results().collect();
        let results =
            results.get_mut(..types.len()).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let words: Vec<u64> = words.into_iter().map(|(_, word)| word).collect();
        let outputs = match self.machine.call_with(function, &words) {
            Ok(outputs) => outputs,
            Err(failure) => return Err(trap(failure, &mut self.machine)),
        };
        for ((result, ty), word) in results.iter_mut().zip(&types).zip(outputs) {
            *result = from_engine(*ty, word)?;
        }
        Ok(types.len())
    }
}

// Conversions: `M3ValueType` and the bits in the low end of a word.

const I32: u32 = 1;
const I64: u32 = 2;
const F32: u32 = 3;
const F64: u32 = 4;
const FUNCREF: u32 = 6;
const EXTERNREF: u32 = 7;

fn to_engine(value: Value) -> Result<(u32, u64), Error> {
    Ok(match value {
        Value::I32(value) => (I32, value.cast_unsigned().into()),
        Value::I64(value) => (I64, value.cast_unsigned()),
        Value::F32(bits) => (F32, bits.into()),
        Value::F64(bits) => (F64, bits),
        Value::FuncRef { null: true } => (FUNCREF, 0),
        Value::ExternRef { null: true } => (EXTERNREF, 0),
        Value::V128(_) | Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(ty: u32, word: u64) -> Result<Value, Error> {
    Ok(match ty {
        I32 => Value::I32((word as u32).cast_signed()),
        I64 => Value::I64(word.cast_signed()),
        F32 => Value::F32(word as u32),
        F64 => Value::F64(word),
        FUNCREF => Value::FuncRef { null: word == 0 },
        EXTERNREF => Value::ExternRef { null: word == 0 },
        _ => return Err(Error::new(ErrorKind::Unsupported)),
    })
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

fn missing(from: &str, name: &str) -> Error {
    Error::because(ErrorKind::Import, format_args!("unknown import: {from} {name}"))
}

/// Refusals of segments are plain strings without a constant.
fn load_kind(failure: Failure) -> ErrorKind {
    match failure.text() {
        "data segment out of bounds"
        | "data segment overflowing linear memory"
        | "unallocated linear memory" => ErrorKind::Trap(TrapKind::MemoryOutOfBounds),
        "out of bounds table access" => ErrorKind::Trap(TrapKind::TableOutOfBounds),
        _ => failure.kind().unwrap_or(ErrorKind::Invalid),
    }
}

fn trap<H: Host>(failure: Failure, machine: &mut Machine<'_, H>) -> Error {
    refusal(failure, ErrorKind::Trap(TrapKind::Unknown), machine)
}

fn refusal<H: Host>(failure: Failure, otherwise: ErrorKind, machine: &mut Machine<'_, H>) -> Error {
    let kind = failure.kind().unwrap_or(otherwise);
    machine.message(|message| match message {
        "" => Error::because(kind, failure.text()),
        _ => Error::because(kind, format_args!("{}: {message}", failure.text())),
    })
}
