//! rwasm: an interpreter of a flat byte code, made for proofs of execution.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use badge_module::{FuncType, Survey, Type, check_arguments, check_entry, value_type};
use badge_runtime::{
    Caller, Error, ErrorKind, GuestMemory, GuestMemoryMut, Host, HostFunc, HostTrap, IMPORT_MODULE,
    Invoke, MAX_PARAMS, PAGE_BYTES, Params as _, Registrar, Results as _, Runtime, Session,
    SharedHost, TrapKind, Value, no_memory_import, places, text,
};
use core::cell::{Cell, RefCell};
use core::ffi::CStr;
use rwasm::{
    ExecutionEngine, F32, F64, ImportLinker, ImportName, RwasmInstance, RwasmModule, RwasmStore,
    StoreTr as _, TrapCode, TypedCaller, ValType, Value as WasmValue,
};

// Config.

/// What `compile` takes, and whether calls are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    bytes: Bytes,
    /// With fuel, which is compiled in.
    fuel: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bytes {
    /// Modules, validated and translated.
    #[cfg(feature = "translator")]
    Wasm,
    /// What was translated beforehand, believed to be valid.
    Rwasm,
}

/// An engine of rwasm.
pub struct Rwasm {
    config: Config,
    engine: ExecutionEngine,
}

// Host functions.

/// What the store holds for the host functions.
struct Data<H: 'static> {
    shared: Rc<Shared<H>>,
}

struct Shared<H: 'static> {
    /// With the size of memory in bytes, 0 while the start section runs.
    host: SharedHost<H, u64>,
    /// By number of the import.
    answers: Vec<Answer<H>>,
    /// Whether a host function refused: rwasm has no error for that.
    refused: Cell<bool>,
}

struct Call<'a, 'c, H: 'static> {
    caller: RefCell<&'a mut TypedCaller<'c, Data<H>>>,
    host: &'a mut H,
    size: u64,
}

/// Linear memory behind an interface that only copies, and asks for a mutable
/// borrow to do so.
struct Copied<'a, 'b, 'c, H: 'static> {
    caller: &'a RefCell<&'b mut TypedCaller<'c, Data<H>>>,
    size: u64,
}

impl<H> GuestMemory for Copied<'_, '_, '_, H> {
    #[inline]
    fn size(&self) -> u64 {
        self.size
    }

    #[inline]
    fn bytes<'a>(&'a self, at: u32, len: u32, scratch: &'a mut [u8]) -> Result<&'a [u8], HostTrap> {
        let bytes = scratch.get_mut(..len as usize).ok_or(HostTrap)?;
        // Never borrowed twice: reading does not call back.
        let mut caller = self.caller.try_borrow_mut().map_err(|_| HostTrap)?;
        caller.memory_read(at as usize, bytes).map_err(|_| HostTrap)?;
        Ok(bytes)
    }
}

impl<H> GuestMemoryMut for Copied<'_, '_, '_, H> {
    /// Never called: hosts that offer a memory are refused.
    fn lend<T>(&mut self, f: impl FnOnce(&mut [u8]) -> T) -> T {
        f(&mut [])
    }
}

impl<'b, 'c, H> Caller for Call<'b, 'c, H> {
    type Host = H;
    type Memory<'a>
        = Copied<'a, 'b, 'c, H>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        self.host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, Copied<'_, 'b, 'c, H>) {
        let memory = Copied { caller: &self.caller, size: self.size };
        (self.host, memory)
    }
}

/// A host function behind rwasm's one handler for all of them.
type Answer<H> = fn(&mut Call<'_, '_, H>, &[WasmValue], &mut [WasmValue]) -> Result<(), HostTrap>;

/// What the host offers: name, type, function.
struct Linker<H: 'static>(Vec<(&'static str, FuncType, Answer<H>)>);

impl<H: Host> Registrar<H> for Linker<H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let answer: Answer<H> = |call, arguments, results| {
            // Always numbers: the signature was compared while linking.
            let params = F::Params::collect(|index| match arguments.get(index) {
                Some(WasmValue::I32(value)) => *value,
                _ => 0,
            });
            if let Some(value) = F::call(call, params)?.first() {
                results.fill(WasmValue::I32(value));
            }
            Ok(())
        };
        let i32s = |count| core::iter::repeat_n(Type::I32, count);
        let ty = FuncType::new(i32s(F::Params::COUNT), i32s(F::Results::COUNT));
        self.0.push((text(F::NAME), ty, answer));
        Ok(())
    }
}

