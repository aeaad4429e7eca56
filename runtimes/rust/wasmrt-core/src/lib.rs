//! SynapticForge's wasmrt: an interpreter of decoded instructions.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Host, HostTrap, IMPORT_MODULE, Invoke, MAX_PARAMS, MEMORY, Offer, Runtime,
    Session, SharedHost, SliceCall, TrapKind, Value, ValueType, offers, offers_memory, places,
    text,
};
use core::ffi::CStr;
use wasmrt_core::interp::{
    HostFunc as Function, Imports, InstanceId, NULL_REF, ResourceLimits, Store, Trap,
    Value as Bits, as_i32, i32_value,
};
use wasmrt_core::module::{
    Export, Extern, FuncType, Import, Limits, MemoryType, Module as Decoded, decode,
};
use wasmrt_core::types::{DecodeError, ExternKind, ValType};
use wasmrt_core::validate::{ValidateError, validate};

// Config.

/// Whether calls have a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// They run until they end.
    Default,
    /// They have [`BUDGET`].
    Fuel,
}

/// Turns of loops, and tail calls, in one call. A budget belongs to a store, and
/// the memory of an instance too, so that no call can have another one: this is
/// the number in `runtime.toml`.
pub const BUDGET: u64 = 10_000_000;

/// wasmrt has no engine apart from its stores.
#[derive(Debug)]
pub struct Wasmrt {
    config: Config,
}

// Host functions.

/// A host, and the number of the memory that its functions see.
type Shared<H> = SharedHost<H, Option<u32>>;

fn are_i32(types: &[ValType], count: usize) -> bool {
    types.len() == count && types.iter().all(|ty| *ty == ValType::I32)
}

fn function<H: Host>(offer: Offer<H>, shared: Shared<H>) -> Function {
    Function::new(move |caller, values, results| {
        let mut params = [0; MAX_PARAMS];
        for (param, value) in params.iter_mut().zip(values) {
            *param = as_i32(*value);
        }
        let memory = shared.memory().and_then(|index| {
            let bytes = caller.memory_len(index)?;
            caller.write(index, 0, bytes)
        });
        let memory = memory.unwrap_or_default();
        let answer = shared.call(|host| (offer.call)(&mut SliceCall { host, memory }, &params));
        let value = answer.map_err(|HostTrap| Trap::HostTrap)?;
        if let (Some(result), Some(value)) = (results.first_mut(), value) {
            *result = i32_value(value);
        }
        Ok(())
    })
}

// Module.

impl Runtime for Wasmrt {
    type Config = Config;
    type Module<'m> = Decoded;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "wasmrt-core";
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

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Decoded, Error> {
        let mut module = decode(bytes).map_err(undecoded)?;
        validate(&module).map_err(invalid)?;
        // A store limits the sum of all memories; that of a guest keeps its size
        // because its initial size is also the largest one.
        let guest = |export: &Export| export.name == text(MEMORY);
        if module.exports.iter().any(guest) {
            let imported = module.imported_memory_count() as usize;
            for memory in module.memories.iter_mut().skip(imported) {
                memory.limits.max = Some(memory.limits.min);
            }
        }
        Ok(module)
    }

    fn instantiate<H: Host>(&self, module: &Decoded, host: H) -> Result<Instance<H>, Error> {
        let max_iterations = if self.config == Config::Fuel { BUDGET } else { 0 };
        let limits = ResourceLimits { max_iterations, ..ResourceLimits::defaults() };
        let mut store = Store::with_limits(limits);
        let offered = offered::<H>(&mut store)?;
        let shared = SharedHost::new(host, offered.map(|_| 0));
        let mut imports = Imports::new();
        for import in &module.imports {
            imports = link(import, imports, offered, &shared)?;
        }
        let id = store.instantiate(module.clone(), imports).map_err(refusal)?;
        let exported = store.export_index(id, text(MEMORY), ExternKind::Memory);
        if offered.is_none() {
            shared.lend(exported);
        }
        let memory = offered.map(|owner| (owner, 0)).or(exported.map(|index| (id, index)));
        Ok(Instance { store, id, shared, memory, config: self.config })
    }
}

