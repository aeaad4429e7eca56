//! Fizzy: an interpreter of WebAssembly 1.0 in C++.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod ffi;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, Lookup, Registrar, Runtime, Session, Value,
};
use core::ffi::CStr;
use core::marker::PhantomData;
use ffi::{Failure, Function, Loaded, Machine, Val};

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

// Host functions.

struct Linker<H> {
    functions: Vec<Function>,
    host: PhantomData<H>,
}

macro_rules! register {
    ($method:ident, $shape:ident) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            self.functions.push(Function::$method::<H, F>());
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<H> {
    type Error = Error;
    register!(fn0, Fn0);
    register!(fn2, Fn2);
    register!(fn5, Fn5);
    register!(fn6, Fn6);
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
            "default" => Config::Default,
            "fuel" => Config::Fuel,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module, Error> {
        Ok(Module { loaded: Rc::new(Loaded::new(bytes).map_err(|failure| refusal(&failure))?) })
    }

    fn instantiate<H: Host>(&self, module: &Module, host: H) -> Result<Instance<H>, Error> {
        let mut linker = Linker { functions: Vec::new(), host: PhantomData::<H> };
        H::register(&mut linker)?;
        let machine = Machine::new(
            Rc::clone(&module.loaded),
            &linker.functions,
            (self.config == Config::Fuel).then_some(START_FUEL),
            host,
        )
        .map_err(|failure| refusal(&failure))?;
        let mut instance = Instance {
            machine,
            entries: Vec::new(),
            start: None,
            update: None,
            config: self.config,
        };
        instance.start = instance.resolve(c"start").ok();
        instance.update = instance.resolve(c"update").ok();
        Ok(instance)
    }
}

// Instance.

/// A resolved `() -> ()` export: its place among those of the instance.
#[derive(Clone, Copy, Debug)]
pub struct Entry(usize);

/// An instance with what executes it.
pub struct Instance<H: Host> {
    machine: Machine<H>,
    /// Indices of functions in the module.
    entries: Vec<u32>,
    start: Option<u32>,
    update: Option<u32>,
    config: Config,
}

impl<H: Host> Instance<H> {
    fn export(&self, name: &CStr) -> Result<u32, Error> {
        let function = self.machine.module().function(name);
        function.ok_or_else(|| Error::no_export(name))
    }

    fn resolve(&self, name: &CStr) -> Result<u32, Error> {
        let function = self.export(name)?;
        let module = self.machine.module();
        if module.parameters(function).is_empty() && module.results(function).is_empty() {
            Ok(function)
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn enter(&mut self, function: Option<u32>, name: &CStr) -> Result<(), Error> {
        let function = function.ok_or_else(|| Error::no_export(name))?;
        self.machine.call(function).map_err(|failure| refusal(&failure))
    }

    fn metered(&self) -> Result<(), Error> {
        match self.config {
            Config::Fuel => Ok(()),
            Config::Default => {
                Err(Error::because(ErrorKind::Unsupported, "this config does not meter"))
            }
        }
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.machine.module().exports_memory(c"memory"), self.start, self.update) {
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

impl<H: Host> Lookup for Instance<H> {
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
        let (types, values): (Vec<u8>, Vec<Val>) = args
            .iter()
            .map(|arg| to_engine(*arg))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .unzip();
        if self.machine.module().parameters(function) != types {
            return Err(Error::new(ErrorKind::Export));
        }
        let types = self.machine.module().results(function);
        let results =
            results.get_mut(..types.len()).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let mut output = Val::default();
        self.machine.enter(function, &values, &mut output).map_err(|failure| refusal(&failure))?;
        // There is at most one result in WebAssembly 1.0.
        for (result, ty) in results.iter_mut().zip(&types) {
            *result = from_engine(*ty, output)?;
        }
        Ok(types.len())
    }
}

// Conversions: `fizzy::ValType`, which is that of the binary format, and the
// bits in the low end.

const I32: u8 = 0x7f;
const I64: u8 = 0x7e;
const F32: u8 = 0x7d;
const F64: u8 = 0x7c;

fn to_engine(value: Value) -> Result<(u8, Val), Error> {
    let (ty, bits) = match value {
        Value::I32(value) => (I32, value.cast_unsigned().into()),
        Value::I64(value) => (I64, value.cast_unsigned()),
        Value::F32(bits) => (F32, bits.into()),
        Value::F64(bits) => (F64, bits),
        Value::V128(_) | Value::FuncRef { .. } | Value::ExternRef { .. } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    };
    Ok((ty, Val(bits)))
}

fn from_engine(ty: u8, Val(bits): Val) -> Result<Value, Error> {
    let low = bits as u32;
    Ok(match ty {
        I32 => Value::I32(low.cast_signed()),
        I64 => Value::I64(bits.cast_signed()),
        F32 => Value::F32(low),
        F64 => Value::F64(bits),
        _ => return Err(Error::new(ErrorKind::Unsupported)),
    })
}

fn refusal(failure: &Failure) -> Error {
    Error::because(failure.kind(), failure.text())
}