/// rwasm's handler: it gets the number of the import.
fn handle<H: Host>(
    caller: &mut TypedCaller<'_, Data<H>>,
    import: u32,
    arguments: &[WasmValue],
    results: &mut [WasmValue],
) -> Result<(), TrapCode> {
    let shared = Rc::clone(&caller.data().shared);
    let refuse = |HostTrap| {
        shared.refused.set(true);
        TrapCode::UnknownExternalFunction
    };
    let answer = shared.answers.get(import as usize).ok_or(TrapCode::UnknownExternalFunction)?;
    let size = shared.host.memory();
    let answered = shared.host.call(|host| {
        let caller = RefCell::new(&mut *caller);
        answer(&mut Call { caller, host, size }, arguments, results)
    });
    answered.map_err(refuse)
}

// Module.

/// A translated module.
pub struct Module {
    module: RwasmModule,
    linker: Arc<ImportLinker>,
    survey: Rc<Survey>,
}

impl Runtime for Rwasm {
    type Config = Config;
    type Module<'m> = Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "rwasm";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        let (bytes, fuel) = match name {
            #[cfg(feature = "translator")]
            "default" | "translating" => (Bytes::Wasm, false),
            #[cfg(feature = "translator")]
            "fuel" => (Bytes::Wasm, true),
            // These differ in the profile.
            "prepared" | "fast" => (Bytes::Rwasm, false),
            "metered" => (Bytes::Rwasm, true),
            _ => return None,
        };
        Some(Config { bytes, fuel })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config, engine: ExecutionEngine::new() })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module, Error> {
        match self.config.bytes {
            #[cfg(feature = "translator")]
            Bytes::Wasm => translate(bytes, self.config.fuel),
            Bytes::Rwasm => {
                let (module, len) = RwasmModule::new_checked(bytes)
                    .map_err(|error| Error::because(ErrorKind::Invalid, error))?;
                let survey = Survey::new(bytes.get(len..).unwrap_or_default());
                let linker = Arc::new(imports(&survey));
                Ok(Module { module, linker, survey: Rc::new(survey) })
            }
        }
    }

    fn instantiate<H: Host>(&self, module: &Module, host: H) -> Result<Instance<H>, Error> {
        no_memory_import::<H>()?;
        let mut linker = Linker(Vec::new());
        H::register(&mut linker)?;
        let answers = module
            .survey
            .imports
            .iter()
            .map(|import| {
                let known = linker.0.iter().find(|(name, ty, _)| {
                    import.module == text(IMPORT_MODULE) && import.name == *name && import.ty == *ty
                });
                known
                    .map(|(.., answer)| *answer)
                    .ok_or_else(|| Error::no_import(&import.module, &import.name))
            })
            .collect::<Result<_, _>>()?;
        let host = SharedHost::new(host, 0);
        let shared = Rc::new(Shared { host, answers, refused: Cell::new(false) });
        let data = Data { shared: Rc::clone(&shared) };
        let pages = u32::try_from(module.survey.pages).unwrap_or(u32::MAX);
        // Budgets are per call; a start section runs before the first one.
        let fuel = self.config.fuel.then_some(u64::MAX);
        let linker = Arc::clone(&module.linker);
        let mut store = RwasmStore::new(linker, data, handle::<H>, fuel, Some(pages));
        let instance = module
            .linker
            .instantiate(&mut store, self.engine, module.module.clone())
            .map_err(|code| trapped(code, &shared.refused))?;
        shared.host.lend(module.survey.pages.saturating_mul(PAGE_BYTES));
        Ok(Instance {
            store,
            instance,
            shared,
            survey: Rc::clone(&module.survey),
            meters: fuel.is_some(),
        })
    }
}

