//! Silverfir-nano: an interpreter of threaded code and a compiler in one.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_module::Survey;
use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, IMPORT_MODULE, Lookup,
    PAGE_BYTES, Registrar, Runtime, Session, SliceMemory, TrapKind, Value,
};
use core::cell::{Cell, RefCell, RefMut};
use core::ffi::CStr;
use sf_nano_core::value_type::{RefType, ValueType};
use sf_nano_core::{
    Engine, Func, FunctionType, Import, RefValue, Tier, Value as WasmValue, WasmError,
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

/// What the closures of the host functions share with the instance.
struct Shared<H> {
    host: RefCell<H>,
    /// Off while the start section runs.
    lends_memory: Cell<bool>,
}

struct Call<'a, 'c, H> {
    caller: &'a sf_nano_core::Caller<'c>,
    host: RefMut<'a, H>,
    lends_memory: bool,
}

impl<H> Caller for Call<'_, '_, H> {
    type Host = H;
    type Memory<'a>
        = SliceMemory<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        &mut self.host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, SliceMemory<'_>) {
        let bytes = if self.lends_memory { self.caller.memory().unwrap_or(&[]) } else { &[] };
        (&mut self.host, SliceMemory(bytes))
    }
}

/// The message of a host function that refuses, and known by it.
const REFUSAL: &str = "a host function refused its arguments";

fn refuse(_: HostTrap) -> WasmError {
    WasmError::trap(REFUSAL)
}

struct Linker<'a, H> {
    imports: Vec<Import>,
    shared: &'a Rc<Shared<H>>,
}

macro_rules! register {
    ($method:ident, $shape:ident, $store:expr, [$($result:expr)?], ($($arg:ident: $ty:expr),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            let shared = Rc::clone(self.shared);
            let function = move |caller: &mut sf_nano_core::Caller<'_>,
                                 arguments: &[WasmValue],
                                 results: &mut [WasmValue]| {
                // Always so: the signature was compared while linking.
                let [$(WasmValue::I32($arg)),*] = *arguments else {
                    return Err(refuse(HostTrap));
                };
                let mut call = Call {
                    caller,
                    // Never borrowed twice: host functions do not call back.
                    host: shared.host.try_borrow_mut().map_err(|_| refuse(HostTrap))?,
                    lends_memory: shared.lends_memory.get(),
                };
                let store: fn(&mut [WasmValue], _) = $store;
                F::call(&mut call, $($arg),*)
                    .map(|value| store(results, value))
                    .map_err(refuse)
            };
            let ty = FunctionType::new(
                [$($ty),*].into_iter().collect(),
                [$($result)?].into_iter().collect(),
            );
            self.imports.push(Import::func_typed(
                text(IMPORT_MODULE),
                text(F::NAME),
                function,
                ty,
            ));
            Ok(())
        }
    };
}

const I32: ValueType = ValueType::I32;

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;
    register!(fn0, Fn0, |results, value| results.fill(WasmValue::I32(value)), [I32], ());
    register!(fn2, Fn2, |_, ()| (), [], (a: I32, b: I32));
    register!(fn5, Fn5, |_, ()| (), [],
        (a: I32, b: I32, c: I32, d: I32, e: I32));
    register!(fn6, Fn6, |_, ()| (), [],
        (a: I32, b: I32, c: I32, d: I32, e: I32, f: I32));
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
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
            "interp" => Config::Interp,
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
        let engine = Engine::new(self.settings.wasm_memory_max_pages(module.pages))
            .map_err(|error| Error::because(ErrorKind::Unsupported, error))?;
        let shared = Rc::new(Shared { host: RefCell::new(host), lends_memory: Cell::new(false) });
        let mut linker = Linker { imports: Vec::new(), shared: &shared };
        H::register(&mut linker)?;
        let imports = linker.imports;
        let instance =
            sf_nano_core::Instance::from_module(&engine, parsed, &imports).map_err(refusal)?;
        shared.lends_memory.set(true);
        let mut instance = Instance { instance, shared, start: None, update: None };
        instance.start = instance.entry(c"start").ok();
        instance.update = instance.entry(c"update").ok();
        Ok(instance)
    }
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
    instance: sf_nano_core::Instance,
    shared: Rc<Shared<H>>,
    start: Option<Entry>,
    update: Option<Entry>,
}

impl<H> Instance<H> {
    #[inline]
    fn enter(
        &mut self,
        function: &Func,
        args: &[WasmValue],
        results: &mut [WasmValue],
    ) -> Result<(), Error> {
        self.instance.call(function, args, results).map_err(refusal)
    }

    fn pages(&self) -> Option<usize> {
        self.instance.memory_pages("memory")
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.pages(), self.start, self.update) {
            (None, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        let entry = self.start.ok_or_else(|| Error::no_export(c"start"))?;
        self.enter(&entry.0, &[], &mut [])
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.ok_or_else(|| Error::no_export(c"update"))?;
        self.enter(&entry.0, &[], &mut [])
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.shared.host.borrow_mut())
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        self.pages().unwrap_or(0) as u64 * PAGE_BYTES
    }
}

impl<H: Host> Lookup for Instance<H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.instance.get_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        match function.arity() {
            (0, 0) => Ok(Entry(function)),
            _ => Err(Error::because(ErrorKind::Export, "not of type () -> ()")),
        }
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(&entry.0, &[], &mut [])
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let function = self.instance.get_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        let (parameters, count) = function.arity();
        if parameters != args.len() {
            return Err(Error::new(ErrorKind::Export));
        }
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let results = results.get_mut(..count).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
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
        _ => return Err(Error::new(ErrorKind::Unsupported)),
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
        _ => return Err(Error::new(ErrorKind::Unsupported)),
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
