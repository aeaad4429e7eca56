//! wasmtime 1.0: Cranelift as it was in 2022.
#![forbid(unsafe_code)]

use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MEMORY, Runtime, Session, TrapKind,
    Value, places, text,
};
use std::ffi::CStr;
use wasmtime::{Engine, Memory, MemoryType, Trap, TrapCode, Val};

/// How a call can be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// It cannot.
    Cranelift,
    /// With fuel.
    Fuel,
    /// With epochs.
    Epoch,
}

/// An engine of wasmtime.
pub struct Wasmtime {
    engine: Engine,
    config: Config,
}

/// Bound of a start section, which runs before there is a budget. Budgets add
/// up inside wasmtime 1.0, so that this leaves room for those that follow.
const START_FUEL: u64 = 1 << 62;

fn engine(config: Config) -> Result<Engine, Error> {
    let mut settings = wasmtime::Config::new();
    match config {
        Config::Cranelift => {}
        Config::Fuel => _ = settings.consume_fuel(true),
        Config::Epoch => _ = settings.epoch_interruption(true),
    }
    Engine::new(&settings)
        .map_err(|error| Error::because(ErrorKind::Unsupported, error.root_cause()))
}

// Host functions.

badge_runtime::wasmtime_host!(wasmtime, Trap, refuse, wasmtime::MemoryType::minimum);

/// The only error of a host function that comes back with its type: the others
/// are text. No guest can cause an exit otherwise.
fn refuse(_: HostTrap) -> Trap {
    Trap::i32_exit(1)
}

// Module.

impl Runtime for Wasmtime {
    type Config = Config;
    type Module<'m> = wasmtime::Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "wasmtime-1";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            "cranelift" => Config::Cranelift,
            "fuel" => Config::Fuel,
            "epoch" => Config::Epoch,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { engine: engine(*config)?, config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<wasmtime::Module, Error> {
        wasmtime::Module::from_binary(&self.engine, bytes).map_err(invalid)
    }

    fn instantiate<H: Host>(
        &self,
        module: &wasmtime::Module,
        host: H,
    ) -> Result<Instance<H>, Error> {
        let data = Data { host, memory: None, limits: frozen::<H>(module) };
        let mut store = wasmtime::Store::new(&self.engine, data);
        store.limiter(|data| &mut data.limits);
        let fuel = self.begin(&mut store)?;
        let mut linker = Linker(wasmtime::Linker::new(&self.engine));
        H::register(&mut linker)?;
        if let Some(pages) = H::MEMORY_PAGES {
            let ty = MemoryType::new(pages, Some(pages));
            let memory = Memory::new(&mut store, ty).map_err(refusal)?;
            let memory = offered(&mut store, memory);
            let (from, name) = (text(IMPORT_MODULE), text(MEMORY));
            linker.0.define(from, name, memory).map_err(refusal)?;
        }
        let linked = linker
            .0
            .instantiate_pre(&mut store, module)
            .map_err(|error| Error::because(ErrorKind::Import, error.root_cause()))?;
        let instance = linked.instantiate(&mut store).map_err(refusal)?;
        if let Some(memory) = instance.get_memory(&mut store, text(MEMORY)) {
            store.data_mut().memory = Some(memory);
        }
        Ok(Instance { instance, store, fuel, config: self.config })
    }
}

impl Wasmtime {
    /// Budgets and deadlines are per call; a start section runs before the
    /// first one. Returns the fuel that it gave.
    fn begin<H>(&self, store: &mut wasmtime::Store<Data<H>>) -> Result<u64, Error> {
        match self.config {
            Config::Fuel => {
                store.add_fuel(START_FUEL).map_err(refusal)?;
                return Ok(START_FUEL);
            }
            Config::Epoch => store.set_epoch_deadline(1),
            Config::Cranelift => {}
        }
        Ok(0)
    }
}

// Instance.

/// An instance in a store of its own.
pub struct Instance<H: 'static> {
    store: wasmtime::Store<Data<H>>,
    instance: wasmtime::Instance,
    /// All that was ever given, what is used up included.
    fuel: u64,
    config: Config,
}

