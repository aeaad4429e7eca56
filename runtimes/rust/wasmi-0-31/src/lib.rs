//! wasmi 0.31: an interpreter that translates into a stack machine.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;
use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, IMPORT_MODULE, Lookup,
    PAGE_BYTES, Registrar, Runtime, Session, SliceMemory, TrapKind, Value,
};
use core::ffi::CStr;
use core::fmt;
use wasmi::core::{F32, F64, HostError, Trap, TrapCode};
use wasmi::errors::{InstantiationError, MemoryError};
use wasmi::{
    Engine, ExternRef, ExternType, FuncRef, Memory, StoreLimits, StoreLimitsBuilder,
    Value as WasmValue,
};

// Config.

/// Whether calls are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// They are not.
    Default,
    /// With fuel.
    Fuel,
}

/// An engine of wasmi.
#[derive(Debug)]
pub struct Wasmi {
    engine: Engine,
    config: Config,
}

/// Bound of a start section, which runs before there is a budget. Budgets add
/// up inside wasmi, so that this leaves room for those that follow.
const START_FUEL: u64 = 1 << 62;

fn engine(config: Config) -> Engine {
    let mut settings = wasmi::Config::default();
    settings.consume_fuel(config == Config::Fuel);
    // The defaults reserve a megabyte for the guest's stack.
    #[cfg(not(feature = "std"))]
    if let Ok(limits) = wasmi::StackLimits::new(256, 2048, 64) {
        settings.set_stack_limits(limits).set_cached_stacks(1);
    }
    Engine::new(&settings)
}

// Host functions.

struct Data<H> {
    host: H,
    memory: Option<Memory>,
    limits: StoreLimits,
}

struct Call<'a, H>(wasmi::Caller<'a, Data<H>>);

impl<H: 'static> Caller for Call<'_, H> {
    type Host = H;
    type Memory<'a>
        = SliceMemory<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        &mut self.0.data_mut().host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, SliceMemory<'_>) {
        match self.0.data().memory {
            Some(memory) => {
                let (bytes, data) = memory.data_and_store_mut(&mut self.0);
                (&mut data.host, SliceMemory(bytes))
            }
            None => (self.host(), SliceMemory(&[])),
        }
    }
}

/// [`HostTrap`] on its way through the engine.
#[derive(Debug)]
struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host function refused its arguments")
    }
}

impl HostError for Refusal {}

fn refuse(_: HostTrap) -> Trap {
    Trap::from(Refusal)
}

struct Linker<H: 'static>(wasmi::Linker<Data<H>>);

macro_rules! register {
    ($method:ident, $shape:ident, ($($arg:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            self.0
                .func_wrap(
                    text(IMPORT_MODULE),
                    text(F::NAME),
                    |caller: wasmi::Caller<'_, Data<H>>, $($arg: i32),*| {
                        F::call(&mut Call(caller), $($arg),*).map_err(refuse)
                    },
                )
                .map(drop)
                .map_err(|error| Error::because(ErrorKind::Import, error))
        }
    };
}

impl<H: Host> Registrar<H> for Linker<H> {
    type Error = Error;
    register!(fn0, Fn0, ());
    register!(fn2, Fn2, (a, b));
    register!(fn5, Fn5, (a, b, c, d, e));
    register!(fn6, Fn6, (a, b, c, d, e, f));
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

// Module.

impl Runtime for Wasmi {
    type Config = Config;
    type Module<'m> = wasmi::Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "wasmi-0-31";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            "default" => Config::Default,
            "fuel" => Config::Fuel,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { engine: engine(*config), config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<wasmi::Module, Error> {
        wasmi::Module::new(&self.engine, bytes).map_err(refusal)
    }

    fn instantiate<H: Host>(&self, module: &wasmi::Module, host: H) -> Result<Instance<H>, Error> {
        let data = Data { host, memory: None, limits: frozen(module) };
        let mut store = wasmi::Store::new(&self.engine, data);
        store.limiter(|data| &mut data.limits);
        if self.config == Config::Fuel {
            store.add_fuel(START_FUEL).map_err(unmetered)?;
        }
        let mut linker = Linker(wasmi::Linker::new(&self.engine));
        H::register(&mut linker)?;
        let instance = linker
            .0
            .instantiate(&mut store, module)
            .and_then(|instance| instance.start(&mut store))
            .map_err(refusal)?;
        store.data_mut().memory = instance.get_memory(&store, "memory");
        let entry = |name| instance.get_typed_func(&store, name).ok();
        Ok(Instance { start: entry("start"), update: entry("update"), instance, store })
    }
}

/// Limits memory to what the module declares. Only an exported memory can be
/// asked for its size; a module without one is not ready.
fn frozen(module: &wasmi::Module) -> StoreLimits {
    let limits = StoreLimitsBuilder::new();
    match module.get_export("memory") {
        Some(ExternType::Memory(memory)) => {
            let bytes = u64::from(u32::from(memory.initial_pages())) * PAGE_BYTES;
            limits.memory_size(usize::try_from(bytes).unwrap_or(usize::MAX))
        }
        _ => limits,
    }
    .build()
}

// Instance.

/// A resolved `() -> ()` export.
pub type Entry = wasmi::TypedFunc<(), ()>;

/// An instance in a store of its own.
pub struct Instance<H: 'static> {
    store: wasmi::Store<Data<H>>,
    instance: wasmi::Instance,
    start: Option<Entry>,
    update: Option<Entry>,
}

impl<H: Host> Session for Instance<H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.store.data().memory, &self.start, &self.update) {
            (None, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        let entry = self.start.as_ref().ok_or_else(|| Error::no_export(c"start"))?;
        entry.call(&mut self.store, ()).map_err(trapped)
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.as_ref().ok_or_else(|| Error::no_export(c"update"))?;
        entry.call(&mut self.store, ()).map_err(trapped)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.store.data_mut().host)
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        let memory = self.store.data().memory;
        memory.map_or(0, |memory| memory.data(&self.store).len() as u64)
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        // This version only adds: what is left is used up first.
        let left = self.fuel_left()?;
        self.store.consume_fuel(left).map_err(unmetered)?;
        self.store.add_fuel(units).map_err(unmetered)
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.store.consume_fuel(0).map_err(unmetered)
    }
}

