//! DLR's wasm-interpreter: interprets modules in place, with a side table.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;
#[cfg(feature = "host")]
extern crate std;

#[allow(unsafe_code)]
mod store;

use alloc::vec;
use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MAX_PARAMS, MEMORY, Offer, Runtime,
    Session, SliceCall, TrapKind, Value, offers, places, text,
};
use core::ffi::CStr;
use dlr_wasm_interpreter::{
    ExternType, F32, F64, FuncType, HostCall, NumType, Ref, RefType, ResultType, RuntimeError,
    TrapError, ValType, ValidationError, Value as WasmValue, decode_and_validate,
};
use store::{Function, Guest, Import, Imports, Outcome};

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

fn i32s(parameters: usize, results: usize) -> FuncType {
    let types = |count| ResultType { valtypes: vec![ValType::NumType(NumType::I32); count] };
    FuncType { params: types(parameters), returns: types(results) }
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
            "default" | "fast" => Config::Default,
            "fuel" | "metered" => Config::Fuel,
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
        let offered = offers::<H>()?;
        let mut answers = Vec::new();
        let mut imports = Vec::new();
        for (from, name, ty) in module.imports() {
            let offer = offered.iter().find(|offer| offer.name == name);
            imports.push(match (ty, offer, H::MEMORY_PAGES) {
                _ if from != text(IMPORT_MODULE) => return Err(Error::no_import(from, name)),
                (ExternType::Func(ty), Some(offer), _)
                    if ty == i32s(offer.params, offer.results) =>
                {
                    answers.push(*offer);
                    Import::Func(ty)
                }
                (ExternType::Mem(_), _, Some(pages)) if name == text(MEMORY) => {
                    Import::Memory(pages, H::begin_memory)
                }
                _ => return Err(Error::no_import(from, name)),
            });
        }
        // Budgets are per call; a start section runs before the first one.
        let fuel = (self.config == Config::Fuel).then_some(u64::MAX);
        let guest = Guest::new(module, imports, fuel).map_err(refusal)?;
        Ok(Instance { guest, imports: Answers { host, answers }, fuel, meters: fuel.is_some() })
    }
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Clone, Copy, Debug)]
pub struct Entry(Function);

struct Answers<H> {
    host: H,
    /// By host code: the imported functions in the module's order.
    answers: Vec<Offer<H>>,
}

impl<H> Imports for Answers<H> {
    #[inline]
    fn answer(&mut self, call: &HostCall, memory: &mut [u8]) -> Result<Vec<WasmValue>, HostTrap> {
        let offer = self.answers.get(call.hostcode).ok_or(HostTrap)?;
        let mut params = [0; MAX_PARAMS];
        for (param, value) in params.iter_mut().zip(&call.params) {
            // Always a number: the signature was compared while linking.
            if let WasmValue::I32(value) = value {
                *param = value.cast_signed();
            }
        }
        let result = (offer.call)(&mut SliceCall { host: &mut self.host, memory }, &params)?;
        Ok(result.into_iter().map(|value| WasmValue::I32(value.cast_unsigned())).collect())
    }
}

/// `memory.grow` by -1 panics before it touches anything.
#[cfg(feature = "host")]
#[inline]
fn caught<T>(call: impl FnOnce() -> T) -> Result<T, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(call))
        .map_err(|_| Error::because(ErrorKind::Other, "the engine panicked"))
}

/// Where nothing unwinds, the firmware's handler of panics ends the program.
#[cfg(not(feature = "host"))]
#[inline]
fn caught<T>(call: impl FnOnce() -> T) -> Result<T, Error> {
    Ok(call())
}

/// An instance in a store of its own.
pub struct Instance<'m, H> {
    guest: Guest<'m>,
    imports: Answers<H>,
    /// `None` after a trap too, which does not tell what was left.
    fuel: Option<u64>,
    meters: bool,
}

impl<H> Instance<'_, H> {
    #[inline]
    fn enter(
        &mut self,
        function: Function,
        arguments: Vec<WasmValue>,
    ) -> Result<Vec<WasmValue>, Error> {
        let (guest, fuel, imports) = (&mut self.guest, &mut self.fuel, &mut self.imports);
        let outcome = caught(|| guest.call(function, arguments, fuel, imports))?;
        match outcome.map_err(refusal)? {
            Outcome::Done(values) => Ok(values),
            Outcome::OutOfFuel => Err(Error::trap(TrapKind::OutOfFuel, "out of fuel")),
            Outcome::Refused => Err(Error::trap(TrapKind::Host, HostTrap)),
        }
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.guest.function(text(name)).ok_or_else(|| Error::no_export(name))?;
        if self.guest.ty(function) == i32s(0, 0) {
            Ok(Entry(function))
        } else {
            Err(Error::no_entry(name))
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(entry.0, Vec::new()).map(drop)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.imports.host)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.guest.memory().map(|bytes| bytes.len() as u64)
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        Some(f(&mut self.imports.host, self.guest.memory()?))
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        if !self.meters {
            return Err(Error::unmetered());
        }
        self.fuel = Some(units);
        Ok(())
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        if !self.meters {
            return Err(Error::unmetered());
        }
        self.fuel
            .ok_or_else(|| Error::because(ErrorKind::Other, "a trap does not tell what was left"))
    }
}

impl<H: Host> Invoke for Instance<'_, H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let function = self.guest.function(text(name)).ok_or_else(|| Error::no_export(name))?;
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let count = self.guest.ty(function).returns.valtypes.len();
        let results = places(results, count)?;
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
        Value::I32(value) => WasmValue::I32(value.cast_unsigned()),
        Value::I64(value) => WasmValue::I64(value.cast_unsigned()),
        Value::F32(bits) => WasmValue::F32(F32(f32::from_bits(bits))),
        Value::F64(bits) => WasmValue::F64(F64(f64::from_bits(bits))),
        Value::V128(bits) => WasmValue::V128(bits.to_le_bytes()),
        Value::FuncRef { null: true } => WasmValue::Ref(Ref::Null(RefType::FuncRef)),
        Value::ExternRef { null: true } => WasmValue::Ref(Ref::Null(RefType::ExternRef)),
        Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::no_value());
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
