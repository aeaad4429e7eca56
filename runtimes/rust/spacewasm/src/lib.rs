//! spacewasm: an interpreter of 16-bit code words, made for spacecraft.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod platform;
mod rehearsal;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_module::Survey;
use badge_runtime::{
    Caller, Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, HostTrap, IMPORT_MODULE, Lookup,
    PAGE_BYTES, Registrar, Runtime, Session, SliceMemory, TrapKind, Value,
};
use core::cell::{Cell, RefCell, RefMut};
use core::ffi::CStr;
use core::ops::ControlFlow;
use rehearsal::{no_memory, placeholders};
use spacewasm::{
    CodeBuilder, CompilerOptions, Engine, ExportDesc, HOST_MODULE_NAME_CAP, HostFunction,
    HostFunctionBreak, HostModule, HostName, HostValList, Interpreter, InterpreterResult,
    InterpreterRunner as _, InvokeError, MemoryError, ModuleRef, ParseError, Ref, TrapReason,
    ValType, ValidationError, Value as WasmValue, WasmRef,
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

/// What the closures of the host functions share with the instance.
struct Shared<H> {
    host: RefCell<H>,
    /// Off while the start section runs.
    lends_memory: Cell<bool>,
}

struct Call<'a, H> {
    engine: &'a Engine,
    host: RefMut<'a, H>,
    lends_memory: bool,
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
        let bytes = if self.lends_memory { self.engine.memory.get_slice() } else { &[] };
        (&mut self.host, SliceMemory(bytes))
    }
}

struct Linker<'a, H> {
    functions: Vec<HostFunction>,
    shared: &'a Rc<Shared<H>>,
}

macro_rules! register {
    ($method:ident, $shape:ident, $parameters:literal, $result:literal, |$value:ident| $some:expr,
     ($($arg:ident),*)) => {
        fn $method<F: $shape<H>>(&mut self) -> Result<(), Error> {
            let shared = Rc::clone(self.shared);
            let function = move |engine: &mut Engine, values: &[WasmValue]| {
                const BREAK: ControlFlow<HostFunctionBreak, Option<WasmValue>> =
                    ControlFlow::Break(HostFunctionBreak::Trap);
                // Always so: the signature was compared while linking.
                let [$(WasmValue::I32($arg)),*] = *values else {
                    return BREAK;
                };
                // Never borrowed twice: host functions do not call back.
                let Ok(host) = shared.host.try_borrow_mut() else {
                    return BREAK;
                };
                let lends_memory = shared.lends_memory.get();
                match F::call(&mut Call { engine, host, lends_memory }, $($arg),*) {
                    Ok($value) => ControlFlow::Continue($some),
                    Err(HostTrap) => BREAK,
                }
            };
            self.functions.push(
                HostFunction::try_new(
                    HostName::try_from_str(text(F::NAME)).map_err(|_| unrepresentable(F::NAME))?,
                    HostValList::new($parameters),
                    HostValList::new($result),
                    function,
                )
                .map_err(no_memory)?,
            );
            Ok(())
        }
    };
}

impl<H: Host> Registrar<H> for Linker<'_, H> {
    type Error = Error;
    register!(fn0, Fn0, "", "i", |value| Some(WasmValue::I32(value)), ());
    register!(fn2, Fn2, "ii", "", |_done| None, (a, b));
    register!(fn5, Fn5, "iiiii", "", |_done| None, (a, b, c, d, e));
    register!(fn6, Fn6, "iiiiii", "", |_done| None, (a, b, c, d, e, f));
}

