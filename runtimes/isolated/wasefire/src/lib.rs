//! Wasefire's interpreter: interprets modules in place, with a side table.
#![deny(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;
use badge_module::{Survey, Type};
use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, IMPORT_MODULE, Lookup,
    PAGE_BYTES, Prepare, PrepareTarget, Registrar, Runtime, Session, SliceMemory, TrapKind, Value,
};
use core::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use typed_arena::Arena;
use wasefire_interpreter::{FuncType, InstId, RefType, RunResult, Store, Val, ValType, prepare};

// Config.

/// When the side table is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// In `compile`, which validates on the way.
    Default,
    /// Beforehand; `compile` verifies module and table.
    Prepared,
}

/// Wasefire's interpreter has no engine: this holds what instances borrow.
pub struct Wasefire {
    config: Config,
    modules: Arena<Vec<u8>>,
    memories: Arena<Vec<u128>>,
}

// Host functions.

struct Call<'a, H> {
    host: &'a mut H,
    memory: SliceMemory<'a>,
}

impl<H> Caller for Call<'_, H> {
    type Host = H;
    type Memory<'a>
        = SliceMemory<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        self.host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, SliceMemory<'_>) {
        (self.host, self.memory)
    }
}

/// A host function behind the interpreter's calls: it says whether there is a
/// result, and which.
type Answer<H> = fn(&mut Call<'_, H>, &[Val]) -> Result<Option<Val>, HostTrap>;

/// What the host offers: name, numbers of parameters and results, function.
struct Linker<H>(Vec<(&'static str, usize, usize, Answer<H>)>);

macro_rules! register {
    ($method:ident, $shape:ident, $results:literal, $answer:expr, ($($arg:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            let answer: Answer<H> = |call, values| {
                // Always so: the signature was compared while linking.
                let [$(Val::I32($arg)),*] = *values else {
                    return Err(HostTrap);
                };
                F::call(call, $($arg.cast_signed()),*).map($answer)
            };
            const PARAMETERS: &[&str] = &[$(stringify!($arg)),*];
            self.0.push((text(F::NAME), PARAMETERS.len(), $results, answer));
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<H> {
    type Error = Error;
    register!(fn0, Fn0, 1, |value| Some(Val::I32(value.cast_unsigned())), ());
    register!(fn2, Fn2, 0, |()| None, (a, b));
    register!(fn5, Fn5, 0, |()| None, (a, b, c, d, e));
    register!(fn6, Fn6, 0, |()| None, (a, b, c, d, e, f));
}

/// Types of host functions, of which none has more parameters.
const I32S: &[ValType] = &[ValType::I32; 6];

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

// Module.

/// A valid module with its side table.
pub struct Module<'m> {
    module: wasefire_interpreter::Module<'m>,
    survey: Survey,
}

impl Runtime for Wasefire {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "wasefire";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            "default" => Config::Default,
            "prepared" => Config::Prepared,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config, modules: Arena::new(), memories: Arena::new() })
    }

    #[allow(unsafe_code)]
    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let module = match self.config {
            Config::Default => {
                let artifact = self.modules.alloc(artifact(bytes)?);
                // SAFETY: made and validated just now.
                unsafe { wasefire_interpreter::Module::new_unchecked(artifact) }
            }
            Config::Prepared => wasefire_interpreter::Module::new(bytes).map_err(refusal)?,
        };
        Ok(Module { module, survey: Survey::new(bytes) })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        let mut linker = Linker(Vec::new());
        H::register(&mut linker)?;
        // The interpreter takes them in this order only, and counts them so.
        linker.0.sort_by_key(|(name, ..)| *name);
        let mut store = Store::default();
        let mut answers = Vec::new();
        for (name, parameters, results, answer) in linker.0 {
            let ty = FuncType {
                params: I32S.get(..parameters).unwrap_or(I32S).into(),
                results: I32S.get(..results).unwrap_or(I32S).into(),
            };
            store
                .link_func_custom(text(IMPORT_MODULE), name, ty)
                .map_err(|error| Error::because(ErrorKind::Import, Debugged(error)))?;
            answers.push(answer);
        }
        let bytes = module.survey.pages.saturating_mul(PAGE_BYTES);
        let words = usize::try_from(bytes).unwrap_or(usize::MAX) / size_of::<u128>();
        let memory = self.memories.alloc(alloc::vec![0u128; words]);
        let memory = bytemuck::cast_slice_mut(memory.as_mut_slice());
        // A start section that calls the host ends in an assertion.
        let guest = module.module.clone();
        let target = &mut store;
        let begin = AssertUnwindSafe(move || target.instantiate(guest, memory));
        let instance = catch_unwind(begin)
            .map_err(|_| {
                Error::because(
                    ErrorKind::Unsupported,
                    "the engine panicked: a start section cannot call the host",
                )
            })?
            .map_err(|error| match error {
                wasefire_interpreter::Error::NotFound => {
                    Error::because(ErrorKind::Import, Debugged(error))
                }
                error => refusal(error),
            })?;
        let mut instance = Instance {
            store,
            instance,
            offer: Offer { host, answers },
            survey: module.survey.clone(),
            start: None,
            update: None,
        };
        instance.start = instance.entry(c"start").ok();
        instance.update = instance.entry(c"update").ok();
        Ok(instance)
    }
}

/// The module with its side table, valid.
fn artifact(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    // The decoder indexes the header without looking at the length.
    if wasm.len() < 8 {
        return Err(Error::because(ErrorKind::Invalid, "no header"));
    }
    prepare(wasm).map_err(refusal)
}

impl Prepare for Wasefire {
    /// The side table is the same for every target.
    fn prepare(config: &Config, wasm: &[u8], _: PrepareTarget) -> Result<Vec<u8>, Error> {
        match config {
            Config::Prepared => artifact(wasm),
            Config::Default => Err(Error::because(
                ErrorKind::Unsupported,
                "only `prepared` takes artifacts; `default` loads modules",
            )),
        }
    }
}

// Instance.

/// A resolved `() -> ()` export: its name, because the interpreter has no
/// handles of functions.
#[derive(Clone, Debug)]
pub struct Entry(Box<str>);

struct Offer<H> {
    host: H,
    /// By the interpreter's index.
    answers: Vec<Answer<H>>,
}

/// An instance in a store of its own.
pub struct Instance<'m, H> {
    store: Store<'m>,
    instance: InstId,
    offer: Offer<H>,
    survey: Survey,
    start: Option<Entry>,
    update: Option<Entry>,
}

/// Calls a function, and the host whenever the guest calls it.
#[inline]
fn run<H>(
    store: &mut Store<'_>,
    instance: InstId,
    name: &str,
    arguments: Vec<Val>,
    offer: &mut Offer<H>,
) -> Result<Vec<Val>, Error> {
    let mut state = store.invoke(instance, name, arguments).map_err(refusal)?;
    loop {
        let mut call = match state {
            RunResult::Done(values) => return Ok(values),
            RunResult::Host(call) => call,
        };
        let answer = offer.answers.get(call.index()).copied();
        let mut arguments = [Val::I32(0); I32S.len()];
        let count = call.args().len();
        let outcome = match (answer, arguments.get_mut(..count)) {
            (Some(answer), Some(arguments)) => {
                arguments.copy_from_slice(call.args());
                let memory = SliceMemory(call.mem_mut());
                let host = &mut offer.host;
                answer(&mut Call { host, memory }, arguments)
            }
            // Always there: the signature was compared while linking.
            _ => Err(HostTrap),
        };
        state = match outcome {
            Ok(value) => call.resume(value.as_slice()).map_err(refusal)?,
            Err(HostTrap) => {
                return Err(Error::trap(TrapKind::Host, "a host function refused its arguments"));
            }
        };
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.survey.exports_memory, &self.start, &self.update) {
            (false, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        let entry = self.start.as_ref().ok_or_else(|| Error::no_export(c"start"))?;
        run(&mut self.store, self.instance, &entry.0, Vec::new(), &mut self.offer).map(drop)
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.as_ref().ok_or_else(|| Error::no_export(c"update"))?;
        run(&mut self.store, self.instance, &entry.0, Vec::new(), &mut self.offer).map(drop)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.offer.host)
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        self.survey.pages * PAGE_BYTES
    }
}

impl<H: Host> Lookup for Instance<'_, H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let ty = self.survey.function(text(name)).ok_or_else(|| Error::no_export(name))?;
        if ty.params().is_empty() && ty.results().is_empty() {
            Ok(Entry(text(name).into()))
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        run(&mut self.store, self.instance, &entry.0, Vec::new(), &mut self.offer).map(drop)
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let name_text = text(name);
        let ty = self.survey.function(name_text).ok_or_else(|| Error::no_export(name))?;
        let inputs: Vec<(Type, Val)> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(|(ty, _)| ty).eq(ty.params()) {
            return Err(Error::new(ErrorKind::Export));
        }
        let results = results
            .get_mut(..ty.results().len())
            .ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let inputs = inputs.into_iter().map(|(_, value)| value).collect();
        let outputs = run(&mut self.store, self.instance, name_text, inputs, &mut self.offer)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(*output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<(Type, Val), Error> {
    Ok(match value {
        Value::I32(value) => (Type::I32, Val::I32(value.cast_unsigned())),
        Value::I64(value) => (Type::I64, Val::I64(value.cast_unsigned())),
        Value::F32(bits) => (Type::F32, Val::F32(bits)),
        Value::F64(bits) => (Type::F64, Val::F64(bits)),
        Value::FuncRef { null: true } => (Type::FUNCREF, Val::Null(RefType::FuncRef)),
        Value::ExternRef { null: true } => (Type::EXTERNREF, Val::Null(RefType::ExternRef)),
        Value::V128(_) | Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(value: Val) -> Result<Value, Error> {
    Ok(match value {
        Val::I32(value) => Value::I32(value.cast_signed()),
        Val::I64(value) => Value::I64(value.cast_signed()),
        Val::F32(bits) => Value::F32(bits),
        Val::F64(bits) => Value::F64(bits),
        Val::Null(RefType::FuncRef) => Value::FuncRef { null: true },
        Val::Null(RefType::ExternRef) => Value::ExternRef { null: true },
        Val::Ref(_) => Value::FuncRef { null: false },
        Val::RefExtern(_) => Value::ExternRef { null: false },
    })
}

/// An error that has no words but its name.
struct Debugged(wasefire_interpreter::Error);

impl core::fmt::Display for Debugged {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// All traps are one error.
fn refusal(error: wasefire_interpreter::Error) -> Error {
    use wasefire_interpreter::Error as Cause;
    let kind = match error {
        Cause::Invalid => ErrorKind::Invalid,
        Cause::NotFound => ErrorKind::Export,
        Cause::Unsupported(()) => ErrorKind::Unsupported,
        Cause::Trap => ErrorKind::Trap(TrapKind::Unknown),
    };
    Error::because(kind, Debugged(error))
}
