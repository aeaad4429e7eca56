//! wasmtime: two compilers, and Pulley, an interpreter of Cranelift's bytecode.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

mod config;
#[cfg(target_os = "none")]
#[allow(unsafe_code)]
mod platform;

use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MEMORY, Runtime, Session, TrapKind,
    Value, places, text,
};
use core::ffi::CStr;
use core::marker::PhantomData;
use wasmtime::{Engine, Memory, MemoryType, Trap, V128, Val};

pub use config::Config;

/// An engine of wasmtime.
pub struct Wasmtime {
    engine: Engine,
    config: Config,
}

// Host functions.

badge_runtime::wasmtime_host!(
    wasmtime,
    wasmtime::Error,
    wasmtime::Error::new,
    wasmtime::MemoryType::minimum
);

// Module.

/// A compiled module. On the badge it executes the artifact in place.
pub struct Module<'m> {
    module: wasmtime::Module,
    borrows: PhantomData<&'m [u8]>,
}

impl Runtime for Wasmtime {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "wasmtime";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Config::named(name)
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { engine: config.engine()?, config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        Ok(Module { module: compile(&self.engine, bytes)?, borrows: PhantomData })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        let data = Data { host, memory: None, limits: frozen::<H>(&module.module) };
        let mut store = wasmtime::Store::new(&self.engine, data);
        store.limiter(|data| &mut data.limits);
        self.begin(&mut store)?;
        let mut linker = Linker(wasmtime::Linker::new(&self.engine));
        H::register(&mut linker)?;
        if let Some(pages) = H::MEMORY_PAGES {
            let ty = MemoryType::new(pages, Some(pages));
            let memory = Memory::new(&mut store, ty).map_err(refusal)?;
            let memory = offered(&mut store, memory);
            let (from, name) = (text(IMPORT_MODULE), text(MEMORY));
            linker.0.define(&store, from, name, memory).map_err(refusal)?;
        }
        let linked = linker
            .0
            .instantiate_pre(&module.module)
            .map_err(|error| Error::because(ErrorKind::Import, error.root_cause()))?;
        let instance = linked.instantiate(&mut store).map_err(refusal)?;
        if let Some(memory) = instance.get_memory(&mut store, text(MEMORY)) {
            store.data_mut().memory = Some(memory);
        }
        Ok(Instance {
            instance,
            store,
            #[cfg(feature = "host")]
            config: self.config,
            borrows: PhantomData,
        })
    }
}

impl Wasmtime {
    /// Budgets and deadlines are per call; a start section runs before the
    /// first one.
    #[cfg(feature = "host")]
    fn begin<H>(&self, store: &mut wasmtime::Store<Data<H>>) -> Result<(), Error> {
        match self.config {
            Config::Fuel => store.set_fuel(u64::MAX).map_err(refusal)?,
            Config::Epoch => store.set_epoch_deadline(1),
            Config::Cranelift | Config::Winch | Config::Pulley => {}
        }
        Ok(())
    }

    #[cfg(not(feature = "host"))]
    fn begin<H>(&self, _: &mut wasmtime::Store<Data<H>>) -> Result<(), Error> {
        let Config::Pulley = self.config;
        Ok(())
    }
}

#[cfg(feature = "host")]
fn compile(engine: &Engine, bytes: &[u8]) -> Result<wasmtime::Module, Error> {
    wasmtime::Module::from_binary(engine, bytes).map_err(invalid)
}

#[cfg(not(feature = "host"))]
#[allow(unsafe_code)]
fn compile(engine: &Engine, artifact: &[u8]) -> Result<wasmtime::Module, Error> {
    // SAFETY: the artifact was made by `Prepare` of this very version, which
    // wasmtime checks; the lifetime of `Module` keeps it in place.
    unsafe { wasmtime::Module::deserialize_raw(engine, artifact.into()) }
        .map_err(|error| Error::because(ErrorKind::Invalid, error.root_cause()))
}

