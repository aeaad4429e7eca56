//! spacewasm: an interpreter of 16-bit code words, made for spacecraft.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod platform;
mod rehearsal;

use alloc::vec::Vec;
use badge_module::Survey;
use badge_runtime::{
    Error, ErrorKind, Host, HostFunc, HostTrap, IMPORT_MODULE, Invoke, MEMORY, PAGE_BYTES,
    Params as _, Registrar, Results as _, Runtime, Session, SharedHost, SliceCall, TrapKind, Value,
    places, text,
};
use core::ffi::CStr;
use core::ops::ControlFlow;
use rehearsal::{no_memory, placeholders};
use spacewasm::{
    CodeBuilder, CompilerOptions, Engine, ExportDesc, HOST_MODULE_NAME_CAP, HOST_SYMBOL_NAME_CAP,
    HostFunction, HostFunctionBreak, HostModule, HostName, HostSymbol, HostValList, Interpreter,
    InterpreterResult, InterpreterRunner as _, InvokeError, MemType, Memory, MemoryError,
    ModuleRef, ParseError, Ref, TrapReason, ValType, ValidationError, Value as WasmValue,
    WasmMemoryAllocator, WasmRef,
};

// Config.

/// Whether calls have a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// They run until they end.
    Default,
    /// They run so many instructions at most.
    Fuel,
}

/// spacewasm has no engine apart from its instances.
#[derive(Debug)]
pub struct Spacewasm {
    config: Config,
}

/// Instructions between two looks at the budget: spacewasm does not tell how
/// many of a bound were used, so that whole slices are charged.
const SLICE: u64 = 4096;

/// Why no frame says what it used.
pub const UNTOLD: &str = "spacewasm does not tell how many instructions are left";

/// Stack of a guest in words of 32 bits.
#[cfg(not(target_os = "none"))]
const STACK_WORDS: usize = 65_536;

/// Stack of a guest in words of 32 bits.
#[cfg(target_os = "none")]
const STACK_WORDS: usize = 512;

/// Nested blocks, and values on the stack of one function: the decoder keeps
/// both in arrays. It needs 20 and 40 for the largest workload.
const CONTROL_FRAMES: usize = 64;
const STACK_DEPTH: usize = 128;

fn options() -> CompilerOptions {
    CompilerOptions {
        // Refused by the allocator, not by the decoder: `memory.grow` is -1.
        allow_memory_grow: true,
        max_backpatch_iterations: None,
        // Pages of 512 bytes; the table has one pointer for each.
        max_code_pages: if cfg!(target_os = "none") { 256 } else { 16_384 },
    }
}

// Host functions.

/// A host, and whether its functions see memory: not while the start section
/// runs.
type Shared<H> = SharedHost<H, bool>;

struct Linker<'a, H> {
    functions: Vec<HostFunction>,
    shared: &'a Shared<H>,
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;

    #[allow(unsafe_code)]
    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let shared = self.shared.clone();
        let function = move |engine: &mut Engine, values: &[WasmValue]| {
            // Always numbers: the signature was compared while linking.
            let params = F::Params::collect(|index| match values.get(index) {
                Some(WasmValue::I32(value)) => *value,
                _ => 0,
            });
            let memory = match shared.memory() {
                // SAFETY: the guest waits for this call.
                true => unsafe { platform::bytes(&engine.memory) },
                false => &mut [],
            };
            match shared.call(|host| F::call(&mut SliceCall { host, memory }, params)) {
                Ok(results) => ControlFlow::Continue(results.first().map(WasmValue::I32)),
                Err(HostTrap) => ControlFlow::Break(HostFunctionBreak::Trap),
            }
        };
        let i32s = |count| HostValList::new("iiiiiiiii".get(..count).unwrap_or_default());
        let (params, results) = (i32s(F::Params::COUNT), i32s(F::Results::COUNT));
        let function = HostFunction::try_new(name(F::NAME)?, params, results, function);
        self.functions.push(function.map_err(no_memory)?);
        Ok(())
    }
}