impl<H: Host> Lookup for Instance<H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        self.instance
            .get_typed_func(&self.store, text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        entry.call(&mut self.store, ()).map_err(trapped)
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let func = self
            .instance
            .get_func(&self.store, text(name))
            .ok_or_else(|| Error::no_export(name))?;
        let ty = func.ty(&self.store);
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(WasmValue::ty).eq(ty.params().iter().copied()) {
            return Err(Error::new(ErrorKind::Export));
        }
        let results = results
            .get_mut(..ty.results().len())
            .ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let mut outputs: Vec<WasmValue> =
            ty.results().iter().map(|ty| WasmValue::default(*ty)).collect();
        func.call(&mut self.store, &inputs, &mut outputs).map_err(refusal)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output);
        }
        Ok(outputs.len())
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<WasmValue, Error> {
    Ok(match value {
        Value::I32(value) => WasmValue::I32(value),
        Value::I64(value) => WasmValue::I64(value),
        Value::F32(bits) => WasmValue::F32(F32::from_bits(bits)),
        Value::F64(bits) => WasmValue::F64(F64::from_bits(bits)),
        Value::FuncRef { null: true } => WasmValue::FuncRef(FuncRef::null()),
        Value::ExternRef { null: true } => WasmValue::ExternRef(ExternRef::null()),
        Value::V128(_) | Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
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
        WasmValue::FuncRef(value) => Value::FuncRef { null: value.is_null() },
        WasmValue::ExternRef(value) => Value::ExternRef { null: value.is_null() },
    }
}

fn refusal(error: wasmi::Error) -> Error {
    let kind = match error {
        wasmi::Error::Trap(trap) => return trapped(trap),
        wasmi::Error::Linker(_) => ErrorKind::Import,
        wasmi::Error::Instantiation(InstantiationError::ElementSegmentDoesNotFit { .. }) => {
            ErrorKind::Trap(TrapKind::TableOutOfBounds)
        }
        wasmi::Error::Instantiation(_) => ErrorKind::Import,
        wasmi::Error::Memory(MemoryError::OutOfBoundsAccess) => {
            ErrorKind::Trap(TrapKind::MemoryOutOfBounds)
        }
        wasmi::Error::Memory(MemoryError::OutOfBoundsAllocation) => ErrorKind::OutOfMemory,
        wasmi::Error::Store(_) => ErrorKind::Unsupported,
        // One type for what is ill-formed, ill-typed or switched off.
        wasmi::Error::Module(_) => ErrorKind::Invalid,
        _ => ErrorKind::Other,
    };
    Error::because(kind, error)
}

fn trapped(trap: Trap) -> Error {
    if trap.downcast_ref::<Refusal>().is_some() {
        return Error::trap(TrapKind::Host, trap);
    }
    let kind = match trap.trap_code() {
        Some(TrapCode::UnreachableCodeReached) => TrapKind::Unreachable,
        Some(TrapCode::MemoryOutOfBounds) => TrapKind::MemoryOutOfBounds,
        Some(TrapCode::TableOutOfBounds) => TrapKind::TableOutOfBounds,
        Some(TrapCode::IndirectCallToNull) => TrapKind::UninitializedElement,
        Some(TrapCode::IntegerDivisionByZero) => TrapKind::IntegerDivideByZero,
        Some(TrapCode::IntegerOverflow) => TrapKind::IntegerOverflow,
        Some(TrapCode::BadConversionToInteger) => TrapKind::InvalidConversion,
        Some(TrapCode::StackOverflow) => TrapKind::StackExhausted,
        Some(TrapCode::BadSignature) => TrapKind::IndirectCallTypeMismatch,
        Some(TrapCode::OutOfFuel) => TrapKind::OutOfFuel,
        Some(TrapCode::GrowthOperationLimited) | None => TrapKind::Unknown,
    };
    Error::trap(kind, trap)
}

fn unmetered(error: wasmi::errors::FuelError) -> Error {
    Error::because(ErrorKind::Unsupported, error)
}
