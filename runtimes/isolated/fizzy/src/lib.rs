//! Fizzy: an interpreter of WebAssembly 1.0 in C++.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod ffi;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_c_host::{Entries, Entry};
use badge_runtime::{Error, Host, Invoke, MEMORY, Runtime, Session, Value, ValueType, places};
use core::ffi::CStr;
use ffi::{Loaded, Machine, Val};

// Config.

/// Whether calls are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// They are not.
    Default,
    /// With ticks.
    Fuel,
}

/// Bound of a start section, which runs before there is a budget.
const START_FUEL: u64 = u64::MAX;

/// Fizzy keeps no state outside modules and instances.
#[derive(Debug)]
pub struct Fizzy {
    config: Config,
}

// Module.

/// A validated module, translated for the interpreter.
#[derive(Debug)]
pub struct Module {
    loaded: Rc<Loaded>,
}

impl Runtime for Fizzy {
    type Config = Config;
    type Module<'m> = Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "fizzy";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            "default" | "fast" => Config::Default,
            "fuel" | "metered" => Config::Fuel,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module, Error> {
        Ok(Module { loaded: Rc::new(Loaded::new(bytes)?) })
    }

    fn instantiate<H: Host>(&self, module: &Module, host: H) -> Result<Instance<H>, Error> {
        let fuel = (self.config == Config::Fuel).then_some(START_FUEL);
        let machine = Machine::new(Rc::clone(&module.loaded), fuel, host)?;
        Ok(Instance { machine, entries: Entries::default(), config: self.config })
    }
}

// Instance.

/// An instance with what executes it.
pub struct Instance<H: Host> {
    machine: Machine<H>,
    /// Indices of functions in the module.
    entries: Entries<u32>,
    config: Config,
}

impl<H: Host> Instance<H> {
    fn export(&self, name: &CStr) -> Result<u32, Error> {
        let function = self.machine.module().function(name);
        function.ok_or_else(|| Error::no_export(name))
    }

    fn metered(&self) -> Result<(), Error> {
        match self.config {
            Config::Fuel => Ok(()),
            Config::Default => Err(Error::unmetered()),
        }
    }
}

impl<H: Host> Session for Instance<H> {
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

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        self.metered()?;
        self.machine.set_fuel(units);
        Ok(())
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.metered()?;
        Ok(self.machine.fuel_left())
    }
}

impl<H: Host> Invoke for Instance<H> {
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
        let values = args.iter().map(|arg| arg.bits().map(|bits| Val(bits as u64)));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let types = self.machine.module().results(function);
        let results = places(results, types.len())?;
        let mut output = Val::default();
        self.machine.enter(function, &values, &mut output)?;
        // There is at most one result in WebAssembly 1.0.
        for (result, code) in results.iter_mut().zip(&types) {
            *result = Value::from_bits(value_type(*code)?, output.0.into());
        }
        Ok(types.len())
    }
}

// Conversions: types have the codes of the binary format.

fn value_type(code: u8) -> Result<ValueType, Error> {
    ValueType::from_code(code).ok_or_else(Error::no_value)
}
