//! tinywasm: an interpreter of its own bytecode, which can be made beforehand.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod memory;

use alloc::boxed::Box;
use alloc::vec::Vec;
use badge_runtime::{
    Caller, Error, ErrorKind, GuestMemory, GuestMemoryMut, Host, HostFunc, HostTrap, IMPORT_MODULE,
    Invoke, MEMORY, Params as _, Registrar, Results as _, Runtime, Session, SharedHost, TrapKind,
    Value, places, text,
};
use core::ffi::CStr;
use tinywasm::types::{ExternRef, FuncRef, MemoryArch, MemoryType, WasmValue};
use tinywasm::{
    Engine, FuncContext, FunctionTyped, HostFunction, Imports, Memory, Module, ModuleInstance,
    Store, Trap,
};

// Config.

/// Which bytes `compile` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// Modules, parsed and validated.
    #[cfg(feature = "parser")]
    Parser,
    /// Archives of bytecode, believed to be valid.
    Archive,
}

/// An engine of tinywasm.
pub struct Tinywasm {
    engine: Engine,
    config: Config,
}

fn engine() -> Engine {
    let config = tinywasm::engine::Config::new().with_memory_backend(memory::frozen());
    // The defaults reserve 620 KB for the guest's stacks.
    #[cfg(not(feature = "std"))]
    let config = {
        use tinywasm::engine::StackConfig;
        config
            .with_value_stack_32(StackConfig::fixed(512))
            .with_value_stack_64(StackConfig::fixed(128))
            .with_value_stack_128(StackConfig::fixed(4))
            .with_call_stack(StackConfig::fixed(32))
    };
    Engine::new(config)
}

// Host functions.

struct Call<'a, H> {
    store: &'a mut Store,
    host: &'a mut H,
    memory: Option<Memory>,
}

/// Linear memory behind an interface that only copies.
struct Copied<'a> {
    store: &'a mut Store,
    memory: Option<Memory>,
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
        memory.read_exact(self.store, at as usize, bytes).map_err(|_| HostTrap)?;
        Ok(bytes)
    }
}

impl GuestMemoryMut for Copied<'_> {
    fn lend<T>(&mut self, f: impl FnOnce(&mut [u8]) -> T) -> T {
        lend(&mut *self.store, self.memory, f)
    }
}

impl<H> Caller for Call<'_, H> {
    type Host = H;
    type Memory<'a>
        = Copied<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        self.host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, Copied<'_>) {
        let size = size(self.store, self.memory).unwrap_or(0);
        (self.host, Copied { store: self.store, memory: self.memory, size })
    }
}

/// Hands out a copy of memory and writes it back, which cannot fail: it is as
/// long as the memory.
fn lend<T>(store: &mut Store, memory: Option<Memory>, f: impl FnOnce(&mut [u8]) -> T) -> T {
    let Some(memory) = memory else {
        return f(&mut []);
    };
    let mut copy =
        memory.len(store).and_then(|bytes| memory.read_vec(store, 0, bytes)).unwrap_or_default();
    let result = f(&mut copy);
    let written = memory.copy_from_slice(store, 0, &copy);
    debug_assert!(written.is_ok(), "as long as the memory");
    result
}

fn size(store: &Store, memory: Option<Memory>) -> Option<u64> {
    memory?.len(store).ok().map(|bytes| bytes as u64)
}

struct Linker<'a, H> {
    store: &'a mut Store,
    imports: Imports,
    shared: &'a SharedHost<H, Option<Memory>>,
}

#[inline(always)]
fn answer<H, F: HostFunc<H>>(
    shared: &SharedHost<H, Option<Memory>>,
    context: &mut FuncContext<'_>,
    params: &[i32],
) -> Result<F::Results, tinywasm::Error> {
    let (store, memory) = (context.store_mut(), shared.memory());
    let params = F::Params::collect(|index| params[index]);
    let answer = shared.call(|host| F::call(&mut Call { store, host, memory }, params));
    answer.map_err(|trap| tinywasm::Error::Trap(Trap::HostFunction(Box::new(trap))))
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let shared = self.shared.clone();
        macro_rules! i32s {
            ($arg:ident) => {
                i32
            };
        }
        macro_rules! wrap {
            ($($arg:ident)*) => {
                if F::Results::COUNT == 0 {
                    HostFunction::from(
                        self.store,
                        move |mut context: FuncContext<'_>, ($($arg,)*): ($(i32s!($arg),)*)| {
                            answer::<H, F>(&shared, &mut context, &[$($arg),*]).map(drop)
                        },
                    )
                } else {
                    HostFunction::from(
                        self.store,
                        move |mut context: FuncContext<'_>, ($($arg,)*): ($(i32s!($arg),)*)| {
                            let results = answer::<H, F>(&shared, &mut context, &[$($arg),*])?;
                            Ok(results.first().unwrap_or_default())
                        },
                    )
                }
            };
        }
        let function = badge_runtime::by_arity!(F, wrap);
        self.imports.define(text(IMPORT_MODULE), text(F::NAME), function);
        Ok(())
    }
}

// Module.