/// The memory that a host offers, in an instance of its own: a store has no
/// other place for one.
fn offered<H: Host>(store: &mut Store) -> Result<Option<InstanceId>, Error> {
    let Some(pages) = H::MEMORY_PAGES else {
        return Ok(None);
    };
    let mut module = decode(b"\0asm\x01\0\0\0").map_err(undecoded)?;
    let limits = Limits { min: pages.into(), max: Some(pages.into()), shared: false, is64: false };
    module.memories.push(MemoryType { limits, page_size_log2: None });
    let owner = store.instantiate(module, Imports::new()).map_err(refusal)?;
    if let Some(memory) = store.memory_mut(owner, 0) {
        H::begin_memory(&mut memory.bytes);
    }
    Ok(Some(owner))
}

/// Gives what an import names. wasmrt does not compare the types of host
/// functions.
fn link<H: Host>(
    import: &Import,
    imports: Imports,
    offered: Option<InstanceId>,
    shared: &Shared<H>,
) -> Result<Imports, Error> {
    let name = import.name.as_str();
    let unknown = || Error::no_import(&import.module, name);
    if import.module != text(IMPORT_MODULE) {
        return Err(unknown());
    }
    match (&import.ty, offered) {
        (Extern::Func(ty), _) => offers()?
            .into_iter()
            .find(|offer| {
                offer.name == name
                    && are_i32(&ty.params, offer.params)
                    && are_i32(&ty.results, offer.results)
            })
            .map(|offer| imports.with_host_func(function(offer, shared.clone())))
            .ok_or_else(unknown),
        (Extern::Memory(ty), Some(owner))
            if offers_memory::<H>(name, ty.limits.min, ty.limits.max) =>
        {
            Ok(imports.with_instance_memory(owner, 0))
        }
        _ => Err(unknown()),
    }
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Clone, Copy, Debug)]
pub struct Entry(u32);

/// An instance in a store of its own.
pub struct Instance<H> {
    store: Store,
    id: InstanceId,
    shared: Shared<H>,
    /// The instance that has the guest's memory, and its number there.
    memory: Option<(InstanceId, u32)>,
    config: Config,
}

