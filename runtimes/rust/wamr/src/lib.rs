//! WAMR: the WebAssembly Micro Runtime, two interpreters written in C of which
//! a build has one.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod ffi;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_runtime::{
    Error, ErrorKind, Fn0, Fn2, Fn5, Fn6, Host, IMPORT_MODULE, Lookup, Registrar, Runtime, Session,
    TrapKind, Value,
};
use core::ffi::CStr;
use core::marker::PhantomData;
use ffi::{Engine, Failure, Function, FunctionType, Loaded, Machine};

// Config.

/// The one config of this build: interpreter, metering and bounds checks are
/// chosen when WAMR is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// Its name.
pub const CONFIG: &str =
    match (cfg!(feature = "classic"), cfg!(feature = "metering"), cfg!(feature = "guard-pages")) {
        (false, false, false) => "fast",
        (true, false, false) => "classic",
        (false, true, false) => "fast-fuel",
        (true, true, false) => "classic-fuel",
        (false, false, true) => "fast-guard",
        (true, false, true) => "classic-guard",
        (false, true, true) => "fast-guard-fuel",
        (true, true, true) => "classic-guard-fuel",
    };

/// Stack of a guest in bytes: that of WAMR's own command line tool.
const STACK_BYTES: u32 = 64 * 1024;

/// The state that WAMR keeps for a process.
#[derive(Debug)]
pub struct Wamr {
    engine: Engine,
}

// Host functions.

/// An imported function of the module.
struct Wanted<'a> {
    name: &'a CStr,
    ty: FunctionType,
    linked: bool,
}

struct Linker<'a, 'm, H> {
    module: &'a Loaded<'m>,
    wanted: Vec<Wanted<'a>>,
    host: PhantomData<H>,
}

impl<'m, H: Host> Linker<'_, 'm, H> {
    /// Links every import of that name; its type must then fit.
    fn offer(
        &mut self,
        name: &CStr,
        parameters: usize,
        results: usize,
        link: impl Fn(&Loaded<'m>, u32),
    ) -> Result<(), Error> {
        for (index, wanted) in self.wanted.iter_mut().enumerate() {
            if wanted.name != name {
                continue;
            }
            let (given, returned) = (wanted.ty.parameters(), wanted.ty.results());
            if !given.eq(core::iter::repeat_n(I32, parameters))
                || !returned.eq(core::iter::repeat_n(I32, results))
            {
                return Err(Error::because(
                    ErrorKind::Import,
                    format_args!("incompatible import type: {}", text(name)),
                ));
            }
            link(self.module, index as u32);
            wanted.linked = true;
        }
        Ok(())
    }
}

impl<'m, H: Host> Registrar<H> for Linker<'_, 'm, H> {
    type Error = Error;

    fn fn0<F: Fn0<H>>(&mut self) -> Result<(), Error> {
        self.offer(F::NAME, 0, 1, Loaded::<'m>::link0::<H, F>)
    }

    fn fn2<F: Fn2<H>>(&mut self) -> Result<(), Error> {
        self.offer(F::NAME, 2, 0, Loaded::<'m>::link2::<H, F>)
    }

    fn fn5<F: Fn5<H>>(&mut self) -> Result<(), Error> {
        self.offer(F::NAME, 5, 0, Loaded::<'m>::link5::<H, F>)
    }

    fn fn6<F: Fn6<H>>(&mut self) -> Result<(), Error> {
        self.offer(F::NAME, 6, 0, Loaded::<'m>::link6::<H, F>)
    }
}

// Module.

/// A loaded module: validated, and with the fast interpreter translated.
#[derive(Debug)]
pub struct Module<'m> {
    loaded: Rc<Loaded<'m>>,
}

impl Runtime for Wamr {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "wamr";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        (name == CONFIG).then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        let engine = Engine::new().ok_or_else(|| Error::new(ErrorKind::OutOfMemory))?;
        Ok(Self { engine })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let loaded = Loaded::new(&self.engine, bytes)
            .map_err(|failure| refusal(&failure, ErrorKind::Invalid))?;
        Ok(Module { loaded: Rc::new(loaded) })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        // WAMR makes instances of modules whose imports are missing, and traps
        // when one is called.
        let mut wanted = Vec::new();
        for import in module.loaded.imports() {
            match import.function {
                Some(ty) if import.module == IMPORT_MODULE => {
                    wanted.push(Wanted { name: import.name, ty, linked: false })
                }
                _ => return Err(missing(import.module, import.name)),
            }
        }
        let mut linker = Linker { module: &module.loaded, wanted, host: PhantomData::<H> };
        H::register(&mut linker)?;
        if let Some(unknown) = linker.wanted.iter().find(|wanted| !wanted.linked) {
            return Err(missing(IMPORT_MODULE, unknown.name));
        }
        let machine =
            Machine::new(Rc::clone(&module.loaded), STACK_BYTES, host).map_err(|failure| {
                match failure {
                    Some(failure) => refusal(&failure, ErrorKind::Other),
                    None => Error::new(ErrorKind::OutOfMemory),
                }
            })?;
        let mut instance = Instance { machine, entries: Vec::new(), start: None, update: None };
        instance.start = instance.resolve(c"start").ok();
        instance.update = instance.resolve(c"update").ok();
        Ok(instance)
    }
}

// Instance.

/// A resolved `() -> ()` export: its place among those of the instance.
#[derive(Clone, Copy, Debug)]
pub struct Entry(usize);

/// An instance with what executes it.
pub struct Instance<'m, H: Host> {
    machine: Machine<'m, H>,
    entries: Vec<Function>,
    start: Option<Function>,
    update: Option<Function>,
}

