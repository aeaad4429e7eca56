//! The adapter of wasm3 0.9.0 and of 0.4.7; what differs is in `version` and in
//! the shims.

use crate::ffi::{Environment, Failure, Function, Machine, Parsed};
use crate::version;
use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_c_host::{Entries, Entry};
use badge_module::{Names, check_arguments, value_type};
use badge_runtime::{
    Error, ErrorKind, Host, HostFunc, Invoke, MEMORY, Registrar, Runtime, Session, TrapKind, Value,
    places, text,
};
use core::cell::Cell;
use core::ffi::CStr;

// Config.

/// wasm3 neither meters nor can be interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Code of a function is generated, and the function validated, at its first
    /// call.
    lazy: bool,
}

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
    lazy: bool,
}

// Host functions.

struct Linker<'a, 'm, H> {
    machine: &'a mut Machine<'m, H>,
    /// Names that the host offers.
    offered: Vec<&'static CStr>,
}

impl<H: Host> Registrar<H> for Linker<'_, '_, H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        self.offered.push(F::NAME);
        self.machine
            .link::<F>()
            .map_err(|failure| refusal(failure, ErrorKind::Import, self.machine))
    }
}

// Module.

/// A parsed module. wasm3 hands modules over to an instance, so that a second
/// instance parses the bytes again.
pub struct Module<'m> {
    bytes: &'m [u8],
    parsed: Cell<Option<Parsed<'m>>>,
    names: Rc<Names<'m>>,
}

impl Runtime for Wasm3 {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = version::NAME;
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        let lazy = match name {
            // They differ in the profile.
            "default" | "fast" => false,
            "lazy" => true,
            _ => return None,
        };
        Some(Config { lazy })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        let environment = Environment::new().ok_or_else(|| Error::new(ErrorKind::OutOfMemory))?;
        Ok(Self { environment, lazy: config.lazy })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let parsed = self.parse(bytes)?;
        let names = Rc::new(Names::new(bytes)?);
        Ok(Module { bytes, parsed: Cell::new(Some(parsed)), names })
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
        if let Some((from, name)) = module.names.first_missing::<H>(|_| true) {
            return Err(Error::no_import(from, name));
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
        let known = |name: &str| offered.iter().any(|known| text(known) == name);
        if let Some((from, name)) = module.names.first_missing::<H>(known) {
            return Err(Error::no_import(from, name));
        }
        let seen = H::MEMORY_PAGES.is_some() || module.names.has_memory(MEMORY);
        if let Err(failure) = machine.begin(self.lazy, seen) {
            return Err(refusal(failure, ErrorKind::Invalid, &mut machine));
        }
        Ok(Instance { machine, names: Rc::clone(&module.names), entries: Entries::default() })
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

/// A runtime of wasm3 with one loaded module.
pub struct Instance<'m, H: Host> {
    machine: Machine<'m, H>,
    names: Rc<Names<'m>>,
    entries: Entries<Function>,
}

impl<H: Host> Instance<'_, H> {
    fn export(&mut self, name: &CStr) -> Result<Function, Error> {
        if !self.names.exports_function(name) {
            return Err(Error::no_export(name));
        }
        self.machine
            .function(name)
            .map_err(|failure| refusal(failure, ErrorKind::Export, &mut self.machine))
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.export(name)?;
        if function.is_entry() {
            Ok(self.entries.add(function))
        } else {
            Err(Error::no_entry(name))
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        match self.machine.call(self.entries.get(entry)?) {
            Ok(()) => Ok(()),
            Err(failure) => Err(trap(failure, &mut self.machine)),
        }
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(self.machine.cell().host())
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.names.has_memory(MEMORY).then(|| self.machine.cell().memory_size())
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        H::MEMORY_PAGES.map(|_| self.machine.cell().with_memory(f))
    }
}

impl<H: Host> Invoke for Instance<'_, H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let function = self.export(name)?;
        let ty = self.names.function(name)?;
        check_arguments(&ty, args)?;
        let words = args.iter().map(|arg| Ok(arg.bits()? as u64)).collect::<Result<Vec<_>, _>>()?;
        let results = places(results, ty.results().len())?;
        let outputs = match self.machine.call_with(function, &words, results.len()) {
            Ok(outputs) => outputs,
            Err(failure) => return Err(trap(failure, &mut self.machine)),
        };
        for ((result, ty), word) in results.iter_mut().zip(ty.results()).zip(outputs) {
            *result = Value::from_bits(value_type(*ty)?, word.into());
        }
        Ok(results.len())
    }
}

// Conversions.

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
