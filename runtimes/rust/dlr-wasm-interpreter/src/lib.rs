//! DLR's wasm-interpreter: interprets modules in place, with a side table.
#![deny(unsafe_code)]

#[allow(unsafe_code)]
mod store;

use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, IMPORT_MODULE, Lookup, Registrar,
    Runtime, Session, SliceMemory, TrapKind, Value,
};
use core::ffi::CStr;
use dlr_wasm_interpreter::{
    ExternType, F32, F64, FuncType, HostCall, NumType, Ref, RefType, ResultType, RuntimeError,
    TrapError, ValType, ValidationError, Value as WasmValue, decode_and_validate,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::{Function, Guest, Imports, Outcome};

// Config.

/// Whether calls are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// They are not.
    Default,
    /// One unit per instruction.
    Fuel,
}

/// DLR's interpreter has no engine apart from its stores.
#[derive(Debug)]
pub struct Dlr {
    config: Config,
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

/// A host function behind the interpreter's calls, which hand over vectors.
type Answer<H> = fn(&mut Call<'_, H>, &[WasmValue]) -> Result<Vec<WasmValue>, HostTrap>;

/// What the host offers: name, type, function.
struct Linker<H>(Vec<(&'static str, FuncType, Answer<H>)>);

macro_rules! register {
    ($method:ident, $shape:ident, $results:literal, $answer:expr, ($($arg:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            let answer: Answer<H> = |call, values| {
                // Always so: the signature was compared while linking.
                let [$(WasmValue::I32($arg)),*] = *values else {
                    return Err(HostTrap);
                };
                F::call(call, $($arg.cast_signed()),*).map($answer)
            };
            const PARAMETERS: &[&str] = &[$(stringify!($arg)),*];
            self.0.push((text(F::NAME), i32s(PARAMETERS.len(), $results), answer));
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<H> {
    type Error = Error;
    register!(fn0, Fn0, 1, |value| vec![to_i32(value)], ());
    register!(fn2, Fn2, 0, |()| Vec::new(), (a, b));
    register!(fn5, Fn5, 0, |()| Vec::new(), (a, b, c, d, e));
    register!(fn6, Fn6, 0, |()| Vec::new(), (a, b, c, d, e, f));
}

fn i32s(parameters: usize, results: usize) -> FuncType {
    let types = |count| ResultType { valtypes: vec![ValType::NumType(NumType::I32); count] };
    FuncType { params: types(parameters), returns: types(results) }
}

fn to_i32(value: i32) -> WasmValue {
    WasmValue::I32(value.cast_unsigned())
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

// Module.

impl Runtime for Dlr {
    type Config = Config;
    type Module<'m> = dlr_wasm_interpreter::Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "dlr-wasm-interpreter";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            "default" => Config::Default,
            "fuel" => Config::Fuel,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<dlr_wasm_interpreter::Module<'m>, Error> {
        decode_and_validate(bytes, &mut ()).map_err(invalid)
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &dlr_wasm_interpreter::Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        let mut linker = Linker(Vec::new());
        H::register(&mut linker)?;
        let mut answers = Vec::new();
        let mut types = Vec::new();
        for (from, name, ty) in module.imports() {
            let known = linker.0.iter().find(|(known, known_ty, _)| {
                from == text(IMPORT_MODULE)
                    && *known == name
                    && matches!(&ty, ExternType::Func(ty) if ty == known_ty)
            });
            let (_, ty, answer) = known.ok_or_else(|| {
                Error::because(ErrorKind::Import, format_args!("unknown import: {from} {name}"))
            })?;
            answers.push(*answer);
            types.push(ty.clone());
        }
        // Budgets are per call; a start section runs before the first one.
        let fuel = (self.config == Config::Fuel).then_some(u64::MAX);
        let guest = Guest::new(module, types, fuel).map_err(refusal)?;
        let mut instance = Instance {
            guest,
            offer: Offer { host, answers },
            fuel,
            meters: fuel.is_some(),
            start: None,
            update: None,
        };
        instance.start = instance.entry(c"start").ok();
        instance.update = instance.entry(c"update").ok();
        Ok(instance)
    }
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Clone, Copy, Debug)]
pub struct Entry(Function);

struct Offer<H> {
    host: H,
    /// By host code: the imports in the module's order.
    answers: Vec<Answer<H>>,
}

impl<H> Imports for Offer<H> {
    #[inline]
    fn answer(
        &mut self,
        call: &HostCall,
        memory: SliceMemory<'_>,
    ) -> Result<Vec<WasmValue>, HostTrap> {
        let answer = self.answers.get(call.hostcode).ok_or(HostTrap)?;
        let host = &mut self.host;
        answer(&mut Call { host, memory }, &call.params)
    }
}

/// An instance in a store of its own.
pub struct Instance<'m, H> {
    guest: Guest<'m>,
    offer: Offer<H>,
    /// `None` after a trap too, which does not tell what was left.
    fuel: Option<u64>,
    meters: bool,
    start: Option<Entry>,
    update: Option<Entry>,
}

impl<H> Instance<'_, H> {
    #[inline]
    fn enter(
        &mut self,
        function: Function,
        arguments: Vec<WasmValue>,
    ) -> Result<Vec<WasmValue>, Error> {
        let (guest, fuel, offer) = (&mut self.guest, &mut self.fuel, &mut self.offer);
        // `memory.grow` by -1 panics before it touches anything.
        let outcome =
            catch_unwind(AssertUnwindSafe(|| guest.call(function, arguments, fuel, offer)))
                .map_err(|_| Error::because(ErrorKind::Other, "the engine panicked"))?;
        match outcome.map_err(refusal)? {
            Outcome::Done(values) => Ok(values),
            Outcome::OutOfFuel => Err(Error::trap(TrapKind::OutOfFuel, "out of fuel")),
            Outcome::Refused => {
                Err(Error::trap(TrapKind::Host, "a host function refused its arguments"))
            }
        }
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.guest.has_memory(), self.start, self.update) {
            (false, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        let entry = self.start.ok_or_else(|| Error::no_export(c"start"))?;
        self.enter(entry.0, Vec::new()).map(drop)
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.ok_or_else(|| Error::no_export(c"update"))?;
        self.enter(entry.0, Vec::new()).map(drop)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.offer.host)
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        self.guest.memory_size()
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        if !self.meters {
            return Err(unmetered());
        }
        self.fuel = Some(units);
        Ok(())
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        if !self.meters {
            return Err(unmetered());
        }
        self.fuel
            .ok_or_else(|| Error::because(ErrorKind::Other, "a trap does not tell what was left"))
    }
}

impl<H: Host> Lookup for Instance<'_, H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.guest.function(text(name)).ok_or_else(|| Error::no_export(name))?;
        if self.guest.ty(function) == i32s(0, 0) {
            Ok(Entry(function))
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(entry.0, Vec::new()).map(drop)
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let function = self.guest.function(text(name)).ok_or_else(|| Error::no_export(name))?;
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let count = self.guest.ty(function).returns.valtypes.len();
        let results = results.get_mut(..count).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let outputs = self.enter(function, inputs)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(*output);
        }
        Ok(count)
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<WasmValue, Error> {
    Ok(match value {
        Value::I32(value) => to_i32(value),
        Value::I64(value) => WasmValue::I64(value.cast_unsigned()),
        Value::F32(bits) => WasmValue::F32(F32(f32::from_bits(bits))),
        Value::F64(bits) => WasmValue::F64(F64(f64::from_bits(bits))),
        Value::V128(bits) => WasmValue::V128(bits.to_le_bytes()),
        Value::FuncRef { null: true } => WasmValue::Ref(Ref::Null(RefType::FuncRef)),
        Value::ExternRef { null: true } => WasmValue::Ref(Ref::Null(RefType::ExternRef)),
        Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(value: WasmValue) -> Value {
    match value {
        WasmValue::I32(value) => Value::I32(value.cast_signed()),
        WasmValue::I64(value) => Value::I64(value.cast_signed()),
        WasmValue::F32(F32(value)) => Value::F32(value.to_bits()),
        WasmValue::F64(F64(value)) => Value::F64(value.to_bits()),
        WasmValue::V128(bytes) => Value::V128(u128::from_le_bytes(bytes)),
        WasmValue::Ref(Ref::Null(RefType::FuncRef)) => Value::FuncRef { null: true },
        WasmValue::Ref(Ref::Null(RefType::ExternRef)) => Value::ExternRef { null: true },
        WasmValue::Ref(Ref::Func(_)) => Value::FuncRef { null: false },
        WasmValue::Ref(Ref::Extern(_)) => Value::ExternRef { null: false },
    }
}

fn unmetered() -> Error {
    Error::because(ErrorKind::Unsupported, "this config does not meter")
}

fn invalid(error: ValidationError) -> Error {
    let kind = match error {
        ValidationError::UnsupportedMultipleMemoriesProposal
        | ValidationError::TooManyFunctions
        | ValidationError::TooManyTables
        | ValidationError::TooManyMemories
        | ValidationError::TooManyGlobals => ErrorKind::Unsupported,
        _ => ErrorKind::Invalid,
    };
    Error::because(kind, format_args!("{error:?}"))
}

fn refusal(error: RuntimeError) -> Error {
    let kind = match error {
        RuntimeError::Trap(ref error) => ErrorKind::Trap(trap(error)),
        RuntimeError::StackExhaustion => ErrorKind::Trap(TrapKind::StackExhausted),
        RuntimeError::TableAccessOutOfBounds => ErrorKind::Trap(TrapKind::TableOutOfBounds),
        RuntimeError::OutOfFuel => ErrorKind::Trap(TrapKind::OutOfFuel),
        RuntimeError::UnknownExport | RuntimeError::FunctionInvocationSignatureMismatch => {
            ErrorKind::Export
        }
        RuntimeError::InvalidImportType | RuntimeError::ExternValsLenMismatch => ErrorKind::Import,
        RuntimeError::UnsupportedHostCallDuringInstantiation => ErrorKind::Unsupported,
        _ => ErrorKind::Other,
    };
    Error::because(kind, format_args!("{error:?}"))
}

fn trap(error: &TrapError) -> TrapKind {
    match error {
        TrapError::DivideBy0 => TrapKind::IntegerDivideByZero,
        TrapError::UnrepresentableResult => TrapKind::IntegerOverflow,
        TrapError::BadConversionToInteger => TrapKind::InvalidConversion,
        TrapError::MemoryOrDataAccessOutOfBounds => TrapKind::MemoryOutOfBounds,
        TrapError::TableOrElementAccessOutOfBounds | TrapError::TableAccessOutOfBounds => {
            TrapKind::TableOutOfBounds
        }
        TrapError::UninitializedElement | TrapError::IndirectCallNullFuncRef => {
            TrapKind::UninitializedElement
        }
        TrapError::SignatureMismatch => TrapKind::IndirectCallTypeMismatch,
        TrapError::ReachedUnreachable => TrapKind::Unreachable,
    }
}