impl<H: Host> Instance<'_, H> {
    fn export(&self, name: &CStr) -> Result<Function, Error> {
        self.machine.function(name).ok_or_else(|| Error::no_export(name))
    }

    fn resolve(&self, name: &CStr) -> Result<Function, Error> {
        let function = self.export(name)?;
        let (parameters, results) =
            (self.machine.parameters(function), self.machine.results(function));
        if parameters.is_empty() && results.is_empty() {
            Ok(function)
        } else {
            Err(Error::because(ErrorKind::Export, "not of type () -> ()"))
        }
    }

    #[inline]
    fn enter(&mut self, function: Option<Function>, name: &CStr) -> Result<(), Error> {
        let function = function.ok_or_else(|| Error::no_export(name))?;
        self.machine.call(function).map_err(|failure| trap(&failure))
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;

    fn ready(&mut self) -> Result<(), Error> {
        let missing = |name| Err(Error::no_export(name));
        let memory = self.machine.module().exports_memory(c"memory");
        match (memory, self.start, self.update) {
            (false, ..) => missing(c"memory"),
            (_, None, _) => missing(c"start"),
            (.., None) => missing(c"update"),
            _ => Ok(()),
        }
    }

    // Calls.

    #[inline]
    fn start(&mut self) -> Result<(), Error> {
        self.enter(self.start, c"start")
    }

    #[inline]
    fn update(&mut self) -> Result<(), Error> {
        self.enter(self.update, c"update")
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(self.machine.host())
    }

    // Memory.

    fn memory_size(&mut self) -> u64 {
        self.machine.memory_size()
    }

    // Fuel.

    #[cfg(feature = "metering")]
    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        match u32::try_from(units) {
            Ok(units) if units <= i32::MAX.cast_unsigned() => {
                self.machine.limit_instructions(units);
                Ok(())
            }
            _ => Err(Error::because(ErrorKind::Unsupported, "WAMR counts instructions in 31 bits")),
        }
    }

    #[cfg(feature = "metering")]
    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(Error::because(
            ErrorKind::Unsupported,
            "WAMR does not tell how many instructions are left",
        ))
    }
}

impl<H: Host> Lookup for Instance<'_, H> {
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let function = self.resolve(name)?;
        self.entries.push(function);
        Ok(Entry(self.entries.len() - 1))
    }

    #[inline]
    fn call_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.enter(self.entries.get(entry.0).copied(), c"entry")
    }

    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error> {
        let function = self.export(name)?;
        let mut cells = Vec::new();
        let mut kinds = Vec::new();
        for arg in args {
            kinds.push(push(&mut cells, *arg)?);
        }
        if kinds != self.machine.parameters(function) {
            return Err(Error::new(ErrorKind::Export));
        }
        let kinds = self.machine.results(function);
        let results =
            results.get_mut(..kinds.len()).ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        let count = cells.len() as u32;
        // A value takes at most two cells (vectors are compiled out).
        cells.resize(cells.len().max(2 * kinds.len()), 0);
        self.machine.enter(function, count, &mut cells).map_err(|failure| trap(&failure))?;
        let mut cells = cells.as_slice();
        for (result, kind) in results.iter_mut().zip(&kinds) {
            *result = take(&mut cells, *kind)?;
        }
        Ok(kinds.len())
    }
}

// Conversions: `wasm_valkind_t` and cells of 32 bits.

const I32: u8 = 0;
const I64: u8 = 1;
const F32: u8 = 2;
const F64: u8 = 3;
const EXTERNREF: u8 = 128;
const FUNCREF: u8 = 129;

