//! wasmer: ahead-of-time compilers behind one engine.
#![deny(unsafe_code)]

#[allow(unsafe_code)]
mod tunables;

use badge_runtime::{
    Caller, Error, ErrorKind, GuestMemory, GuestMemoryMut, Host, HostFunc, HostTrap, IMPORT_MODULE,
    Invoke, MEMORY, Params as _, Registrar, Results as _, Runtime, Session, TrapKind, Value,
    places, text,
};
use std::cell::Cell;
use std::ffi::CStr;
use std::num::NonZero;
use std::sync::Arc;
use wasmer::sys::{CompilerConfig, Cranelift, EngineBuilder, NativeEngineExt, Singlepass};

use wasmer::{
    AsStoreRef, CompileError, Engine, Function, FunctionEnv, FunctionEnvMut, Imports,
    InstantiationError, LinkError, Memory, MemoryType, Module, RuntimeError, Store, StoreMut,
    TypedFunction, Value as WasmValue,
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

impl GuestMemoryMut for Copied<'_> {
    fn lend<T>(&mut self, f: impl FnOnce(&mut [u8]) -> T) -> T {
        lend(self.memory.as_ref(), &self.store, f)
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

/// Hands out a copy of memory and writes it back, which cannot fail: it is as
/// long as the memory.
fn lend<T>(memory: Option<&Memory>, store: &impl AsStoreRef, f: impl FnOnce(&mut [u8]) -> T) -> T {
    let Some(memory) = memory else {
        return f(&mut []);
    };
    let view = memory.view(store);
    let mut copy = view.copy_to_vec().unwrap_or_default();
    let result = f(&mut copy);
    let written = view.write(0, &copy);
    debug_assert!(written.is_ok(), "as long as the memory");
    result
}

fn size(memory: Option<&Memory>, store: &impl AsStoreRef) -> u64 {
    memory.map_or(0, |memory| memory.view(store).data_size())
}

struct Linker<'a, H> {
    store: &'a mut Store,
    env: &'a FunctionEnv<Data<H>>,
    imports: Imports,
}

#[inline(always)]
fn answer<H: Host, F: HostFunc<H>>(
    env: FunctionEnvMut<'_, Data<H>>,
    params: &[i32],
) -> Result<F::Results, HostTrap> {
    F::call(&mut Call(env), F::Params::collect(|index| params[index]))
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let (store, data) = (&mut *self.store, self.env);
        macro_rules! wrap {
            ($($arg:ident)*) => {
                if F::Results::COUNT == 0 {
                    Function::new_typed_with_env(store, data, |env: FunctionEnvMut<'_, _>, $($arg: i32),*| {
                        answer::<H, F>(env, &[$($arg),*]).map(drop)
                    })
                } else {
                    Function::new_typed_with_env(store, data, |env: FunctionEnvMut<'_, _>, $($arg: i32),*| {
                        answer::<H, F>(env, &[$($arg),*]).map(|results| results.first().unwrap_or_default())
                    })
                }
            };
        }
        let function = badge_runtime::by_arity!(F, wrap);
        self.imports.define(text(IMPORT_MODULE), text(F::NAME), function);
        Ok(())
    }
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
        let mut imports = linker.imports;
        if let Some(pages) = H::MEMORY_PAGES {
            let ty = MemoryType::new(pages, Some(pages), false);
            let memory = Memory::new(&mut store, ty)
                .map_err(|error| Error::because(ErrorKind::OutOfMemory, error))?;
            lend(Some(&memory), &store, H::begin_memory);
            env.as_mut(&mut store).memory = Some(memory.clone());
            imports.define(text(IMPORT_MODULE), text(MEMORY), memory);
        }
        let instance =
            wasmer::Instance::new(&mut store, &module.module, &imports).map_err(unlinked)?;
        if let Ok(memory) = instance.exports.get_memory(text(MEMORY)) {
            env.as_mut(&mut store).memory = Some(memory.clone());
        }
        Ok(Instance { metered: self.config == Config::Metering, instance, env, store })
    }
}

// Instance.

/// An instance in a store of its own.
pub struct Instance<H: 'static> {
    store: Store,
    env: FunctionEnv<Data<H>>,
    instance: wasmer::Instance,
    metered: bool,
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
        Err(Error::unmetered())
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = TypedFunction<(), ()>;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error> {
        self.instance
            .exports
            .get_typed_function(&self.store, text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))
    }

    #[inline]
    fn call(&mut self, entry: &Self::Entry) -> Result<(), Error> {
        let outcome = entry.call(&mut self.store);
        outcome.map_err(|error| self.refusal(error))
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.env.as_mut(&mut self.store).host)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        let memory = self.env.as_ref(&self.store).memory.as_ref()?;
        Some(size(Some(memory), &self.store))
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        let memory = self.env.as_ref(&self.store).memory.clone()?;
        let view = memory.view(&self.store);
        let mut copy = view.copy_to_vec().unwrap_or_default();
        let result = self.host(|host| f(host, &mut copy));
        let written = memory.view(&self.store).write(0, &copy);
        debug_assert!(written.is_ok(), "as long as the memory");
        Some(result)
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

impl<H: Host> Invoke for Instance<H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let function = self
            .instance
            .exports
            .get_function(text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))?
            .clone();
        let ty = function.ty(&self.store);
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(WasmValue::ty).eq(ty.params().iter().copied()) {
            return Err(Error::arguments());
        }
        let results = places(results, ty.results().len())?;
        let outputs =
            function.call(&mut self.store, &inputs).map_err(|error| self.refusal(error))?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

badge_runtime::values! {
    WasmValue;
    F32(f32::from_bits, f32::to_bits), F64(f64::from_bits, f64::to_bits), V128(|bits| bits, |bits| bits);
    FuncRef as FuncRef(None, Option::is_none), ExternRef as ExternRef(None, Option::is_none)
}

fn refusal(error: RuntimeError) -> Error {
    if error.is::<HostTrap>() {
        return Error::trap(TrapKind::Host, HostTrap);
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