/// A memory that a host offers: its name, its type, what begins it.
type Offered = (HostName<HOST_SYMBOL_NAME_CAP>, MemType, fn(&mut [u8]));

#[allow(unsafe_code)]
fn host_module(
    name: HostName<HOST_MODULE_NAME_CAP>,
    functions: Vec<HostFunction>,
    memory: Option<Offered>,
) -> Result<HostModule, Error> {
    let mut memories = Vec::new();
    if let Some((name, ty, begin)) = memory {
        let memory = Memory::new(ty, allocator(ty.min().into())?).map_err(no_memory)?;
        // SAFETY: nobody has it yet.
        begin(unsafe { platform::bytes(&memory) });
        memories.push(HostSymbol { name, value: spacewasm::Rc::new(memory).map_err(no_memory)? });
    }
    Ok(HostModule {
        name,
        globals: spacewasm::Vec::zero(),
        functions: spacewasm::Vec::from_exact_iter(functions.into_iter()).map_err(no_memory)?,
        memory: spacewasm::Vec::from_exact_iter(memories.into_iter()).map_err(no_memory)?,
        table: spacewasm::Vec::zero(),
    })
}

/// Of memory that begins with that many pages and keeps them.
fn allocator(pages: u64) -> Result<spacewasm::Rc<dyn WasmMemoryAllocator>, Error> {
    let allocator = spacewasm::Rc::new(platform::Frozen::new(pages)).map_err(no_memory)?;
    Ok(allocator.into_wasm_memory_allocator())
}

fn name<const N: usize>(name: &CStr) -> Result<HostName<N>, Error> {
    HostName::try_from_str(text(name)).map_err(|_| {
        let reason = format_args!("spacewasm takes no import called {name:?}");
        Error::because(ErrorKind::Unsupported, reason)
    })
}

// Module.

/// A module that was decoded with placeholders for the host's functions.
pub struct Module<'m> {
    bytes: &'m [u8],
    survey: Survey,
}

impl Runtime for Spacewasm {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "spacewasm";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        Some(match name {
            // The others differ in the profile and in the budget.
            "default" | "fast" => Config::Default,
            "fuel" | "metered" => Config::Fuel,
            _ => return None,
        })
    }

    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self { config: *config })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let survey = Survey::new(bytes);
        decode(bytes, &survey, placeholders(&survey)?)?;
        Ok(Module { bytes, survey })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<H>, Error> {
        let shared = SharedHost::new(host, H::MEMORY_PAGES.is_some());
        let mut linker = Linker { functions: Vec::new(), shared: &shared };
        H::register(&mut linker)?;
        let memory = match H::MEMORY_PAGES {
            Some(pages) => {
                let (initial_pages, max_pages) = (pages, Some(pages));
                let ty = MemType { initial_pages, max_pages, ..MemType::zero() };
                Some((name(MEMORY)?, ty, H::begin_memory as fn(&mut [u8])))
            }
            None => None,
        };
        let imports = host_module(name(IMPORT_MODULE)?, linker.functions, memory)?;
        let (engine, code) = decode(module.bytes, &module.survey, alloc::vec![imports])?;
        // Budgets are per call; a start section runs before the first one.
        let fuel = (self.config == Config::Fuel).then_some(u64::MAX);
        let mut instance = Instance { engine, code, shared, fuel };
        if let Some(begin) = instance.engine.module_start(GUEST) {
            instance.enter(begin, &[])?;
        }
        instance.shared.lend(true);
        Ok(instance)
    }
}

/// The one module of each engine.
const GUEST: ModuleRef = ModuleRef(0);

