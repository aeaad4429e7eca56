//! wasmer: ahead-of-time compilers behind one engine.
#![deny(unsafe_code)]

#[allow(unsafe_code)]
mod tunables;

use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, GuestMemory, Host, HostTrap, IMPORT_MODULE,
    Lookup, Registrar, Runtime, Session, TrapKind, Value,
};
use std::cell::Cell;
use std::ffi::CStr;
use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use wasmer::sys::{CompilerConfig, Cranelift, EngineBuilder, NativeEngineExt, Singlepass};

use wasmer::{
    AsStoreRef, CompileError, Engine, Function, FunctionEnv, FunctionEnvMut, Imports,
    InstantiationError, LinkError, Memory, Module, RuntimeError, Store, StoreMut, TypedFunction,
};
use wasmer_middlewares::Metering;
use wasmer_middlewares::metering::{MeteringPoints, get_remaining_points, set_remaining_points};
use wasmer_types::TrapCode;

// Config.

/// Which compiler, and whether calls are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// The optimising compiler.
    Cranelift,
    /// The compiler that passes once over the code.
    Singlepass,
    /// Cranelift with the metering middleware, one unit per instruction.
    Metering,
    /// LLVM.
    #[cfg(feature = "llvm")]
    Llvm,
}

/// An engine of wasmer.
pub struct Wasmer {
    engine: Engine,
    config: Config,
    /// A metering middleware serves one module only.
    used: Cell<bool>,
}

fn engine(config: Config) -> Engine {
    // One thread, like every other engine here.
    let threads = NonZero::<usize>::MIN;
    let compiler: Box<dyn CompilerConfig> = match config {
        Config::Cranelift | Config::Metering => {
            let mut compiler = Cranelift::default();
            compiler.num_threads(threads);
            if config == Config::Metering {
                // The budget of the start section, which runs before the first
                // call; the budgets of calls are set by the session.
                let metering = Metering::new(u64::MAX, |_| 1);
                compiler.push_middleware(Arc::new(metering));
            }
            Box::new(compiler)
        }
        Config::Singlepass => {
            let mut compiler = Singlepass::default();
            compiler.num_threads(threads);
            Box::new(compiler)
        }
        #[cfg(feature = "llvm")]
        Config::Llvm => {
            let mut compiler = wasmer::sys::LLVM::default();
            compiler.num_threads(threads);
            Box::new(compiler)
        }
    };
    let mut engine: Engine = EngineBuilder::new(compiler).engine().into();
    engine.set_tunables(tunables::Frozen::new());
    engine
}

// Host functions.

struct Data<H> {
    host: H,
    memory: Option<Memory>,
}

struct Call<'a, H: 'static>(FunctionEnvMut<'a, Data<H>>);

/// Linear memory behind an interface that only copies.
struct Copied<'a> {
    memory: Option<Memory>,
    store: StoreMut<'a>,
    size: u64,
}

impl GuestMemory for Copied<'_> {
    #[inline]
    fn size(&self) -> u64 {
        self.size
    }

    #[inline]
    fn bytes<'a>(&'a self, at: u32, len: u32, scratch: &'a mut [u8]) -> Result<&'a [u8], HostTrap> {
        let bytes = scratch.get_mut(..len as usize).ok_or(HostTrap)?;
        let memory = self.memory.as_ref().ok_or(HostTrap)?;
        memory.view(&self.store).read(at.into(), bytes).map_err(|_| HostTrap)?;
        Ok(bytes)
    }
}

impl<H: Send + 'static> Caller for Call<'_, H> {
    type Host = H;
    type Memory<'a>
        = Copied<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        &mut self.0.data_mut().host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, Copied<'_>) {
        let (data, store) = self.0.data_and_store_mut();
        let memory = data.memory.clone();
        let size = size(memory.as_ref(), &store);
        let memory = Copied { memory, store, size };
        (&mut data.host, memory)
    }
}

fn size(memory: Option<&Memory>, store: &impl AsStoreRef) -> u64 {
    memory.map_or(0, |memory| memory.view(store).data_size())
}

/// [`HostTrap`] on its way through the engine.
#[derive(Debug)]
struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host function refused its arguments")
    }
}

impl std::error::Error for Refusal {}

fn refuse(_: HostTrap) -> Refusal {
    Refusal
}

