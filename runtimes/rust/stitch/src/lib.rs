//! Stitch: an interpreter of threaded code that rests on sibling calls.
#![forbid(unsafe_code)]

use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, IMPORT_MODULE, Lookup, Registrar,
    Runtime, Session, SliceMemory, TrapKind, Value,
};
use core::cell::{Cell, RefCell, RefMut};
use core::ffi::CStr;
use makepad_stitch::{
    Engine, ExternRef, Func, FuncRef, InstantiateError, Mem, MemError, Store, Val, ValType,
};
use send_wrapper::SendWrapper;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

// Config.

/// Stitch has one config: it neither meters nor can be interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// An engine of Stitch.
#[derive(Debug)]
pub struct Stitch {
    engine: Engine,
}

// Host functions.

/// What the closures of the host functions share with the instance.
struct Shared<H> {
    host: RefCell<H>,
    memory: Cell<Option<Mem>>,
    /// Whether a host function refused: Stitch has no error for that.
    refused: Cell<bool>,
}

struct Call<'a, H> {
    store: &'a Store,
    host: RefMut<'a, H>,
    memory: Option<Mem>,
}

impl<H> Caller for Call<'_, H> {
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
        let bytes = self.memory.map_or(&[][..], |memory| memory.bytes(self.store));
        (&mut self.host, SliceMemory(bytes))
    }
}

struct Linker<'a, H> {
    linker: makepad_stitch::Linker,
    store: &'a mut Store,
    shared: &'a Rc<Shared<H>>,
}

macro_rules! register {
    ($method:ident, $shape:ident, $result:ident, $ty:ty, ($($arg:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            // Stitch asks for `Send` and `Sync`, but a store cannot leave its
            // thread, so that these closures do not either.
            let shared = SendWrapper::new(Rc::clone(self.shared));
            let function = move |store: &mut Store, $($arg: i32),*|
                -> Result<$ty, makepad_stitch::Error> {
                let refuse = |_| {
                    shared.refused.set(true);
                    makepad_stitch::Error::Memory(MemError::FailedToGrow)
                };
                let mut call = Call {
                    store,
                    // Never borrowed twice: host functions do not call back.
                    host: shared.host.try_borrow_mut().map_err(|_| refuse(HostTrap))?,
                    memory: shared.memory.get(),
                };
                F::call(&mut call, $($arg),*).map($result).map_err(refuse)
            };
            let function = Func::wrap(self.store, function);
            self.linker.define(text(IMPORT_MODULE), text(F::NAME), function);
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;
    register!(fn0, Fn0, single, (i32,), ());
    register!(fn2, Fn2, nothing, (), (a, b));
    register!(fn5, Fn5, nothing, (), (a, b, c, d, e));
    register!(fn6, Fn6, nothing, (), (a, b, c, d, e, f));
}

/// Results are tuples.
fn single(value: i32) -> (i32,) {
    (value,)
}

fn nothing((): ()) {}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

// Module.

impl Runtime for Stitch {
    type Config = Config;
    type Module<'m> = makepad_stitch::Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "stitch";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        (name == "default").then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        Ok(Self { engine: Engine::new() })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<makepad_stitch::Module, Error> {
        makepad_stitch::Module::new(&self.engine, bytes)
            .map_err(|error| Error::because(ErrorKind::Invalid, error))
    }

    fn instantiate<H: Host>(
        &self,
        module: &makepad_stitch::Module,
        host: H,
    ) -> Result<Instance<H>, Error> {
        let mut store = Store::new(self.engine.clone());
        let shared = Rc::new(Shared {
            host: RefCell::new(host),
            memory: Cell::new(None),
            refused: Cell::new(false),
        });
        let mut linker =
            Linker { linker: makepad_stitch::Linker::new(), store: &mut store, shared: &shared };
        H::register(&mut linker)?;
        let linker = linker.linker;
        let instance = caught(&shared.refused, || linker.instantiate(&mut store, module))?;
        shared.memory.set(instance.exported_mem("memory"));
        let mut instance = Instance { instance, shared, store, start: None, update: None };
        instance.start = instance.entry(c"start").ok();
        instance.update = instance.entry(c"update").ok();
        Ok(instance)
    }
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Clone, Copy, Debug)]
pub struct Entry(Func);

/// An instance in a store of its own.
pub struct Instance<H> {
    store: Store,
    instance: makepad_stitch::Instance,
    shared: Rc<Shared<H>>,
    start: Option<Entry>,
    update: Option<Entry>,
}

impl<H> Instance<H> {
    #[inline]
    fn enter(&mut self, function: Func, args: &[Val], results: &mut [Val]) -> Result<(), Error> {
        caught(&self.shared.refused, || function.call(&mut self.store, args, results))
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.shared.memory.get(), self.start, self.update) {
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
        self.enter(entry.0, &[], &mut [])
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.ok_or_else(|| Error::no_export(c"update"))?;
        self.enter(entry.0, &[], &mut [])
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.shared.host.borrow_mut())
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        let memory = self.shared.memory.get();
        memory.map_or(0, |memory| memory.bytes(&self.store).len() as u64)
    }
}