/// Decodes, validates, links, and fills memory and table.
fn decode(
    bytes: &[u8],
    survey: &Survey,
    imports: Vec<HostModule>,
) -> Result<(Engine, CodeBuilder), Error> {
    let imports = spacewasm::Vec::from_exact_iter(imports.into_iter()).map_err(no_memory)?;
    let mut engine = Engine::new(STACK_WORDS, 1, imports).map_err(no_memory)?;
    let mut code = CodeBuilder::new(options()).map_err(no_memory)?;
    let module = spacewasm::Module::new::<CONTROL_FRAMES, STACK_DEPTH>(
        "",
        &mut platform::Whole::new(bytes),
        &mut engine.store,
        &mut code,
        allocator(survey.pages)?,
    )
    .map_err(refusal)?;
    engine.push_module(module).map_err(no_memory)?;
    Ok((engine, code))
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Clone, Copy, Debug)]
pub struct Entry(WasmRef);

/// An engine of spacewasm with its one module and the code of it.
pub struct Instance<H> {
    engine: Engine,
    code: CodeBuilder,
    shared: Shared<H>,
    fuel: Option<u64>,
}

impl<H> Instance<H> {
    fn module(&self) -> Option<&spacewasm::Module> {
        self.engine.store.modules().first()
    }

    fn export(&self, name: &CStr) -> Option<&ExportDesc> {
        let export = self
            .module()?
            .exports
            .iter()
            .find(|export| export.name.as_bytes() == name.to_bytes())?;
        Some(&export.desc)
    }

    /// A function of the guest itself: spacewasm cannot call one of the host.
    fn function(&self, name: &CStr) -> Result<(WasmRef, &spacewasm::FuncType), Error> {
        let found = self.module().and_then(|module| {
            let Some(ExportDesc::Func(index)) = self.export(name) else {
                return None;
            };
            let Some(Ref::Module(index)) = module.get_func_ref(*index) else {
                return None;
            };
            let ty = module.functions.get(usize::from(index))?.ty;
            let function = WasmRef { module: GUEST, index };
            Some((function, module.types.get(ty.0 as usize)?))
        });
        found.ok_or_else(|| Error::no_export(name))
    }

    #[inline]
    fn enter(&mut self, function: WasmRef, arguments: &[WasmValue]) -> Result<(), Error> {
        self.engine.invoke(function, arguments).map_err(|error| match error {
            InvokeError::StackOverflow => Error::trap(TrapKind::StackExhausted, "no stack"),
            InvokeError::ParamLenMismatch | InvokeError::ParamTypeMismatch => {
                Error::because(ErrorKind::Export, format_args!("{error:?}"))
            }
            InvokeError::Busy => Error::because(ErrorKind::Other, "the engine is busy"),
        })?;
        let outcome = loop {
            let slice = match self.fuel {
                None => usize::MAX,
                Some(0) => break InterpreterResult::OutOfFuel,
                Some(ref mut left) => {
                    let slice = SLICE.min(*left);
                    *left -= slice;
                    slice as usize
                }
            };
            match Interpreter.run(self.code.pages(), &mut self.engine, slice) {
                InterpreterResult::OutOfFuel => {}
                outcome => break outcome,
            }
        };
        match outcome {
            InterpreterResult::Finished => Ok(()),
            InterpreterResult::Trap(reason) => {
                Err(Error::trap(trap(reason), format_args!("{reason:?}")))
            }
            InterpreterResult::OutOfFuel => {
                self.engine.reset();
                Err(Error::trap(TrapKind::OutOfFuel, "ran to the instruction bound"))
            }
            // No host function asks for it.
            InterpreterResult::Pause => {
                self.engine.reset();
                Err(Error::because(ErrorKind::Other, "paused"))
            }
        }
    }
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let (function, ty) = self.function(name)?;
        if ty.params.is_empty() && ty.returns.is_empty() {
            Ok(Entry(function))
        } else {
            Err(Error::no_entry(name))
        }
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(entry.0, &[])
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        self.shared.host(f)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        let exported = matches!(self.export(MEMORY), Some(ExportDesc::Mem(_)));
        (exported || H::MEMORY_PAGES.is_some())
            .then(|| u64::from(self.engine.store.get_memory(GUEST).size()) * PAGE_BYTES)
    }

    #[allow(unsafe_code)]
    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        H::MEMORY_PAGES?;
        // SAFETY: no call is in progress.
        let memory = unsafe { platform::bytes(self.engine.store.get_memory(GUEST)) };
        Some(self.shared.host(|host| f(host, memory)))
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        match &mut self.fuel {
            Some(left) => *left = units,
            None => return Err(Error::unmetered()),
        }
        Ok(())
    }

    /// What is charged are whole slices, which is a bound and no measurement.
    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(match self.fuel {
            Some(_) => Error::because(ErrorKind::Unsupported, UNTOLD),
            None => Error::unmetered(),
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
        let (function, ty) = self.function(name)?;
        let returns: Option<ValType> = ty.returns.iter().next().copied();
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        let results = places(results, returns.iter().count())?;
        self.enter(function, &inputs)?;
        for ((result, ty), output) in results.iter_mut().zip(returns).zip(self.engine.result) {
            *result = from_engine(&output.to_value(ty))?;
        }
        Ok(results.len())
    }
}