impl Runtime for Tinywasm {
    type Config = Config;
    type Module<'m> = Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "tinywasm";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            #[cfg(feature = "parser")]
            "parser" => Config::Parser,
            // The other differs in the profile.
            "archive" | "fast" => Config::Archive,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { engine: engine(), config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module, Error> {
        match self.config {
            #[cfg(feature = "parser")]
            Config::Parser => tinywasm::parse_bytes(bytes).map_err(unparsed),
            Config::Archive => Module::try_from_twasm(bytes)
                .map_err(|error| Error::because(ErrorKind::Invalid, error)),
        }
    }

    fn instantiate<H: Host>(&self, module: &Module, host: H) -> Result<Instance<H>, Error> {
        let mut store = Store::new(self.engine.clone());
        let shared = SharedHost::new(host, None);
        let mut linker = Linker { store: &mut store, imports: Imports::new(), shared: &shared };
        H::register(&mut linker)?;
        let mut imports = linker.imports;
        if let Some(pages) = H::MEMORY_PAGES {
            let pages = pages.into();
            let ty = MemoryType::new(MemoryArch::I32, pages, Some(pages), None);
            let memory = Memory::new(&mut store, ty).map_err(refusal)?;
            lend(&mut store, Some(memory), H::begin_memory);
            shared.lend(Some(memory));
            imports.define(text(IMPORT_MODULE), text(MEMORY), memory);
        }
        let instance =
            ModuleInstance::instantiate(&mut store, module, Some(imports)).map_err(refusal)?;
        if let Ok(memory) = instance.memory(text(MEMORY)) {
            shared.lend(Some(memory));
        }
        Ok(Instance { instance, shared, store })
    }
}

#[cfg(feature = "parser")]
impl badge_runtime::Prepare for Tinywasm {
    /// The archive is the same for every target.
    fn prepare(
        config: &Config,
        wasm: &[u8],
        _: badge_runtime::PrepareTarget,
    ) -> Result<Vec<u8>, Error> {
        if *config != Config::Archive {
            return Err(Error::because(
                ErrorKind::Unsupported,
                "only `archive` takes artifacts; `parser` loads modules",
            ));
        }
        tinywasm::parse_bytes(wasm)
            .map_err(unparsed)?
            .serialize_twasm()
            .map_err(|error| Error::because(ErrorKind::Other, error))
    }
}

// Instance.

/// An instance in a store of its own.
pub struct Instance<H> {
    store: Store,
    instance: ModuleInstance,
    shared: SharedHost<H, Option<Memory>>,
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = FunctionTyped<(), ()>;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error> {
        self.instance
            .func(&self.store, text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))
    }

    #[inline]
    fn call(&mut self, entry: &Self::Entry) -> Result<(), Error> {
        entry.call(&mut self.store, ()).map_err(refusal)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        size(&self.store, self.shared.memory())
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        let memory = self.shared.memory()?;
        let shared = &self.shared;
        Some(lend(&mut self.store, Some(memory), |bytes| shared.host(|host| f(host, bytes))))
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
            .func_untyped(&self.store, text(name))
            .map_err(|error| Error::because(ErrorKind::Export, error))?;
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        // The type of a function is private: tinywasm itself compares the
        // arguments with it, and results are counted when they are there.
        let outputs = function.call(&mut self.store, &inputs).map_err(|error| match error {
            tinywasm::Error::Other(text) => Error::because(ErrorKind::Export, text),
            error => refusal(error),
        })?;
        let results = places(results, outputs.len())?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

badge_runtime::values! {
    WasmValue;
    F32(f32::from_bits, f32::to_bits), F64(f64::from_bits, f64::to_bits),
    V128(u128::to_le_bytes, u128::from_le_bytes);
    RefFunc as FuncRef(FuncRef::null(), FuncRef::is_null),
    RefExtern as ExternRef(ExternRef::null(), ExternRef::is_null)
}

fn refusal(error: tinywasm::Error) -> Error {
    use tinywasm::Error as Cause;
    let kind = match &error {
        Cause::Trap(Trap::OutOfMemory) => ErrorKind::OutOfMemory,
        Cause::Trap(trap) => ErrorKind::Trap(kind(trap)),
        Cause::Linker(_) => ErrorKind::Import,
        Cause::UnsupportedFeature(_) => ErrorKind::Unsupported,
        Cause::Twasm(_) => ErrorKind::Invalid,
        _ => ErrorKind::Other,
    };
    Error::because(kind, error)
}

fn kind(trap: &Trap) -> TrapKind {
    match trap {
        Trap::Unreachable => TrapKind::Unreachable,
        Trap::HostFunction(_) => TrapKind::Host,
        Trap::MemoryOutOfBounds { .. } => TrapKind::MemoryOutOfBounds,
        Trap::TableOutOfBounds { .. } | Trap::UndefinedElement { .. } => TrapKind::TableOutOfBounds,
        Trap::DivisionByZero => TrapKind::IntegerDivideByZero,
        Trap::InvalidConversionToInt => TrapKind::InvalidConversion,
        Trap::IntegerOverflow => TrapKind::IntegerOverflow,
        Trap::CallStackOverflow | Trap::ValueStackOverflow => TrapKind::StackExhausted,
        Trap::UninitializedElement { .. } => TrapKind::UninitializedElement,
        Trap::IndirectCallTypeMismatch { .. } => TrapKind::IndirectCallTypeMismatch,
        _ => TrapKind::Unknown,
    }
}

#[cfg(feature = "parser")]
fn unparsed(error: tinywasm::ParseError) -> Error {
    use tinywasm::ParseError as Cause;
    let kind = match &error {
        Cause::UnsupportedSection(_) | Cause::UnsupportedOperator(_) => ErrorKind::Unsupported,
        // The parser has one phrase for every proposal that is switched off.
        Cause::ParseError { message, .. } if message.contains("support is not enabled") => {
            ErrorKind::Unsupported
        }
        _ => ErrorKind::Invalid,
    };
    Error::because(kind, error)
}
