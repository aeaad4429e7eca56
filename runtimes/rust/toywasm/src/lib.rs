//! toywasm: an interpreter in C that executes a module's own bytes.
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

/// toywasm has one config here: it does not meter, and the check for an
/// interrupt is always in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// Frames and 32-bit cells of the stack of a guest. toywasm sets no bound where
/// none is named, and takes what there is from the heap.
const MAX_FRAMES: u32 = 10_000;
const MAX_CELLS: u32 = 256 * 1024;

/// toywasm keeps no state outside modules and instances.
#[derive(Debug)]
pub struct Toywasm;

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
        (name == "default").then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        Ok(Self)
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        Ok(Module { loaded: Rc::new(Loaded::new(bytes).map_err(|failure| refusal(&failure))?) })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        let mut linker = Linker { functions: Vec::new(), host: PhantomData::<H> };
        H::register(&mut linker)?;
        let machine =
            Machine::new(Rc::clone(&module.loaded), &linker.functions, MAX_FRAMES, MAX_CELLS, host)
                .map_err(|failure| refusal(&failure))?;
        let mut instance = Instance { machine, entries: Vec::new(), start: None, update: None };
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
pub struct Instance<'m, H: Host> {
    machine: Machine<'m, H>,
    /// Indices of functions in the module.
    entries: Vec<u32>,
    start: Option<u32>,
    update: Option<u32>,
}

impl<H: Host> Instance<'_, H> {
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
}

impl<H: Host> Session for Instance<'_, H> {
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

    fn interrupter(&mut self) -> Result<impl Fn() + Send + 'static, Error> {
        Ok(self.machine.interrupter())
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
        let mut outputs = alloc::vec![Val::default(); types.len()];
        self.machine.enter(function, &values, &mut outputs).map_err(|failure| refusal(&failure))?;
        for ((result, ty), output) in results.iter_mut().zip(&types).zip(outputs) {
            *result = from_engine(*ty, output)?;
        }
        Ok(types.len())
    }
}

// Conversions: `enum valtype`, which is that of the binary format, and the bits
// in the low end.

const I32: u8 = 0x7f;
const I64: u8 = 0x7e;
const F32: u8 = 0x7d;
const F64: u8 = 0x7c;
const V128: u8 = 0x7b;
const FUNCREF: u8 = 0x70;
const EXTERNREF: u8 = 0x6f;

fn to_engine(value: Value) -> Result<(u8, Val), Error> {
    let (ty, bits) = match value {
        Value::I32(value) => (I32, value.cast_unsigned().into()),
        Value::I64(value) => (I64, value.cast_unsigned().into()),
        Value::F32(bits) => (F32, bits.into()),
        Value::F64(bits) => (F64, bits.into()),
        Value::V128(bits) => (V128, bits),
        Value::FuncRef { null: true } => (FUNCREF, 0),
        Value::ExternRef { null: true } => (EXTERNREF, 0),
        Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    };
    Ok((ty, Val(u128::to_le_bytes(bits))))
}

fn from_engine(ty: u8, Val(bytes): Val) -> Result<Value, Error> {
    let bits = u128::from_le_bytes(bytes);
    let (low, half) = (bits as u32, bits as u64);
    Ok(match ty {
        I32 => Value::I32(low.cast_signed()),
        I64 => Value::I64(half.cast_signed()),
        F32 => Value::F32(low),
        F64 => Value::F64(half),
        V128 => Value::V128(bits),
        // A pointer, hence null in all of its bits.
        FUNCREF => Value::FuncRef { null: half == 0 },
        EXTERNREF => Value::ExternRef { null: half == 0 },
        _ => return Err(Error::new(ErrorKind::Unsupported)),
    })
}

fn refusal(failure: &Failure) -> Error {
    Error::because(failure.kind(), failure.text())
}
