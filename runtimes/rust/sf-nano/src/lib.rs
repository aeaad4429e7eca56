//! Silverfir-nano: an interpreter of threaded code and a compiler in one.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;
use badge_module::Survey;
use badge_runtime::{
    Error, ErrorKind, Host, HostFunc, HostTrap, IMPORT_MODULE, Invoke, MEMORY, PAGE_BYTES,
    Params as _, Registrar, Results as _, Runtime, Session, SharedHost, SliceCall, TrapKind, Value,
    places, text,
};
use core::cell::Cell;
use core::ffi::CStr;
use sf_nano_core::value_type::{RefType, ValueType};
use sf_nano_core::{
    Engine, Func, FunctionType, Import, InstanceId, RefValue, RuntimeWorld, Tier,
    Value as WasmValue, WasmError,
};

// Config.

/// Which of the two engines runs the guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// The interpreter.
    Interp,
    /// The compiler.
    #[cfg(feature = "jit")]
    Jit,
}

/// What engines of Silverfir-nano are made from: each instance has its own,
/// because the limit on memory is the engine's.
#[derive(Debug)]
pub struct SfNano {
    settings: sf_nano_core::Config,
}

/// Stack of a guest in bytes.
const STACK_BYTES: usize = if cfg!(target_os = "none") { 8192 } else { 1 << 20 };

// Host functions.

/// A host, and whether its functions see memory: not while the start section
/// runs.
type Shared<H> = SharedHost<H, bool>;

/// The message of a host function that refuses, and known by it.
const REFUSAL: &str = "a host function refused its arguments";

struct Linker<'a, H> {
    imports: Vec<Import>,
    shared: &'a Shared<H>,
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let shared = self.shared.clone();
        let function = move |caller: &mut sf_nano_core::Caller<'_>,
                             arguments: &[WasmValue],
                             results: &mut [WasmValue]| {
            // Always numbers: the signature was compared while linking.
            let params = F::Params::collect(|index| match arguments.get(index) {
                Some(WasmValue::I32(value)) => *value,
                _ => 0,
            });
            let memory = caller.memory_mut().filter(|_| shared.memory()).unwrap_or(&mut []);
            let answer = shared.call(|host| F::call(&mut SliceCall { host, memory }, params));
            if let Some(value) = answer.map_err(|HostTrap| WasmError::trap(REFUSAL))?.first() {
                results.fill(WasmValue::I32(value));
            }
            Ok(())
        };
        let i32s = |count| core::iter::repeat_n(ValueType::I32, count).collect();
        let ty = FunctionType::new(i32s(F::Params::COUNT), i32s(F::Results::COUNT));
        self.imports.push(Import::func_typed(text(IMPORT_MODULE), text(F::NAME), function, ty));
        Ok(())
    }
}

// Module.

/// A validated module. Silverfir-nano hands modules over to an instance, so
/// that a second instance parses the bytes again.
pub struct Module<'m> {
    bytes: &'m [u8],
    parsed: Cell<Option<sf_nano_core::Module>>,
    /// Largest number of pages: that of the beginning, but at least one, since
    /// none counts as a setting that was forgotten.
    pages: u32,
}