#[cfg(feature = "host")]
impl badge_runtime::Prepare for Wasmtime {
    fn prepare(
        config: &Config,
        wasm: &[u8],
        target: badge_runtime::PrepareTarget,
    ) -> Result<Vec<u8>, Error> {
        match (config, target) {
            (Config::Pulley, badge_runtime::PrepareTarget::Pybadge) => {
                config::badge_engine()?.precompile_module(wasm).map_err(invalid)
            }
            _ => Err(Error::because(
                ErrorKind::Unsupported,
                "only `pulley32` on the badge takes artifacts; the other configs load modules",
            )),
        }
    }
}

// Instance.

/// An instance in a store of its own.
pub struct Instance<'m, H: 'static> {
    store: wasmtime::Store<Data<H>>,
    instance: wasmtime::Instance,
    #[cfg(feature = "host")]
    config: Config,
    borrows: PhantomData<&'m [u8]>,
}

impl<H: 'static> Instance<'_, H> {
    /// An epoch that ended between two calls must not end the next one.
    #[inline]
    fn arm(&mut self) {
        #[cfg(feature = "host")]
        if self.config == Config::Epoch {
            self.store.set_epoch_deadline(1);
        }
    }

    fn metered(&self) -> Result<(), Error> {
        #[cfg(feature = "host")]
        if self.config == Config::Fuel {
            return Ok(());
        }
        Err(Error::unmetered())
    }
}

impl<H: Host> Session for Instance<'_, H> {
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
        self.metered()?;
        self.store.set_fuel(units).map_err(refusal)
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.metered()?;
        self.store.get_fuel().map_err(refusal)
    }

    #[cfg(feature = "host")]
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

impl<H: Host> Invoke for Instance<'_, H> {
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
        let fits = |(input, ty): (&Val, _)| input.matches_ty(&self.store, &ty).unwrap_or(false);
        if inputs.len() != ty.params().len() || !inputs.iter().zip(ty.params()).all(fits) {
            return Err(Error::arguments());
        }
        let results = places(results, ty.results().len())?;
        // Overwritten by the call, whatever their type.
        let mut outputs = alloc::vec![Val::I32(0); results.len()];
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
    F32(same, same), F64(same, same), V128(V128::from, |bits: V128| bits.as_u128());
    FuncRef as FuncRef(None, Option::is_none), ExternRef as ExternRef(None, Option::is_none)
}

fn same<T>(bits: T) -> T {
    bits
}

fn refusal(error: wasmtime::Error) -> Error {
    if error.is::<HostTrap>() {
        return Error::trap(TrapKind::Host, HostTrap);
    }
    let kind = match error.downcast_ref::<Trap>() {
        Some(trap) => ErrorKind::Trap(kind(*trap)),
        None if error.is::<wasmtime::OutOfMemory>() => ErrorKind::OutOfMemory,
        None => ErrorKind::Other,
    };
    Error::because(kind, error.root_cause())
}

fn kind(trap: Trap) -> TrapKind {
    match trap {
        Trap::UnreachableCodeReached => TrapKind::Unreachable,
        Trap::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
        Trap::TableOutOfBounds => TrapKind::TableOutOfBounds,
        Trap::IndirectCallToNull => TrapKind::UninitializedElement,
        Trap::IntegerDivisionByZero => TrapKind::IntegerDivideByZero,
        Trap::IntegerOverflow => TrapKind::IntegerOverflow,
        Trap::BadConversionToInteger => TrapKind::InvalidConversion,
        Trap::StackOverflow => TrapKind::StackExhausted,
        Trap::BadSignature => TrapKind::IndirectCallTypeMismatch,
        Trap::OutOfFuel => TrapKind::OutOfFuel,
        Trap::Interrupt => TrapKind::Interrupted,
        _ => TrapKind::Unknown,
    }
}

/// Refusals of the compilers have no public type; the parser has one phrase for
/// every proposal that is switched off, Winch one for what it lacks.
#[cfg(feature = "host")]
fn invalid(error: wasmtime::Error) -> Error {
    let text = alloc::format!("{}", error.root_cause());
    let unsupported =
        text.contains("support is not enabled") || text.to_lowercase().contains("unsupported");
    let kind = if unsupported { ErrorKind::Unsupported } else { ErrorKind::Invalid };
    Error::because(kind, text)
}