struct Linker<'a, H> {
    store: &'a mut Store,
    env: &'a FunctionEnv<Data<H>>,
    imports: Imports,
}

macro_rules! register {
    ($method:ident, $shape:ident, ($($arg:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            let function = Function::new_typed_with_env(
                self.store,
                self.env,
                |env: FunctionEnvMut<'_, Data<H>>, $($arg: i32),*| {
                    F::call(&mut Call(env), $($arg),*).map_err(refuse)
                },
            );
            self.imports.define(text(IMPORT_MODULE), text(F::NAME), function);
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
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

/// A compiled module and the engine that made it.
pub struct Compiled {
    engine: Engine,
    module: Module,
}

impl Runtime for Wasmer {
    type Config = Config;
    type Module<'m> = Compiled;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "wasmer";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            "cranelift" => Config::Cranelift,
            "singlepass" => Config::Singlepass,
            "metering" => Config::Metering,
            #[cfg(feature = "llvm")]
            "llvm" => Config::Llvm,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { engine: engine(*config), config: *config, used: Cell::new(false) })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Compiled, Error> {
        let engine = if self.used.replace(true) && self.config == Config::Metering {
            engine(self.config)
        } else {
            self.engine.clone()
        };
        let module = Module::from_binary(&engine, bytes).map_err(invalid)?;
        Ok(Compiled { engine, module })
    }

    fn instantiate<H: Host>(&self, module: &Compiled, host: H) -> Result<Instance<H>, Error> {
        let mut store = Store::new(module.engine.clone());
        let data = Data { host, memory: None };
        let env = FunctionEnv::new(&mut store, data);
        let mut linker = Linker { store: &mut store, env: &env, imports: Imports::new() };
        H::register(&mut linker)?;
        let imports = linker.imports;
        let instance =
            wasmer::Instance::new(&mut store, &module.module, &imports).map_err(unlinked)?;
        let memory = instance.exports.get_memory("memory").ok().cloned();
        env.as_mut(&mut store).memory = memory;
        Ok(Instance {
            start: instance.exports.get_typed_function(&store, "start").ok(),
            update: instance.exports.get_typed_function(&store, "update").ok(),
            metered: self.config == Config::Metering,
            instance,
            env,
            store,
        })
    }
}

// Instance.

/// A resolved `() -> ()` export.
pub type Entry = TypedFunction<(), ()>;

/// An instance in a store of its own.
pub struct Instance<H: 'static> {
    store: Store,
    env: FunctionEnv<Data<H>>,
    instance: wasmer::Instance,
    metered: bool,
    start: Option<Entry>,
    update: Option<Entry>,
}

impl<H: Host> Instance<H> {
    /// Exhaustion is an `unreachable` that the middleware inserts.
    fn refusal(&mut self, error: RuntimeError) -> Error {
        let error = refusal(error);
        let unreachable = ErrorKind::Trap(TrapKind::Unreachable);
        if self.metered
            && error.kind() == unreachable
            && get_remaining_points(&mut self.store, &self.instance) == MeteringPoints::Exhausted
        {
            return Error::trap(TrapKind::OutOfFuel, "the metering points are used up");
        }
        error
    }

    fn metered(&self) -> Result<(), Error> {
        if self.metered {
            return Ok(());
        }
        Err(Error::because(ErrorKind::Unsupported, "this config does not meter"))
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        let memory = &self.env.as_ref(&self.store).memory;
        match (memory, &self.start, &self.update) {
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
        let outcome = entry.call(&mut self.store);
        outcome.map_err(|error| self.refusal(error))
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.as_ref().ok_or_else(|| Error::no_export(c"update"))?;
        let outcome = entry.call(&mut self.store);
        outcome.map_err(|error| self.refusal(error))
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.env.as_mut(&mut self.store).host)
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        let memory = self.env.as_ref(&self.store).memory.as_ref();
        size(memory, &self.store)
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        self.metered()?;
        set_remaining_points(&mut self.store, &self.instance, units);
        Ok(())
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.metered()?;
        Ok(match get_remaining_points(&mut self.store, &self.instance) {
            MeteringPoints::Remaining(units) => units,
            MeteringPoints::Exhausted => 0,
        })
    }
}

impl<H: Host> Lookup for Instance<H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        self.instance
            .exports
            .get_typed_function(&self.store, text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        let outcome = entry.call(&mut self.store);
        outcome.map_err(|error| self.refusal(error))
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let function = self
            .instance
            .exports
            .get_function(text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))?
            .clone();
        let ty = function.ty(&self.store);
        let inputs: Vec<wasmer::Value> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(wasmer::Value::ty).eq(ty.params().iter().copied()) {
            return Err(Error::new(ErrorKind::Export));
        }
        let results = results
            .get_mut(..ty.results().len())
            .ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let outputs =
            function.call(&mut self.store, &inputs).map_err(|error| self.refusal(error))?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<wasmer::Value, Error> {
    Ok(match value {
        Value::I32(value) => wasmer::Value::I32(value),
        Value::I64(value) => wasmer::Value::I64(value),
        Value::F32(bits) => wasmer::Value::F32(f32::from_bits(bits)),
        Value::F64(bits) => wasmer::Value::F64(f64::from_bits(bits)),
        Value::V128(bits) => wasmer::Value::V128(bits),
        Value::FuncRef { null: true } => wasmer::Value::FuncRef(None),
        Value::ExternRef { null: true } => wasmer::Value::ExternRef(None),
        Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(value: &wasmer::Value) -> Result<Value, Error> {
    Ok(match value {
        wasmer::Value::I32(value) => Value::I32(*value),
        wasmer::Value::I64(value) => Value::I64(*value),
        wasmer::Value::F32(value) => Value::F32(value.to_bits()),
        wasmer::Value::F64(value) => Value::F64(value.to_bits()),
        wasmer::Value::V128(bits) => Value::V128(*bits),
        wasmer::Value::FuncRef(value) => Value::FuncRef { null: value.is_none() },
        wasmer::Value::ExternRef(value) => Value::ExternRef { null: value.is_none() },
        _ => return Err(Error::new(ErrorKind::Unsupported)),
    })
}

fn refusal(error: RuntimeError) -> Error {
    if error.is::<Refusal>() {
        return Error::trap(TrapKind::Host, Refusal);
    }
    let kind = error.clone().to_trap().map_or(TrapKind::Unknown, trap);
    Error::trap(kind, error.message())
}

fn trap(code: TrapCode) -> TrapKind {
    match code {
        TrapCode::UnreachableCodeReached => TrapKind::Unreachable,
        TrapCode::HeapAccessOutOfBounds => TrapKind::MemoryOutOfBounds,
        TrapCode::TableAccessOutOfBounds => TrapKind::TableOutOfBounds,
        TrapCode::IndirectCallToNull => TrapKind::UninitializedElement,
        TrapCode::IntegerDivisionByZero => TrapKind::IntegerDivideByZero,
        TrapCode::IntegerOverflow => TrapKind::IntegerOverflow,
        TrapCode::BadConversionToInteger => TrapKind::InvalidConversion,
        TrapCode::StackOverflow => TrapKind::StackExhausted,
        TrapCode::BadSignature => TrapKind::IndirectCallTypeMismatch,
        TrapCode::HostInterrupt => TrapKind::Interrupted,
        _ => TrapKind::Unknown,
    }
}

fn invalid(error: CompileError) -> Error {
    let kind = match &error {
        CompileError::UnsupportedFeature(_) | CompileError::UnsupportedTarget(_) => {
            ErrorKind::Unsupported
        }
        // The parser has one phrase for every proposal that is switched off.
        CompileError::Validate(text) if text.contains("support is not enabled") => {
            ErrorKind::Unsupported
        }
        // What Singlepass says to vectors.
        CompileError::Codegen(text) if text.contains("unimplemented") => ErrorKind::Unsupported,
        CompileError::Wasm(wasmer::WasmError::Unsupported(_)) => ErrorKind::Unsupported,
        CompileError::Wasm(_) | CompileError::Validate(_) => ErrorKind::Invalid,
        CompileError::Resource(_) => ErrorKind::OutOfMemory,
        _ => ErrorKind::Other,
    };
    Error::because(kind, error)
}

fn unlinked(error: InstantiationError) -> Error {
    match error {
        InstantiationError::Link(LinkError::Trap(error)) | InstantiationError::Start(error) => {
            refusal(error)
        }
        InstantiationError::Link(LinkError::Resource(text)) => {
            Error::because(ErrorKind::OutOfMemory, text)
        }
        InstantiationError::Link(error) => Error::because(ErrorKind::Import, error),
        error => Error::because(ErrorKind::Other, error),
    }
}