// Conversions.

badge_runtime::values!(WasmValue; F32(f32::from_bits, f32::to_bits), F64(f64::from_bits, f64::to_bits));

fn trap(reason: TrapReason) -> TrapKind {
    match reason {
        TrapReason::Unreachable => TrapKind::Unreachable,
        TrapReason::Host => TrapKind::Host,
        TrapReason::DivideByZero => TrapKind::IntegerDivideByZero,
        TrapReason::InvalidTableIndex => TrapKind::TableOutOfBounds,
        TrapReason::InvalidTableFunctionType => TrapKind::IndirectCallTypeMismatch,
        TrapReason::UninitializedTableElement => TrapKind::UninitializedElement,
        TrapReason::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
        TrapReason::StackOverflow => TrapKind::StackExhausted,
        TrapReason::IntegerOverflow | TrapReason::UnrepresentableResult => {
            TrapKind::IntegerOverflow
        }
        TrapReason::BadConversionToInteger => TrapKind::InvalidConversion,
        TrapReason::GlobalGetFailed
        | TrapReason::GlobalSetFailed
        | TrapReason::OutOfMemory
        | TrapReason::MemoryRefNotUnique
        | TrapReason::MalformedIr => TrapKind::Unknown,
    }
}

fn refusal(error: ParseError) -> Error {
    use ValidationError as Cause;
    let kind = match error.err.err {
        Cause::FunctionImportNotFound
        | Cause::GlobalImportNotFound
        | Cause::MemoryImportNotFound
        | Cause::TableImportNotFound
        | Cause::FunctionImportTypeMismatch
        | Cause::GlobalImportTypeMismatch
        | Cause::MemoryImportTypeMismatch
        | Cause::MemoryImportTooLarge
        | Cause::TableImportTypeMismatch
        | Cause::TableImportIncompatibleSize => ErrorKind::Import,
        Cause::InvalidElementOutOfBounds => ErrorKind::Trap(TrapKind::TableOutOfBounds),
        Cause::MemoryError(MemoryError::OutOfBounds) => {
            ErrorKind::Trap(TrapKind::MemoryOutOfBounds)
        }
        Cause::MemoryError(_) | Cause::AllocError(_) | Cause::GuestMemoryAllocationFailure => {
            ErrorKind::OutOfMemory
        }
        Cause::MultipleMemories
        | Cause::MultipleTables
        | Cause::FunctionParametersTooLarge
        | Cause::FunctionReturnsTooLarge
        | Cause::TooManyLocals
        | Cause::ControlFlowTooDeep
        | Cause::StackTooLarge
        | Cause::LabelStackJumpTooDeep
        | Cause::LabelJumpTooLarge
        | Cause::VecTooLong => ErrorKind::Unsupported,
        _ => ErrorKind::Invalid,
    };
    Error::because(kind, format_args!("{error:?}"))
}