impl<H: Host> Lookup for Instance<H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function =
            self.instance.exported_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        let ty = function.type_(&self.store);
        if ty.params().is_empty() && ty.results().is_empty() {
            Ok(Entry(function))
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(entry.0, &[], &mut [])
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let function =
            self.instance.exported_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        let inputs: Vec<Val> = args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let types: &[ValType] = function.type_(&self.store).results();
        let results =
            results.get_mut(..types.len()).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let mut outputs: Vec<Val> = types.iter().map(|ty| Val::default(*ty)).collect();
        self.enter(function, &inputs, &mut outputs)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(*output);
        }
        Ok(outputs.len())
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<Val, Error> {
    Ok(match value {
        Value::I32(value) => Val::I32(value),
        Value::I64(value) => Val::I64(value),
        Value::F32(bits) => Val::F32(f32::from_bits(bits)),
        Value::F64(bits) => Val::F64(f64::from_bits(bits)),
        Value::FuncRef { null: true } => Val::FuncRef(FuncRef::null()),
        Value::ExternRef { null: true } => Val::ExternRef(ExternRef::null()),
        Value::V128(_) | Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(value: Val) -> Value {
    match value {
        Val::I32(value) => Value::I32(value),
        Val::I64(value) => Value::I64(value),
        Val::F32(value) => Value::F32(value.to_bits()),
        Val::F64(value) => Value::F64(value.to_bits()),
        Val::FuncRef(value) => Value::FuncRef { null: value.is_null() },
        Val::ExternRef(value) => Value::ExternRef { null: value.is_null() },
    }
}

/// Stitch panics when a host function returns an error: it looks for its stack
/// where the call of the host has left none. Nothing of the store is touched
/// between that error and the panic.
#[inline]
fn caught<T>(
    refused: &Cell<bool>,
    call: impl FnOnce() -> Result<T, makepad_stitch::Error>,
) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        _ if refused.take() => {
            Err(Error::trap(TrapKind::Host, "a host function refused its arguments"))
        }
        Ok(Err(error)) => Err(refusal(error)),
        Err(_) => Err(Error::because(ErrorKind::Other, "the engine panicked")),
    }
}

/// Stitch's own words for an error are those of its source.
fn refusal(error: makepad_stitch::Error) -> Error {
    use makepad_stitch::Error as Cause;
    match error {
        Cause::Trap(error) => {
            let words = error.to_string();
            Error::trap(trap(&words), words)
        }
        Cause::Decode(error) => Error::because(ErrorKind::Invalid, error),
        Cause::Instantiate(
            error @ (InstantiateError::DefNotFound
            | InstantiateError::ImportKindMismatch
            | InstantiateError::FuncTypeMismatch
            | InstantiateError::GlobalTypeMismatch
            | InstantiateError::TableTypeMismatch
            | InstantiateError::MemTypeMismatch),
        ) => Error::because(ErrorKind::Import, error),
        Cause::Func(error) => Error::because(ErrorKind::Export, error),
        error => Error::because(ErrorKind::Other, error),
    }
}

/// The type of traps is private, so that they are known by their words.
fn trap(words: &str) -> TrapKind {
    match words {
        "unreachable" => TrapKind::Unreachable,
        "type mismatch" => TrapKind::IndirectCallTypeMismatch,
        "element uninitialized" => TrapKind::UninitializedElement,
        "integer divide by zero" => TrapKind::IntegerDivideByZero,
        "integer overflow" => TrapKind::IntegerOverflow,
        "invalid conversion to integer" => TrapKind::InvalidConversion,
        "table access out of bounds" => TrapKind::TableOutOfBounds,
        "memory access out of bounds" => TrapKind::MemoryOutOfBounds,
        "stack overflow" => TrapKind::StackExhausted,
        _ => TrapKind::Unknown,
    }
}