fn host_module(
    name: HostName<HOST_MODULE_NAME_CAP>,
    functions: impl IntoIterator<Item = HostFunction, IntoIter: ExactSizeIterator>,
) -> Result<HostModule, Error> {
    Ok(HostModule {
        name,
        globals: spacewasm::Vec::zero(),
        functions: spacewasm::Vec::from_exact_iter(functions.into_iter()).map_err(no_memory)?,
        memory: spacewasm::Vec::zero(),
        table: spacewasm::Vec::zero(),
    })
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

fn unrepresentable(name: &CStr) -> Error {
    Error::because(
        ErrorKind::Unsupported,
        format_args!("spacewasm takes no import called {name:?}"),
    )
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
            "default" => Config::Default,
            "fuel" => Config::Fuel,
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
        let shared = Rc::new(Shared { host: RefCell::new(host), lends_memory: Cell::new(false) });
        let mut linker = Linker { functions: Vec::new(), shared: &shared };
        H::register(&mut linker)?;
        let env = HostName::try_from_str(text(IMPORT_MODULE))
            .map_err(|_| unrepresentable(IMPORT_MODULE))?;
        let imports = host_module(env, linker.functions)?;
        let (engine, code) = decode(module.bytes, &module.survey, alloc::vec![imports])?;
        let mut instance = Instance {
            engine,
            code,
            shared,
            // Budgets are per call; a start section runs before the first one.
            fuel: (self.config == Config::Fuel).then_some(u64::MAX),
            start: None,
            update: None,
        };
        if let Some(begin) = instance.engine.module_start(GUEST) {
            instance.enter(begin, &[])?;
        }
        instance.shared.lends_memory.set(true);
        instance.start = instance.entry(c"start").ok();
        instance.update = instance.entry(c"update").ok();
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
    let allocator = spacewasm::Rc::new(platform::Frozen::new(survey.pages)).map_err(no_memory)?;
    let module = spacewasm::Module::new::<CONTROL_FRAMES, STACK_DEPTH>(
        "",
        &mut platform::Whole::new(bytes),
        &mut engine.store,
        &mut code,
        allocator.into_wasm_memory_allocator(),
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
    shared: Rc<Shared<H>>,
    fuel: Option<u64>,
    start: Option<Entry>,
    update: Option<Entry>,
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

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        match (self.export(c"memory"), self.start, self.update) {
            (Some(ExportDesc::Mem(_)), Some(_), Some(_)) => Ok(()),
            (Some(ExportDesc::Mem(_)), None, _) => missing(c"start"),
            (Some(ExportDesc::Mem(_)), ..) => missing(c"update"),
            _ => missing(c"memory"),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        let entry = self.start.ok_or_else(|| Error::no_export(c"start"))?;
        self.enter(entry.0, &[])
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        let entry = self.update.ok_or_else(|| Error::no_export(c"update"))?;
        self.enter(entry.0, &[])
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.shared.host.borrow_mut())
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        match self.module() {
            Some(_) => u64::from(self.engine.store.get_memory(GUEST).size()) * PAGE_BYTES,
            None => 0,
        }
    }

    // Fuel.

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        match &mut self.fuel {
            Some(left) => *left = units,
            None => return Err(unmetered()),
        }
        Ok(())
    }

    /// What is charged are whole slices, which is a bound and no measurement.
    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(match self.fuel {
            Some(_) => Error::because(ErrorKind::Unsupported, UNTOLD),
            None => unmetered(),
        })
    }
}

impl<H: Host> Lookup for Instance<H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let (function, ty) = self.function(name)?;
        if ty.params.is_empty() && ty.returns.is_empty() {
            Ok(Entry(function))
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(entry.0, &[])
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let (function, ty) = self.function(name)?;
        let returns: Option<ValType> = ty.returns.iter().next().copied();
        let inputs: Vec<WasmValue> =
            args.iter().map(|arg| to_engine(*arg)).collect::<Result<_, _>>()?;
        if returns.is_some() && results.is_empty() {
            return Err(Error::new(ErrorKind::Unsupported));
        }
        self.enter(function, &inputs)?;
        match (returns, self.engine.result, results.first_mut()) {
            (Some(ty), Some(output), Some(result)) => {
                *result = from_engine(output.to_value(ty));
                Ok(1)
            }
            _ => Ok(0),
        }
    }
}

// Conversions.

fn to_engine(value: Value) -> Result<WasmValue, Error> {
    Ok(match value {
        Value::I32(value) => WasmValue::I32(value),
        Value::I64(value) => WasmValue::I64(value),
        Value::F32(bits) => WasmValue::F32(f32::from_bits(bits)),
        Value::F64(bits) => WasmValue::F64(f64::from_bits(bits)),
        Value::V128(_) | Value::FuncRef { .. } | Value::ExternRef { .. } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn from_engine(value: WasmValue) -> Value {
    match value {
        WasmValue::I32(value) => Value::I32(value),
        WasmValue::I64(value) => Value::I64(value),
        WasmValue::F32(value) => Value::F32(value.to_bits()),
        WasmValue::F64(value) => Value::F64(value.to_bits()),
    }
}

fn unmetered() -> Error {
    Error::because(ErrorKind::Unsupported, "this config does not meter")
}

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
