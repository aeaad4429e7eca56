//! The adapter of wasmi 2.0.0 and of 1.1.0; what differs is in `version`.

use crate::version::{self, Nullable};
use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MEMORY, Runtime, Session, TrapKind,
    Value, places, text,
};
#[cfg(feature = "validate")]
use badge_runtime::{Prepare, PrepareTarget};
use core::ffi::CStr;
use core::fmt;
use wasmi::errors::{ErrorKind as Cause, InstantiationError, MemoryError};
use wasmi::{CompilationMode, Engine, F32, F64, Func, Memory, MemoryType, TrapCode, V128, Val};

// Config.

/// How modules are translated, and whether calls are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// Validates and translates everything in `compile`.
    #[cfg(feature = "validate")]
    Eager,
    /// Validates and translates each function at its first call.
    #[cfg(feature = "validate")]
    Lazy,
    /// Translates everything in `compile`, believing the module to be valid.
    Unchecked,
    /// As `Eager`, with fuel.
    #[cfg(feature = "validate")]
    Fuel,
    /// As `Unchecked`, with fuel.
    Metered,
}

impl Config {
    fn is_metered(self) -> bool {
        match self {
            #[cfg(feature = "validate")]
            Self::Fuel => true,
            Self::Metered => true,
            _ => false,
        }
    }
}

/// An engine of wasmi.
#[derive(Debug)]
pub struct Wasmi {
    engine: Engine,
    config: Config,
}

fn engine(config: Config) -> Engine {
    let mut settings = wasmi::Config::default();
    settings.compilation_mode(CompilationMode::Eager).consume_fuel(config.is_metered());
    #[cfg(feature = "validate")]
    if config == Config::Lazy {
        settings.compilation_mode(CompilationMode::Lazy);
    }
    // The defaults reserve a megabyte for the guest's stack. The minimum comes
    // first, because it may never exceed the maximum.
    #[cfg(not(feature = "std"))]
    settings
        .set_min_stack_height(512)
        .set_max_stack_height(8192)
        .set_max_recursion_depth(64)
        .set_max_cached_stacks(1)
        .ignore_custom_sections(true);
    Engine::new(&settings)
}

// Host functions.

badge_runtime::wasmtime_host!(
    wasmi,
    wasmi::Error,
    |HostTrap| wasmi::Error::host(Refusal),
    |ty: &wasmi::MemoryType| ty.minimum()
);

/// [`HostTrap`] as wasmi takes it.
#[derive(Debug)]
struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HostTrap.fmt(f)
    }
}

impl wasmi::errors::HostError for Refusal {}

// Module.

impl Runtime for Wasmi {
    type Config = Config;
    type Module<'m> = wasmi::Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = version::NAME;
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            #[cfg(feature = "validate")]
            "eager" => Config::Eager,
            #[cfg(feature = "validate")]
            "lazy" => Config::Lazy,
            // They differ in the features of wasmi and in the profile, not here.
            "unchecked" | "tail" | "indirect" | "small" => Config::Unchecked,
            "metered" => Config::Metered,
            #[cfg(feature = "validate")]
            "fuel" => Config::Fuel,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { engine: engine(*config), config: *config })
    }

    #[allow(unsafe_code)]
    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<wasmi::Module, Error> {
        match self.config {
            // SAFETY: the config is fed artifacts of `prepare` alone, which
            // validates; `runtime.toml` says so with `module = "prepare"`.
            Config::Unchecked | Config::Metered => unsafe {
                wasmi::Module::new_unchecked(&self.engine, bytes)
            },
            #[cfg(feature = "validate")]
            _ => wasmi::Module::new(&self.engine, bytes),
        }
        .map_err(refusal)
    }

    fn instantiate<H: Host>(&self, module: &wasmi::Module, host: H) -> Result<Instance<H>, Error> {
        let data = Data { host, memory: None, limits: frozen::<H>(module) };
        let mut store = wasmi::Store::new(&self.engine, data);
        store.limiter(|data| &mut data.limits);
        if self.config.is_metered() {
            // Budgets are per call; a start section runs before the first one.
            store.set_fuel(u64::MAX).map_err(refusal)?;
        }
        let mut linker = Linker(wasmi::Linker::new(&self.engine));
        H::register(&mut linker)?;
        if let Some(pages) = H::MEMORY_PAGES {
            let ty = MemoryType::new(pages, Some(pages));
            let memory = Memory::new(&mut store, ty).map_err(refusal)?;
            let memory = offered(&mut store, memory);
            let defined = linker.0.define(text(IMPORT_MODULE), text(MEMORY), memory);
            defined.map_err(|error| Error::because(ErrorKind::Import, error))?;
        }
        let instance = linker.0.instantiate_and_start(&mut store, module).map_err(refusal)?;
        if let Some(memory) = instance.get_memory(&store, text(MEMORY)) {
            store.data_mut().memory = Some(memory);
        }
        Ok(Instance { instance, store })
    }
}

