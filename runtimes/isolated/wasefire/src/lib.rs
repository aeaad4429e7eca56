//! Wasefire's interpreter: interprets modules in place, with a side table.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;
#[cfg(feature = "host")]
extern crate std;

use alloc::boxed::Box;
use alloc::vec::Vec;
use badge_module::{Survey, Type, check_entry};
use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MAX_PARAMS, Offer, PAGE_BYTES,
    Prepare, PrepareTarget, Runtime, Session, SliceCall, TrapKind, Value, no_memory_import, offers,
    places, text,
};
use core::ffi::CStr;
use typed_arena::Arena;
use wasefire_interpreter::{
    FuncType, InstId, MEMORY_ALIGN, RefType, RunResult, Store, Val, ValType, prepare,
};

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

/// Types of host functions.
const I32S: &[ValType] = &[ValType::I32; MAX_PARAMS];

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
            // The others differ in the profile, and run on the badge.
            "prepared" | "patient" | "patient-fast" => Config::Prepared,
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
        no_memory_import::<H>()?;
        let mut offers = offers::<H>()?;
        // The interpreter takes them in this order only, and counts them so.
        offers.sort_by_key(|offer| offer.name);
        let mut store = Store::default();
        for offer in &offers {
            let ty = FuncType {
                params: I32S[..offer.params].into(),
                results: I32S[..offer.results].into(),
            };
            store
                .link_func_custom(text(IMPORT_MODULE), offer.name, ty)
                .map_err(|error| Error::because(ErrorKind::Import, Debugged(error)))?;
        }
        let bytes = module.survey.pages.saturating_mul(PAGE_BYTES);
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        // A word more than the page: on a host words are aligned as the interpreter
        // asks for, on a Cortex-M to half of that.
        let words = bytes / size_of::<u128>() + 1;
        let memory = self.memories.alloc(alloc::vec![0u128; words]);
        let memory: &mut [u8] = bytemuck::cast_slice_mut(memory.as_mut_slice());
        let begin = memory.as_ptr().align_offset(MEMORY_ALIGN);
        let memory = &mut memory[begin..][..bytes];
        let guest = module.module.clone();
        let target = &mut store;
        let instance =
            guarded(move || target.instantiate(guest, memory))?.map_err(|error| match error {
                wasefire_interpreter::Error::NotFound => {
                    Error::because(ErrorKind::Import, Debugged(error))
                }
                error => refusal(error),
            })?;
        Ok(Instance { store, instance, host, offers, survey: module.survey.clone() })
    }
}

/// A start section that calls the host ends in an assertion.
#[cfg(feature = "host")]
fn guarded<T>(begin: impl FnOnce() -> T) -> Result<T, Error> {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    catch_unwind(AssertUnwindSafe(begin)).map_err(|_| {
        let reason = "the engine panicked: a start section cannot call the host";
        Error::because(ErrorKind::Unsupported, reason)
    })
}

/// On the badge a panic ends the run in any case.
#[cfg(not(feature = "host"))]
fn guarded<T>(begin: impl FnOnce() -> T) -> Result<T, Error> {
    Ok(begin())
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

/// An instance in a store of its own.
pub struct Instance<'m, H> {
    store: Store<'m>,
    instance: InstId,
    host: H,
    /// By the interpreter's index.
    offers: Vec<Offer<H>>,
    survey: Survey,
}

impl<H> Instance<'_, H> {
    /// Calls a function, and the host whenever the guest calls it.
    #[inline]
    fn enter(&mut self, name: &str, arguments: Vec<Val>) -> Result<Vec<Val>, Error> {
        let mut state = self.store.invoke(self.instance, name, arguments).map_err(refusal)?;
        loop {
            let mut call = match state {
                RunResult::Done(values) => return Ok(values),
                RunResult::Host(call) => call,
            };
            let mut params = [0; MAX_PARAMS];
            for (param, value) in params.iter_mut().zip(call.args()) {
                // Always a number: the signature was compared while linking.
                if let Val::I32(value) = value {
                    *param = value.cast_signed();
                }
            }
            let offer = self.offers.get(call.index()).copied();
            let outcome = offer.ok_or(HostTrap).and_then(|offer| {
                let (host, memory) = (&mut self.host, call.mem_mut());
                (offer.call)(&mut SliceCall { host, memory }, &params)
            });
            state = match outcome {
                Ok(value) => {
                    let value = value.map(|value| Val::I32(value.cast_unsigned()));
                    call.resume(value.as_slice()).map_err(refusal)?
                }
                Err(HostTrap) => return Err(Error::trap(TrapKind::Host, HostTrap)),
            };
        }
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let ty = self.survey.function(text(name)).ok_or_else(|| Error::no_export(name))?;
        check_entry(ty, name)?;
        Ok(Entry(text(name).into()))
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(&entry.0, Vec::new()).map(drop)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.host)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.survey.exports_memory.then_some(self.survey.pages * PAGE_BYTES)
    }
}

impl<H: Host> Invoke for Instance<'_, H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let name_text = text(name);
        let ty = self.survey.function(name_text).ok_or_else(|| Error::no_export(name))?;
        let inputs: Vec<(Type, Val)> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if !inputs.iter().map(|(ty, _)| ty).eq(ty.params()) {
            return Err(Error::arguments());
        }
        let results = places(results, ty.results().len())?;
        let inputs = inputs.into_iter().map(|(_, value)| value).collect();
        let outputs = self.enter(name_text, inputs)?;
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
            return Err(Error::no_value());
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