impl<H> Instance<H> {
    fn function(&self, name: &CStr) -> Result<(u32, FuncType), Error> {
        let index = self.store.export_func(self.id, text(name));
        index
            .and_then(|index| Some((index, self.store.func_type(self.id, index)?)))
            .ok_or_else(|| Error::no_export(name))
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let (index, ty) = self.function(name)?;
        if ty.params.is_empty() && ty.results.is_empty() {
            Ok(Entry(index))
        } else {
            Err(Error::no_entry(name))
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.store.invoke_index(self.id, entry.0, &[]).map(drop).map_err(refusal)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        let (owner, index) = self.memory?;
        Some(self.store.memory(owner, index)?.bytes.len() as u64)
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        H::MEMORY_PAGES?;
        let (owner, index) = self.memory?;
        let memory = self.store.memory_mut(owner, index)?;
        Some(self.shared.host(|host| f(host, &mut memory.bytes)))
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        match self.config {
            Config::Default => Err(Error::unmetered()),
            // Each call has it anew.
            Config::Fuel if units == BUDGET => Ok(()),
            Config::Fuel => Err(Error::because(
                ErrorKind::Unsupported,
                format_args!("the budget of a store cannot be changed; here it is {BUDGET}"),
            )),
        }
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(match self.config {
            Config::Default => Error::unmetered(),
            Config::Fuel => Error::because(
                ErrorKind::Unsupported,
                "wasmrt does not tell what is left of a budget",
            ),
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
        let (index, ty) = self.function(name)?;
        // wasmrt itself compares numbers of arguments, not types.
        if args.len() != ty.params.len() {
            return Err(Error::arguments());
        }
        let inputs: Vec<Bits> = args
            .iter()
            .zip(&ty.params)
            .map(|(arg, ty)| to_engine(*arg, *ty))
            .collect::<Result<_, _>>()?;
        let results = places(results, ty.results.len())?;
        let outputs = self.store.invoke_index(self.id, index, &inputs).map_err(refusal)?;
        for ((result, output), ty) in results.iter_mut().zip(outputs).zip(&ty.results) {
            *result = from_engine(output, *ty)?;
        }
        Ok(results.len())
    }
}

// Conversions.

/// The codes of value types are those of the binary format.
fn value_type(ty: ValType) -> Result<ValueType, Error> {
    u8::try_from(ty.bits()).ok().and_then(ValueType::from_code).ok_or_else(Error::no_value)
}

fn to_engine(value: Value, ty: ValType) -> Result<Bits, Error> {
    if value.ty() != value_type(ty)? {
        return Err(Error::arguments());
    }
    match value {
        Value::FuncRef { null: true } | Value::ExternRef { null: true } => Ok(NULL_REF),
        value => value.bits(),
    }
}

fn from_engine(bits: Bits, ty: ValType) -> Result<Value, Error> {
    let null = bits == NULL_REF;
    Ok(match value_type(ty)? {
        ValueType::FuncRef => Value::FuncRef { null },
        ValueType::ExternRef => Value::ExternRef { null },
        ty => Value::from_bits(ty, bits),
    })
}

fn undecoded(error: DecodeError) -> Error {
    let kind = match error {
        DecodeError::UnimplementedProposal | DecodeError::UnsupportedOpcode => {
            ErrorKind::Unsupported
        }
        _ => ErrorKind::Invalid,
    };
    Error::because(kind, error)
}

fn invalid(error: ValidateError) -> Error {
    let kind = match error {
        ValidateError::UnsupportedValidation
        | ValidateError::NestingTooDeep
        | ValidateError::TooManyLocals => ErrorKind::Unsupported,
        _ => ErrorKind::Invalid,
    };
    Error::because(kind, error)
}

fn refusal(trap: Trap) -> Error {
    let kind = match trap {
        Trap::MemoryLimitExceeded | Trap::TableLimitExceeded => ErrorKind::OutOfMemory,
        Trap::MissingImport | Trap::UnsupportedImportKind | Trap::IncompatibleImport => {
            ErrorKind::Import
        }
        Trap::UndefinedExport | Trap::BadArgCount => ErrorKind::Export,
        Trap::UnsupportedInstruction | Trap::ConstantExpr => ErrorKind::Unsupported,
        Trap::Decode(_) => ErrorKind::Invalid,
        ref trap => ErrorKind::Trap(kind(trap)),
    };
    Error::because(kind, trap)
}

fn kind(trap: &Trap) -> TrapKind {
    match trap {
        Trap::Unreachable => TrapKind::Unreachable,
        Trap::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
        Trap::TableOutOfBounds | Trap::UndefinedTableElement => TrapKind::TableOutOfBounds,
        Trap::IndirectTypeMismatch => TrapKind::IndirectCallTypeMismatch,
        Trap::UninitializedElement => TrapKind::UninitializedElement,
        Trap::DivByZero => TrapKind::IntegerDivideByZero,
        Trap::IntOverflow => TrapKind::IntegerOverflow,
        Trap::InvalidConversionToInt => TrapKind::InvalidConversion,
        Trap::CallStackExhausted => TrapKind::StackExhausted,
        Trap::IterationLimitExceeded { .. } => TrapKind::OutOfFuel,
        Trap::HostTrap => TrapKind::Host,
        _ => TrapKind::Unknown,
    }
}
