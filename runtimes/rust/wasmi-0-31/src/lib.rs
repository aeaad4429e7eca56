//! wasmi 0.31: an interpreter that translates into a stack machine.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MEMORY, Runtime, Session, TrapKind,
    Value, places, text,
};
use core::ffi::CStr;
use core::fmt;
use wasmi::core::{F32, F64, HostError, Trap, TrapCode};
use wasmi::errors::{InstantiationError, MemoryError};
use wasmi::{Engine, ExternRef, FuncRef, Memory, MemoryType, Value as WasmValue};

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

badge_runtime::wasmtime_host!(
    wasmi,
    Trap,
    |HostTrap| Trap::from(Refusal),
    |ty: &wasmi::MemoryType| u32::from(ty.initial_pages())
);

/// [`HostTrap`] as wasmi takes it.
#[derive(Debug)]
struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HostTrap.fmt(f)
    }
}

impl HostError for Refusal {}

// Module.

impl Runtime for Wasmi {
    type Config = Config;
    type Module<'m> = wasmi::Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "wasmi-0-31";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            // The others differ in profile and firmware.
            "default" | "fast" | "small" | "one-screen" => Config::Default,
            "fuel" | "metered" => Config::Fuel,
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
        let data = Data { host, memory: None, limits: frozen::<H>(module) };
        let mut store = wasmi::Store::new(&self.engine, data);
        store.limiter(|data| &mut data.limits);
        if self.config == Config::Fuel {
            store.add_fuel(START_FUEL).map_err(unmetered)?;
        }
        let mut linker = Linker(wasmi::Linker::new(&self.engine));
        H::register(&mut linker)?;
        if let Some(pages) = H::MEMORY_PAGES {
            let ty = MemoryType::new(pages, Some(pages)).map_err(|error| refusal(error.into()))?;
            let memory = Memory::new(&mut store, ty).map_err(|error| refusal(error.into()))?;
            let memory = offered(&mut store, memory);
            let defined = linker.0.define(text(IMPORT_MODULE), text(MEMORY), memory);
            defined.map_err(|error| Error::because(ErrorKind::Import, error))?;
        }
        let instance = linker
            .0
            .instantiate(&mut store, module)
            .and_then(|instance| instance.start(&mut store))
            .map_err(refusal)?;
        if let Some(memory) = instance.get_memory(&store, text(MEMORY)) {
            store.data_mut().memory = Some(memory);
        }
        Ok(Instance { instance, store })
    }
}

// Instance.

/// An instance in a store of its own.
pub struct Instance<H: 'static> {
    store: wasmi::Store<Data<H>>,
    instance: wasmi::Instance,
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = wasmi::TypedFunc<(), ()>;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error> {
        let func = self.instance.get_func(&self.store, text(name));
        let func = func.ok_or_else(|| Error::no_export(name))?;
        func.typed(&self.store).map_err(|_| Error::no_entry(name))
    }

    #[inline]
    fn call(&mut self, entry: &Self::Entry) -> Result<(), Error> {
        entry.call(&mut self.store, ()).map_err(trapped)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.store.data_mut().host)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.store.data().memory.map(|memory| memory.data(&self.store).len() as u64)
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        lend(&mut self.store, f)
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

impl<H: Host> Invoke for Instance<H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let func = self.instance.get_func(&self.store, text(name));
        let func = func.ok_or_else(|| Error::no_export(name))?;
        let ty = func.ty(&self.store);
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(WasmValue::ty).eq(ty.params().iter().copied()) {
            return Err(Error::arguments());
        }
        let results = places(results, ty.results().len())?;
        let mut outputs: Vec<WasmValue> =
            ty.results().iter().map(|ty| WasmValue::default(*ty)).collect();
        func.call(&mut self.store, &inputs, &mut outputs).map_err(refusal)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

badge_runtime::values! {
    WasmValue;
    F32(F32::from_bits, F32::to_bits), F64(F64::from_bits, F64::to_bits);
    FuncRef as FuncRef(FuncRef::null(), FuncRef::is_null),
    ExternRef as ExternRef(ExternRef::null(), ExternRef::is_null)
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
