//! Stitch: an interpreter of threaded code that rests on sibling calls.
#![forbid(unsafe_code)]

use badge_runtime::{
    Error, ErrorKind, Host, HostFunc, HostTrap, IMPORT_MODULE, Invoke, MEMORY, Params as _,
    Registrar, Results as _, Runtime, Session, SharedHost, SliceCall, TrapKind, Value, places,
    text,
};
use core::cell::Cell;
use core::ffi::CStr;
use makepad_stitch::{
    Engine, ExternRef, Func, FuncRef, InstantiateError, Limits, Mem, MemError, MemType, Store, Val,
    ValType,
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
    host: SharedHost<H, Option<Mem>>,
    /// Whether a host function refused: Stitch has no error for that.
    refused: Cell<bool>,
}

impl<H> Shared<H> {
    #[inline(always)]
    fn answer<F: HostFunc<H>>(
        &self,
        store: &mut Store,
        params: &[i32],
    ) -> Result<F::Results, makepad_stitch::Error> {
        let memory = match self.host.memory() {
            Some(memory) => memory.bytes_mut(store),
            None => &mut [],
        };
        let params = F::Params::collect(|index| params[index]);
        let answer = self.host.call(|host| F::call(&mut SliceCall { host, memory }, params));
        answer.map_err(|HostTrap| {
            self.refused.set(true);
            makepad_stitch::Error::Memory(MemError::FailedToGrow)
        })
    }
}

struct Linker<'a, H> {
    linker: makepad_stitch::Linker,
    store: &'a mut Store,
    shared: &'a Rc<Shared<H>>,
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        // Stitch asks for `Send` and `Sync`, but a store cannot leave its
        // thread, so that these closures do not either.
        let shared = SendWrapper::new(Rc::clone(self.shared));
        macro_rules! wrap {
            ($($arg:ident)*) => {
                if F::Results::COUNT == 0 {
                    Func::wrap(self.store, move |store: &mut Store, $($arg: i32),*| {
                        shared.answer::<F>(store, &[$($arg),*]).map(drop)
                    })
                } else {
                    Func::wrap(self.store, move |store: &mut Store, $($arg: i32),*| {
                        let results = shared.answer::<F>(store, &[$($arg),*])?;
                        // Results are tuples.
                        Ok::<_, makepad_stitch::Error>((results.first().unwrap_or_default(),))
                    })
                }
            };
        }
        let function = badge_runtime::by_arity!(F, wrap);
        self.linker.define(text(IMPORT_MODULE), text(F::NAME), function);
        Ok(())
    }
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
        let shared =
            Rc::new(Shared { host: SharedHost::new(host, None), refused: Cell::default() });
        let mut linker =
            Linker { linker: makepad_stitch::Linker::new(), store: &mut store, shared: &shared };
        H::register(&mut linker)?;
        let mut linker = linker.linker;
        if let Some(pages) = H::MEMORY_PAGES {
            let ty = MemType { limits: Limits { min: pages, max: Some(pages) } };
            let memory = Mem::new(&mut store, ty);
            H::begin_memory(memory.bytes_mut(&mut store));
            shared.host.lend(Some(memory));
            linker.define(text(IMPORT_MODULE), text(MEMORY), memory);
        }
        let instance = caught(&shared.refused, || linker.instantiate(&mut store, module))?;
        if let Some(memory) = instance.exported_mem(text(MEMORY)) {
            shared.host.lend(Some(memory));
        }
        Ok(Instance { instance, shared, store })
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
}

impl<H> Instance<H> {
    #[inline]
    fn enter(&mut self, function: Func, args: &[Val], results: &mut [Val]) -> Result<(), Error> {
        caught(&self.shared.refused, || function.call(&mut self.store, args, results))
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function =
            self.instance.exported_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        let ty = function.type_(&self.store);
        if ty.params().is_empty() && ty.results().is_empty() {
            Ok(Entry(function))
        } else {
            Err(Error::no_entry(name))
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(entry.0, &[], &mut [])
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.shared.host.memory().map(|memory| memory.bytes(&self.store).len() as u64)
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        let memory = self.shared.host.memory()?.bytes_mut(&mut self.store);
        Some(self.shared.host.host(|host| f(host, memory)))
    }
}

impl<H: Host> Invoke for Instance<H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let function =
            self.instance.exported_func(text(name)).ok_or_else(|| Error::no_export(name))?;
        let inputs: Vec<Val> = args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let types: &[ValType] = function.type_(&self.store).results();
        let results = places(results, types.len())?;
        let mut outputs: Vec<Val> = types.iter().map(|ty| Val::default(*ty)).collect();
        self.enter(function, &inputs, &mut outputs)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

badge_runtime::values! {
    Val;
    F32(f32::from_bits, f32::to_bits), F64(f64::from_bits, f64::to_bits);
    FuncRef as FuncRef(FuncRef::null(), |value: &FuncRef| value.is_null()),
    ExternRef as ExternRef(ExternRef::null(), |value: &ExternRef| value.is_null())
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
        _ if refused.take() => Err(Error::trap(TrapKind::Host, HostTrap)),
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