/// The index of a null reference.
const NULL: u32 = u32::MAX;

/// Appends the cells of a value and returns its kind. External references pass
/// as pointers, of which all ones is null.
fn push(cells: &mut Vec<u32>, value: Value) -> Result<u8, Error> {
    let mut wide = |bits: u64| cells.extend([bits as u32, (bits >> 32) as u32]);
    Ok(match value {
        Value::I64(value) => {
            wide(value.cast_unsigned());
            I64
        }
        Value::F64(bits) => {
            wide(bits);
            F64
        }
        Value::ExternRef { null: true } => {
            cells.extend(core::iter::repeat_n(NULL, size_of::<usize>() / 4));
            EXTERNREF
        }
        Value::I32(value) => {
            cells.push(value.cast_unsigned());
            I32
        }
        Value::F32(bits) => {
            cells.push(bits);
            F32
        }
        Value::FuncRef { null: true } => {
            cells.push(NULL);
            FUNCREF
        }
        Value::V128(_) | Value::FuncRef { null: false } | Value::ExternRef { null: false } => {
            return Err(Error::new(ErrorKind::Unsupported));
        }
    })
}

fn take(cells: &mut &[u32], kind: u8) -> Result<Value, Error> {
    let mut cell = || {
        let (first, rest) =
            cells.split_first().ok_or_else(|| Error::new(ErrorKind::Unsupported))?;
        *cells = rest;
        Ok::<_, Error>(u64::from(*first))
    };
    Ok(match kind {
        I32 => Value::I32((cell()? as u32).cast_signed()),
        I64 => Value::I64((cell()? | cell()? << 32).cast_signed()),
        F32 => Value::F32(cell()? as u32),
        F64 => Value::F64(cell()? | cell()? << 32),
        FUNCREF => Value::FuncRef { null: cell()? == u64::from(NULL) },
        // Null comes back as a null pointer.
        EXTERNREF => {
            let mut null = true;
            for _ in 0..size_of::<usize>() / 4 {
                null &= cell()? == 0;
            }
            Value::ExternRef { null }
        }
        _ => return Err(Error::new(ErrorKind::Unsupported)),
    })
}

fn text(name: &CStr) -> &str {
    name.to_str().unwrap_or_default()
}

fn missing(from: &CStr, name: &CStr) -> Error {
    Error::because(ErrorKind::Import, format_args!("unknown import: {} {}", text(from), text(name)))
}

/// What WAMR's words begin with, and the kind. It has no other form of them.
const KINDS: &[(&str, ErrorKind)] = &[
    ("unreachable", ErrorKind::Trap(TrapKind::Unreachable)),
    ("out of bounds memory access", ErrorKind::Trap(TrapKind::MemoryOutOfBounds)),
    ("out of bounds table access", ErrorKind::Trap(TrapKind::TableOutOfBounds)),
    ("undefined element", ErrorKind::Trap(TrapKind::TableOutOfBounds)),
    ("uninitialized element", ErrorKind::Trap(TrapKind::UninitializedElement)),
    ("indirect call type mismatch", ErrorKind::Trap(TrapKind::IndirectCallTypeMismatch)),
    ("integer divide by zero", ErrorKind::Trap(TrapKind::IntegerDivideByZero)),
    ("integer overflow", ErrorKind::Trap(TrapKind::IntegerOverflow)),
    ("invalid conversion to integer", ErrorKind::Trap(TrapKind::InvalidConversion)),
    ("wasm operand stack overflow", ErrorKind::Trap(TrapKind::StackExhausted)),
    ("native stack overflow", ErrorKind::Trap(TrapKind::StackExhausted)),
    ("instruction limit exceeded", ErrorKind::Trap(TrapKind::OutOfFuel)),
    ("a host function refused its arguments", ErrorKind::Trap(TrapKind::Host)),
    ("allocate memory failed", ErrorKind::OutOfMemory),
];

fn refusal(failure: &Failure, otherwise: ErrorKind) -> Error {
    let words = failure.text();
    let bare = ["WASM module load failed: ", "WASM module instantiate failed: ", "Exception: "]
        .iter()
        .fold(words, |words, prefix| words.strip_prefix(prefix).unwrap_or(words));
    let kind = KINDS
        .iter()
        .find(|(begin, _)| bare.starts_with(begin))
        .map_or(otherwise, |(_, kind)| *kind);
    Error::because(kind, words)
}

fn trap(failure: &Failure) -> Error {
    refusal(failure, ErrorKind::Trap(TrapKind::Unknown))
}