/// The artifact is the module itself: what is prepared is the trust in it.
#[cfg(feature = "validate")]
impl Prepare for Wasmi {
    fn prepare(config: &Config, wasm: &[u8], _: PrepareTarget) -> Result<Vec<u8>, Error> {
        wasmi::Module::validate(&engine(*config), wasm).map_err(refusal)?;
        Ok(wasm.to_vec())
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
        entry.call(&mut self.store, ()).map_err(refusal)
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
        self.store.set_fuel(units).map_err(refusal)
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.store.get_fuel().map_err(refusal)
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
        let inputs: Vec<Val> = args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(Val::ty).eq(ty.params().iter().copied()) {
            return Err(Error::arguments());
        }
        let results = places(results, ty.results().len())?;
        let mut outputs: Vec<Val> =
            ty.results().iter().map(|ty| version::default_value(*ty)).collect();
        func.call(&mut self.store, &inputs, &mut outputs).map_err(refusal)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

badge_runtime::values! {
    Val;
    F32(F32::from_bits, F32::to_bits), F64(F64::from_bits, F64::to_bits),
    V128(V128::from, |bits: V128| bits.as_u128());
    FuncRef as FuncRef(Nullable::<Func>::Null, Nullable::is_null),
    ExternRef as ExternRef(Nullable::Null, Nullable::is_null)
}

fn refusal(error: wasmi::Error) -> Error {
    if error.downcast_ref::<Refusal>().is_some() {
        return Error::trap(TrapKind::Host, error);
    }
    let kind = match error.as_trap_code() {
        Some(code) => ErrorKind::Trap(trap(code)),
        None => cause(error.kind()),
    };
    Error::because(kind, error)
}

fn trap(code: TrapCode) -> TrapKind {
    match code {
        TrapCode::UnreachableCodeReached => TrapKind::Unreachable,
        TrapCode::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
        TrapCode::TableOutOfBounds => TrapKind::TableOutOfBounds,
        TrapCode::IndirectCallToNull => TrapKind::UninitializedElement,
        TrapCode::IntegerDivisionByZero => TrapKind::IntegerDivideByZero,
        TrapCode::IntegerOverflow => TrapKind::IntegerOverflow,
        TrapCode::BadConversionToInteger => TrapKind::InvalidConversion,
        TrapCode::StackOverflow => TrapKind::StackExhausted,
        TrapCode::BadSignature => TrapKind::IndirectCallTypeMismatch,
        TrapCode::OutOfFuel => TrapKind::OutOfFuel,
        _ => TrapKind::Unknown,
    }
}

fn cause(cause: &Cause) -> ErrorKind {
    match cause {
        Cause::Linker(_) => ErrorKind::Import,
        Cause::Instantiation(InstantiationError::ElementSegmentDoesNotFit { .. }) => {
            ErrorKind::Trap(TrapKind::TableOutOfBounds)
        }
        Cause::Instantiation(InstantiationError::FailedToInstantiateMemory(
            MemoryError::OutOfSystemMemory,
        ))
        | Cause::Memory(MemoryError::OutOfSystemMemory) => ErrorKind::OutOfMemory,
        Cause::Instantiation(_) => ErrorKind::Import,
        Cause::Memory(MemoryError::OutOfBoundsAccess) => {
            ErrorKind::Trap(TrapKind::MemoryOutOfBounds)
        }
        Cause::Fuel(_) => ErrorKind::Unsupported,
        cause if version::is_limit(cause) => ErrorKind::Unsupported,
        // The parser has one phrase for every proposal that is switched off.
        Cause::Wasm(error) if error.message().ends_with("support is not enabled") => {
            ErrorKind::Unsupported
        }
        Cause::Wasm(_) | Cause::Read(_) | Cause::Translation(_) => ErrorKind::Invalid,
        _ => ErrorKind::Other,
    }
}