impl<H: 'static> Instance<H> {
    /// An epoch that ended between two calls must not end the next one.
    #[inline]
    fn arm(&mut self) {
        if self.config == Config::Epoch {
            self.store.set_epoch_deadline(1);
        }
    }

    /// The fuel used up so far.
    fn used(&self) -> Result<u64, Error> {
        self.store.fuel_consumed().ok_or_else(Error::unmetered)
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = wasmtime::TypedFunc<(), ()>;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error> {
        let func = self.instance.get_func(&mut self.store, text(name));
        let func = func.ok_or_else(|| Error::no_export(name))?;
        func.typed(&self.store).map_err(|_| Error::no_entry(name))
    }

    #[inline]
    fn call(&mut self, entry: &Self::Entry) -> Result<(), Error> {
        self.arm();
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
        // This version only adds: what is left is used up, but for the budget.
        // A call that ran out may have used more than it was given.
        let total = self.used()?.saturating_add(units);
        if let Some(more) = total.checked_sub(self.fuel) {
            self.store.add_fuel(more).map_err(refusal)?;
            self.fuel = total;
        } else {
            self.store.consume_fuel(self.fuel - total).map_err(refusal)?;
        }
        Ok(())
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        Ok(self.fuel.saturating_sub(self.used()?))
    }

    fn interrupter(&mut self) -> Result<impl Fn() + Send + 'static, Error> {
        if self.config != Config::Epoch {
            return Err(Error::because(
                ErrorKind::Unsupported,
                "this config cannot be interrupted",
            ));
        }
        let engine = self.store.engine().clone();
        Ok(move || engine.increment_epoch())
    }
}

impl<H: Host> Invoke for Instance<H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        self.arm();
        let func = self.instance.get_func(&mut self.store, text(name));
        let func = func.ok_or_else(|| Error::no_export(name))?;
        let ty = func.ty(&self.store);
        let inputs: Vec<Val> = args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(Val::ty).eq(ty.params()) {
            return Err(Error::arguments());
        }
        let results = places(results, ty.results().len())?;
        // Overwritten by the call, whatever their type.
        let mut outputs = vec![Val::I32(0); results.len()];
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
    F32(same, same), F64(same, same), V128(same, same);
    FuncRef as FuncRef(None, Option::is_none), ExternRef as ExternRef(None, Option::is_none)
}

fn same<T>(bits: T) -> T {
    bits
}

/// Exhausted fuel has no public type, only this text.
const OUT_OF_FUEL: &str = "all fuel consumed by WebAssembly";

/// Of calls, whose errors are traps, and of the rest, whose errors may be.
fn refusal(error: impl Into<Trap>) -> Error {
    let trap = error.into();
    if trap.i32_exit_status().is_some() {
        return Error::trap(TrapKind::Host, HostTrap);
    }
    let text = trap.display_reason().to_string();
    let kind = match trap.trap_code() {
        Some(code) => ErrorKind::Trap(kind(code)),
        None if text == OUT_OF_FUEL => ErrorKind::Trap(TrapKind::OutOfFuel),
        None => ErrorKind::Other,
    };
    Error::because(kind, text)
}

fn kind(code: TrapCode) -> TrapKind {
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
        TrapCode::Interrupt => TrapKind::Interrupted,
        _ => TrapKind::Unknown,
    }
}

/// Refusals of the compiler have no public type; the parser has one phrase for
/// every proposal that is switched off.
fn invalid(error: anyhow::Error) -> Error {
    let text = error.root_cause().to_string();
    let unsupported =
        text.contains("support is not enabled") || text.to_lowercase().contains("unsupported");
    let kind = if unsupported { ErrorKind::Unsupported } else { ErrorKind::Invalid };
    Error::because(kind, text)
}