/// A copy with no room to spare, and without the source that the translator
/// puts into a module.
#[cfg(feature = "translator")]
fn trimmed(module: &RwasmModule) -> RwasmModule {
    rwasm::RwasmModuleBuilder::new(module.code_section.clone())
        .with_data_section(&module.data_section)
        .with_elem_section(&module.elem_section)
        .with_source_pc(module.source_pc)
        .build()
}

#[cfg(feature = "translator")]
fn translate(wasm: &[u8], fuel: bool) -> Result<Module, Error> {
    let survey = Survey::new(wasm);
    let linker = Arc::new(imports(&survey));
    // rwasm has one entry, which calls the export whose number lies on the
    // stack. It refuses entries that take references.
    let states = survey
        .exports
        .iter()
        .zip(0..)
        .filter(|(export, _)| is_routed(&export.ty))
        .map(|(export, number)| (export.name.as_str().into(), number))
        .collect();
    let settings = rwasm::CompilationConfig::default()
        .with_import_linker(Arc::clone(&linker))
        .with_state_router(rwasm::StateRouterConfig { states, opcode: None })
        .with_allow_malformed_entrypoint_func_type(true)
        .with_allow_start_section(true)
        .with_consume_fuel(fuel);
    let (mut module, _) = RwasmModule::compile(settings, wasm).map_err(refusal)?;
    if cfg!(not(feature = "host")) {
        // The second copy lies where the translator's module lay, so that a
        // page has room behind it.
        module = trimmed(&module);
        module = trimmed(&module);
    }
    Ok(Module { module, linker, survey: Rc::new(survey) })
}

#[cfg(feature = "host")]
impl badge_runtime::Prepare for Rwasm {
    /// rwasm's binary, the same for every target, and behind it what the survey
    /// reads: the sections of the module before its code.
    fn prepare(
        config: &Config,
        wasm: &[u8],
        _: badge_runtime::PrepareTarget,
    ) -> Result<Vec<u8>, Error> {
        if config.bytes != Bytes::Rwasm {
            return Err(Error::because(ErrorKind::Unsupported, "this config loads modules"));
        }
        let mut artifact = trimmed(&translate(wasm, config.fuel)?.module).serialize();
        let code = wasmparser::Parser::new(0).parse_all(wasm).find_map(|payload| match payload {
            Ok(wasmparser::Payload::CodeSectionStart { range, .. }) => Some(range.start),
            _ => None,
        });
        artifact.extend_from_slice(wasm.get(..code.unwrap_or(wasm.len())).unwrap_or_default());
        Ok(artifact)
    }
}

/// Everything that the module imports and the badge could have, by number. The
/// types of rwasm's linker live for ever, hence the list of shapes.
fn imports(survey: &Survey) -> ImportLinker {
    const I32S: &[ValType] = &[ValType::I32; MAX_PARAMS];
    let mut linker = ImportLinker::default();
    for (import, number) in survey.imports.iter().zip(0..) {
        let name = ImportName::new(&import.module, &import.name);
        let all = |types: &[Type]| types.iter().all(|ty| *ty == Type::I32);
        let (parameters, results) = (import.ty.params(), import.ty.results());
        if let (true, true, Some(parameters), Some(results), None) = (
            all(parameters),
            all(results),
            I32S.get(..parameters.len()),
            I32S.get(..results.len()),
            linker.resolve_by_import_name(&name),
        ) {
            linker.insert_function(name, number, Default::default(), parameters, results);
        }
    }
    linker
}

fn is_routed(ty: &FuncType) -> bool {
    let number = |ty: &Type| matches!(ty, Type::I32 | Type::I64 | Type::F32 | Type::F64);
    ty.params().iter().all(number) && ty.results().iter().all(number)
}

// Instance.

/// A resolved `() -> ()` export: its number.
#[derive(Clone, Copy, Debug)]
pub struct Entry(i32);

/// An instance in a store of its own.
pub struct Instance<H: 'static> {
    store: RwasmStore<Data<H>>,
    instance: RwasmInstance,
    shared: Rc<Shared<H>>,
    survey: Rc<Survey>,
    meters: bool,
}

