//! toywasm: an interpreter in C that executes a module's own bytes.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod ffi;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_c_host::{Entries, Entry};
use badge_runtime::{
    Error, ErrorKind, Host, Invoke, MEMORY, Runtime, Session, Value, ValueType, places,
};
use core::ffi::CStr;
use ffi::{Loaded, Machine, Val};

// Config.

/// What bounds a call; what else the badge's configs differ in is chosen when
/// toywasm is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// An interrupt, the check for which is always in toywasm.
    Interrupt,
    /// A number of rounds of the interpreter's loop.
    Rounds,
}

/// Frames and 32-bit cells of the stack of a guest. toywasm sets no bound where
/// none is named, and takes what there is from the heap.
#[cfg(not(target_os = "none"))]
const MAX_FRAMES: u32 = 10_000;
#[cfg(not(target_os = "none"))]
const MAX_CELLS: u32 = 256 * 1024;

/// The same on the badge.
#[cfg(target_os = "none")]
const MAX_FRAMES: u32 = 256;
#[cfg(target_os = "none")]
const MAX_CELLS: u32 = 1024;

/// toywasm keeps no state outside modules and instances.
#[derive(Debug)]
pub struct Toywasm {
    config: Config,
}

// Module.

/// A validated module, with the annotations that its execution needs.
#[derive(Debug)]
pub struct Module<'m> {
    loaded: Rc<Loaded<'m>>,
}

impl Runtime for Toywasm {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "toywasm";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        match name {
            "default" | "fast" | "small" => Some(Config::Interrupt),
            "metered" => Some(Config::Rounds),
            _ => None,
        }
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        Ok(Module { loaded: Rc::new(Loaded::new(bytes)?) })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        let module = Rc::clone(&module.loaded);
        let machine = Machine::new(module, MAX_FRAMES, MAX_CELLS, host)?;
        Ok(Instance { machine, config: self.config, entries: Entries::default() })
    }
}

// Instance.

/// An instance with what executes it.
pub struct Instance<'m, H: Host> {
    machine: Machine<'m, H>,
    config: Config,
    /// Indices of functions in the module.
    entries: Entries<u32>,
}

impl<H: Host> Instance<'_, H> {
    fn export(&self, name: &CStr) -> Result<u32, Error> {
        let function = self.machine.module().function(name);
        function.ok_or_else(|| Error::no_export(name))
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.export(name)?;
        let module = self.machine.module();
        if !module.parameters(function).is_empty() || !module.results(function).is_empty() {
            return Err(Error::no_entry(name));
        }
        Ok(self.entries.add(function))
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.machine.call(self.entries.get(entry)?)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(self.machine.cell().host())
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        let has_memory = H::MEMORY_PAGES.is_some() || self.machine.module().exports_memory(MEMORY);
        has_memory.then(|| self.machine.cell().memory_size())
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        H::MEMORY_PAGES.map(|_| self.machine.cell().with_memory(f))
    }

    // Bounds.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        match (self.config, u32::try_from(units)) {
            (Config::Interrupt, _) => Err(Error::unmetered()),
            (Config::Rounds, Ok(units)) if units < u32::MAX => {
                self.machine.limit(units);
                Ok(())
            }
            (Config::Rounds, _) => {
                Err(Error::because(ErrorKind::Unsupported, "toywasm counts rounds in 32 bits"))
            }
        }
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(match self.config {
            Config::Interrupt => Error::unmetered(),
            Config::Rounds => Error::because(
                ErrorKind::Unsupported,
                "toywasm does not tell how many rounds are left",
            ),
        })
    }

    fn interrupter(&mut self) -> Result<impl Fn() + Send + 'static, Error> {
        match self.config {
            Config::Interrupt => Ok(self.machine.interrupter()),
            Config::Rounds => {
                Err(Error::because(ErrorKind::Unsupported, "this config cannot be interrupted"))
            }
        }
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
        let types = self.machine.module().parameters(function);
        if !args.iter().map(|arg| arg.ty() as u8).eq(types) {
            return Err(Error::arguments());
        }
        let values = args.iter().map(|arg| arg.bits().map(Val::new));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let types = self.machine.module().results(function);
        let results = places(results, types.len())?;
        let mut outputs = alloc::vec![Val::default(); types.len()];
        self.machine.enter(function, &values, &mut outputs)?;
        for ((result, code), output) in results.iter_mut().zip(&types).zip(outputs) {
            let bits = output.bits();
            // A reference is a pointer; what lies above is not written.
            let bits = match value_type(*code)? {
                ValueType::FuncRef | ValueType::ExternRef => (bits as u64).into(),
                _ => bits,
            };
            *result = Value::from_bits(value_type(*code)?, bits);
        }
        Ok(types.len())
    }
}

// Conversions: types have the codes of the binary format.

fn value_type(code: u8) -> Result<ValueType, Error> {
    ValueType::from_code(code).ok_or_else(Error::no_value)
}