impl Runtime for SfNano {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "sf-nano";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            // The others differ in profile and firmware.
            "interp" | "small" | "one-screen" => Config::Interp,
            #[cfg(feature = "jit")]
            "jit" => Config::Jit,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        let tier = match config {
            Config::Interp => Tier::Interp,
            #[cfg(feature = "jit")]
            Config::Jit => Tier::Jit,
        };
        let settings = sf_nano_core::Config::new()
            .tier(tier)
            .wasm_stack_bytes(STACK_BYTES)
            .parallel_compilation(false);
        Ok(Self { settings })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let parsed = parse(bytes)?;
        let pages = Survey::new(bytes).pages.max(1);
        Ok(Module {
            bytes,
            parsed: Cell::new(Some(parsed)),
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
        })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<H>, Error> {
        let parsed = match module.parsed.take() {
            Some(parsed) => parsed,
            None => parse(module.bytes)?,
        };
        let pages = H::MEMORY_PAGES.unwrap_or(module.pages);
        let engine = Engine::new(self.settings.wasm_memory_max_pages(pages))
            .map_err(|error| Error::because(ErrorKind::Unsupported, error))?;
        let shared = SharedHost::new(host, H::MEMORY_PAGES.is_some());
        let mut linker = Linker { imports: Vec::new(), shared: &shared };
        H::register(&mut linker)?;
        let mut imports = linker.imports;
        let mut world = RuntimeWorld::new();
        if let Some(pages) = H::MEMORY_PAGES {
            let memory = offered(&mut world, &engine, pages, H::begin_memory)?;
            imports.push(memory);
        }
        let guest = instantiate(&mut world, &engine, parsed, &imports)?;
        shared.lend(true);
        Ok(Instance { world, guest, shared })
    }
}

fn instantiate(
    world: &mut RuntimeWorld,
    engine: &Engine,
    module: sf_nano_core::Module,
    imports: &[Import],
) -> Result<InstanceId, Error> {
    world.instantiate(engine, module, imports).map_err(|error| refusal(error.into_parts().1))
}

/// A memory to import. A host cannot make one with contents, but an instance can
/// whose module has nothing else.
fn offered(
    world: &mut RuntimeWorld,
    engine: &Engine,
    pages: u32,
    begin: fn(&mut [u8]),
) -> Result<Import, Error> {
    // A number of up to 65,536 in LEB128.
    let septet = |shift: u32| (pages >> shift & 0x7f) as u8;
    let limit = [septet(0) | 0x80, septet(7) | 0x80, septet(14)];
    let mut bytes = Vec::from(*b"\0asm\x01\0\0\0\x05\x08\x01\x01");
    bytes.extend(limit);
    bytes.extend(limit);
    bytes.extend(*b"\x07\x0a\x01\x06memory\x02\0");
    let owner = instantiate(world, engine, parse(&bytes)?, &[])?;
    let owner = world.instance_mut(owner).ok_or_else(gone)?;
    begin(&mut owner.memory_mut().map_err(refusal)?);
    let memory = owner.get_export("memory").map_err(refusal)?.ok_or_else(gone)?;
    Ok(Import::new(text(IMPORT_MODULE), text(MEMORY), memory))
}

/// An instance that was made and cannot be found.
fn gone() -> Error {
    Error::because(ErrorKind::Other, "the instance is gone from its world")
}

fn parse(bytes: &[u8]) -> Result<sf_nano_core::Module, Error> {
    sf_nano_core::Module::new("guest", bytes).map_err(refusal)
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Clone, Copy, Debug)]
pub struct Entry(Func);

/// An instance in a world of its own.
pub struct Instance<H> {
    world: RuntimeWorld,
    guest: InstanceId,
    shared: Shared<H>,
}

impl<H> Instance<H> {
    #[inline]
    fn enter(
        &mut self,
        function: &Func,
        args: &[WasmValue],
        results: &mut [WasmValue],
    ) -> Result<(), Error> {
        self.guest()?.call(function, args, results).map_err(refusal)
    }