impl<H> Instance<H> {
    /// The number and the type of an export that the entry leads to.
    fn export(&self, name: &CStr) -> Result<(Entry, &FuncType), Error> {
        self.survey
            .exports
            .iter()
            .zip(0..)
            .find(|(export, _)| export.name == text(name) && is_routed(&export.ty))
            .map(|(export, number)| (Entry(number), &export.ty))
            .ok_or_else(|| Error::no_export(name))
    }

    #[inline]
    fn enter(&mut self, args: &[WasmValue], results: &mut [WasmValue]) -> Result<(), Error> {
        self.instance
            .execute(&mut self.store, args, results)
            .map_err(|code| trapped(code, &self.shared.refused))
    }

    #[inline]
    fn enter_at(&mut self, entry: Entry) -> Result<(), Error> {
        self.enter(&[WasmValue::I32(entry.0)], &mut [])
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let (entry, ty) = self.export(name)?;
        check_entry(ty, name)?;
        Ok(entry)
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter_at(*entry)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.survey.exports_memory.then(|| self.store.memory_size_bytes() as u64)
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        if !self.meters {
            return Err(Error::unmetered());
        }
        self.store.reset_fuel(units);
        Ok(())
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.store.remaining_fuel().ok_or_else(Error::unmetered)
    }
}

impl<H: Host> Invoke for Instance<H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let (entry, ty) = self.export(name)?;
        check_arguments(ty, args)?;
        let results = places(results, ty.results().len())?;
        let mut outputs: Vec<WasmValue> =
            ty.results().iter().map(|ty| zero(*ty)).collect::<Result<_, _>>()?;
        let inputs = args.iter().map(|arg| to_engine(*arg)).chain([Ok(WasmValue::I32(entry.0))]);
        let inputs: Vec<WasmValue> = inputs.collect::<Result<_, _>>()?;
        self.enter(&inputs, &mut outputs)?;
        for (result, output) in results.iter_mut().zip(&outputs) {
            *result = from_engine(output)?;
        }
        Ok(outputs.len())
    }
}

// Conversions.

fn zero(ty: Type) -> Result<WasmValue, Error> {
    to_engine(Value::from_bits(value_type(ty)?, 0))
}

badge_runtime::values! {
    WasmValue;
    F32(F32::from_bits, F32::to_bits), F64(F64::from_bits, F64::to_bits)
}

fn trapped(code: TrapCode, refused: &Cell<bool>) -> Error {
    if refused.take() {
        return Error::trap(TrapKind::Host, HostTrap);
    }
    let kind = match code {
        TrapCode::UnreachableCodeReached => TrapKind::Unreachable,
        TrapCode::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
        TrapCode::TableOutOfBounds => TrapKind::TableOutOfBounds,
        TrapCode::IndirectCallToNull => TrapKind::UninitializedElement,
        TrapCode::IntegerDivisionByZero => TrapKind::IntegerDivideByZero,
        TrapCode::IntegerOverflow => TrapKind::IntegerOverflow,
        TrapCode::BadConversionToInteger => TrapKind::InvalidConversion,
        TrapCode::StackOverflow => TrapKind::StackExhausted,
        TrapCode::BadSignature => TrapKind::IndirectCallTypeMismatch,
        TrapCode::OutOfFuel => TrapKind::OutOfFuel,
        TrapCode::UnknownExternalFunction
        | TrapCode::IllegalOpcode
        | TrapCode::InterruptionCalled
        | TrapCode::ExecutionHalted => TrapKind::Unknown,
    };
    Error::trap(kind, format_args!("{code:?}"))
}

#[cfg(feature = "translator")]
fn refusal(error: rwasm::CompilationError) -> Error {
    use rwasm::CompilationError as Cause;
    let kind = match error {
        Cause::MalformedWasmBinary(_) | Cause::MalformedFuncType => ErrorKind::Invalid,
        Cause::UnresolvedImportFunction
        | Cause::MalformedImportFunctionType
        | Cause::NotSupportedImportType => ErrorKind::Import,
        Cause::MemoryOutOfBounds => ErrorKind::Trap(TrapKind::MemoryOutOfBounds),
        Cause::TableOutOfBounds => ErrorKind::Trap(TrapKind::TableOutOfBounds),
        _ => ErrorKind::Unsupported,
    };
    Error::because(kind, error)
}