    #[inline]
    fn guest(&mut self) -> Result<&mut sf_nano_core::Instance, Error> {
        self.world.instance_mut(self.guest).ok_or_else(gone)
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.guest()?.get_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        match function.arity() {
            (0, 0) => Ok(Entry(function)),
            _ => Err(Error::no_entry(name)),
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(&entry.0, &[], &mut [])
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        let pages = self.guest().ok()?.memory_pages(text(MEMORY)).map(|pages| pages as u64);
        Some(pages.or(H::MEMORY_PAGES.map(u64::from))? * PAGE_BYTES)
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        H::MEMORY_PAGES?;
        let mut memory = self.guest().ok()?.memory_mut().ok()?;
        Some(self.shared.host(|host| f(host, &mut memory)))
    }
}

impl<H: Host> Invoke for Instance<H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let function = self.guest()?.get_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        let (parameters, count) = function.arity();
        if parameters != args.len() {
            return Err(Error::arguments());
        }
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let results = places(results, count)?;
        let mut outputs: Vec<WasmValue> = alloc::vec![WasmValue::Unknown; count];
        self.enter(&function, &inputs, &mut outputs)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(count)
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<WasmValue, Error> {
    Ok(match value {
        Value::I32(value) => WasmValue::I32(value),
        Value::I64(value) => WasmValue::I64(value),
        Value::F32(bits) => WasmValue::F32(f32::from_bits(bits)),
        Value::F64(bits) => WasmValue::F64(f64::from_bits(bits)),
        #[cfg(feature = "jit")]
        Value::V128(bits) => WasmValue::V128(bits.to_le_bytes()),
        Value::FuncRef { null: true } => WasmValue::Ref(RefValue::null(), RefType::funcref()),
        Value::ExternRef { null: true } => WasmValue::Ref(RefValue::null(), RefType::externref()),
        _ => return Err(Error::no_value()),
    })
}

fn from_engine(value: &WasmValue) -> Result<Value, Error> {
    Ok(match value {
        WasmValue::I32(value) => Value::I32(*value),
        WasmValue::I64(value) => Value::I64(*value),
        WasmValue::F32(value) => Value::F32(value.to_bits()),
        WasmValue::F64(value) => Value::F64(value.to_bits()),
        #[cfg(feature = "jit")]
        WasmValue::V128(bytes) => Value::V128(u128::from_le_bytes(*bytes)),
        WasmValue::Ref(value, ty) if ty.is_funcref() => Value::FuncRef { null: value.is_null() },
        WasmValue::Ref(value, ty) if ty.is_externref() => {
            Value::ExternRef { null: value.is_null() }
        }
        _ => return Err(Error::no_value()),
    })
}

fn refusal(error: WasmError) -> Error {
    let kind = match (error.class(), error.message()) {
        ("trap", REFUSAL) => ErrorKind::Trap(TrapKind::Host),
        ("trap" | "unlinkable", "out of bounds memory access" | "memory access out of bounds") => {
            ErrorKind::Trap(TrapKind::MemoryOutOfBounds)
        }
        ("trap" | "unlinkable", "out of bounds table access") => {
            ErrorKind::Trap(TrapKind::TableOutOfBounds)
        }
        ("trap", message) => ErrorKind::Trap(trap(message)),
        ("exhaustion", "stack overflow") => ErrorKind::Trap(TrapKind::StackExhausted),
        ("invalid", "argument type mismatch") => ErrorKind::Export,
        ("invalid", "interp: unsupported value type") => ErrorKind::Unsupported,
        ("malformed" | "invalid", _) => ErrorKind::Invalid,
        ("unlinkable", _) => ErrorKind::Import,
        ("exhaustion", _) => ErrorKind::OutOfMemory,
        _ => ErrorKind::Other,
    };
    Error::because(kind, error)
}

fn trap(message: &str) -> TrapKind {
    match message {
        "unreachable" | "unreachable executed" => TrapKind::Unreachable,
        "indirect call type mismatch" => TrapKind::IndirectCallTypeMismatch,
        "undefined element" => TrapKind::TableOutOfBounds,
        // The last are the compiler's words for a null element.
        "uninitialized element" | "null function reference" | "invalid function reference" => {
            TrapKind::UninitializedElement
        }
        "integer divide by zero" => TrapKind::IntegerDivideByZero,
        "integer overflow" => TrapKind::IntegerOverflow,
        "invalid conversion to integer" => TrapKind::InvalidConversion,
        "call stack exhausted" => TrapKind::StackExhausted,
        _ => TrapKind::Unknown,
    }
}
