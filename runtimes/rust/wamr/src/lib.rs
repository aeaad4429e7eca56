//! WAMR: the WebAssembly Micro Runtime, two interpreters written in C of which
//! a build has one.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod ffi;

use alloc::rc::Rc;
use alloc::vec::Vec;
use badge_c_host::{Entries, Entry};
use badge_module::{FuncType, Names, Type, check_arguments, check_entry, value_type};
use badge_runtime::{
    Error, ErrorKind, Host, HostFunc, Invoke, MEMORY, Params as _, Registrar, Results as _,
    Runtime, Session, TrapKind, Value, ValueType, places, text,
};
use core::ffi::CStr;
use core::marker::PhantomData;
use ffi::{Engine, Failure, Function, Loaded, Machine};

// Config.

/// The one config of this build: interpreter, metering and bounds checks are
/// chosen when WAMR is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// Its name.
pub const CONFIG: &str = match (
    cfg!(feature = "classic"),
    cfg!(feature = "metering"),
    cfg!(feature = "guard-pages"),
    cfg!(feature = "mini-loader"),
) {
    (false, false, false, false) => "fast",
    (true, false, false, false) => "classic",
    (false, true, false, false) => "fast-fuel",
    (true, true, false, false) => "classic-fuel",
    (false, false, true, false) => "fast-guard",
    (true, false, false, true) => "mini",
    _ => "no config",
};

/// Configs of the badge that are built like this one, but for the profile, and have
/// another budget.
fn built_alike() -> &'static [&'static str] {
    match CONFIG {
        "fast" => &["fast-o3"],
        "fast-fuel" => &["fast-metered", "fast-o3-metered"],
        _ => &[],
    }
}

/// Stack of a guest in bytes: that of WAMR's own command line tool.
#[cfg(not(target_os = "none"))]
const STACK_BYTES: u32 = 64 * 1024;

/// Stack of a guest in bytes on the badge.
#[cfg(target_os = "none")]
const STACK_BYTES: u32 = 4096;

/// The state that WAMR keeps for a process.
#[derive(Debug)]
pub struct Wamr {
    engine: Engine,
}

// Host functions.

struct Linker<'a, 'm, H> {
    module: &'a Module<'m>,
    /// Names of the imported functions that are linked.
    linked: Vec<&'static str>,
    host: PhantomData<H>,
}

impl<H: Host> Registrar<H> for Linker<'_, '_, H> {
    type Error = Error;

    /// Links every import of that name; its type must then fit.
    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        let name = text(F::NAME);
        let i32s = |count| core::iter::repeat_n(Type::I32, count);
        let expected = FuncType::new(i32s(F::Params::COUNT), i32s(F::Results::COUNT));
        for (index, (import, ty)) in (0..).zip(self.module.names.functions()) {
            if import != name {
                continue;
            }
            if self.module.names.ty(ty).as_ref() != Some(&expected) {
                let reason = format_args!("incompatible import type: {name}");
                return Err(Error::because(ErrorKind::Import, reason));
            }
            self.module.loaded.link::<H, F>(index);
            self.linked.push(name);
        }
        Ok(())
    }
}

// Module.

/// A loaded module: validated, and with the fast interpreter translated.
#[derive(Debug)]
pub struct Module<'m> {
    loaded: Rc<Loaded<'m>>,
    names: Rc<Names<'m>>,
}

impl Runtime for Wamr {
    type Config = Config;
    type Module<'m> = Module<'m>;
    type Session<'m, H: Host> = Instance<'m, H>;

    const NAME: &'static str = "wamr";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        (name == CONFIG || built_alike().contains(&name)).then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        let engine = Engine::new().ok_or_else(|| Error::new(ErrorKind::OutOfMemory))?;
        Ok(Self { engine })
    }

    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Module<'m>, Error> {
        let loaded = Loaded::new(&self.engine, bytes)
            .map_err(|failure| refused(failure, ErrorKind::Invalid))?;
        Ok(Module { loaded: Rc::new(loaded), names: Rc::new(Names::new(bytes)?) })
    }

    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Module<'m>,
        host: H,
    ) -> Result<Instance<'m, H>, Error> {
        // WAMR makes instances of modules whose imports are missing, and traps
        // when one is called.
        let mut linker = Linker { module, linked: Vec::new(), host: PhantomData::<H> };
        H::register(&mut linker)?;
        let linked = linker.linked;
        if let Some((from, name)) = module.names.first_missing::<H>(|name| linked.contains(&name)) {
            return Err(Error::no_import(from, name));
        }
        let machine = Machine::new(Rc::clone(&module.loaded), STACK_BYTES, host)
            .map_err(|failure| refused(failure, ErrorKind::Other))?;
        let names = Rc::clone(&module.names);
        Ok(Instance { machine, names, entries: Entries::default() })
    }
}

// Instance.

/// An instance with what executes it.
pub struct Instance<'m, H: Host> {
    machine: Machine<'m, H>,
    names: Rc<Names<'m>>,
    entries: Entries<Function>,
}

impl<H: Host> Instance<'_, H> {
    fn export(&self, name: &CStr) -> Result<(Function, FuncType), Error> {
        let ty = self.names.function(name)?;
        Ok((self.machine.function(name).ok_or_else(|| Error::no_export(name))?, ty))
    }
}

impl<H: Host> Session for Instance<'_, H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        let (function, ty) = self.export(name)?;
        check_entry(&ty, name)?;
        Ok(self.entries.add(function))
    }

    #[inline]
    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        self.machine.call(self.entries.get(entry)?).map_err(|failure| refusal(&failure, TRAP))
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(self.machine.cell().host())
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        self.names.has_memory(MEMORY).then(|| self.machine.cell().memory_size())
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut H, &mut [u8]) -> T) -> Option<T> {
        H::MEMORY_PAGES.map(|_| self.machine.cell().with_memory(f))
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

impl<H: Host> Invoke for Instance<'_, H> {
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error> {
        let (function, ty) = self.export(name)?;
        check_arguments(&ty, args)?;
        let mut cells = Vec::new();
        for arg in args {
            push(&mut cells, *arg)?;
        }
        let results = places(results, ty.results().len())?;
        let count = cells.len() as u32;
        // A value takes at most two cells (vectors are compiled out).
        cells.resize(cells.len().max(2 * results.len()), 0);
        self.machine
            .enter(function, count, &mut cells)
            .map_err(|failure| refusal(&failure, TRAP))?;
        let mut cells = cells.into_iter();
        for (result, ty) in results.iter_mut().zip(ty.results()) {
            *result = take(&mut cells, value_type(*ty)?)?;
        }
        Ok(results.len())
    }
}

// Conversions: values are cells of 32 bits.

/// An external reference passes as a pointer.
fn is_wide(ty: ValueType) -> bool {
    let pointer = size_of::<usize>() == 8;
    matches!(ty, ValueType::I64 | ValueType::F64) || ty == ValueType::ExternRef && pointer
}

/// Appends the cells of a value. Null is an index, or a pointer, of ones only.
fn push(cells: &mut Vec<u32>, value: Value) -> Result<(), Error> {
    let bits = match value.ty() {
        ValueType::FuncRef | ValueType::ExternRef => !value.bits()?,
        _ => value.bits()?,
    };
    cells.push(bits as u32);
    cells.extend(is_wide(value.ty()).then_some((bits >> 32) as u32));
    Ok(())
}

/// An external reference of null comes back as a null pointer.
fn take(cells: &mut impl Iterator<Item = u32>, ty: ValueType) -> Result<Value, Error> {
    let mut cell = || cells.next().map(u128::from).ok_or_else(Error::no_value);
    let mut bits = cell()?;
    if is_wide(ty) {
        bits |= cell()? << 32;
    }
    if ty == ValueType::FuncRef {
        bits = (!(bits as u32)).into();
    }
    Ok(Value::from_bits(ty, bits))
}

/// Of a call that ends for a reason without words of its own.
const TRAP: ErrorKind = ErrorKind::Trap(TrapKind::Unknown);

/// What WAMR's words begin with, and the kind. It has no other form of them.
const WORDS: &[(&str, ErrorKind)] = &[
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

/// Of what is a lack of memory where there are no words.
fn refused(failure: Option<Failure>, otherwise: ErrorKind) -> Error {
    match failure {
        Some(failure) => refusal(&failure, otherwise),
        None => Error::new(ErrorKind::OutOfMemory),
    }
}

fn refusal(failure: &str, otherwise: ErrorKind) -> Error {
    let bare = ["WASM module load failed: ", "WASM module instantiate failed: ", "Exception: "]
        .iter()
        .fold(failure, |words, prefix| words.strip_prefix(prefix).unwrap_or(words));
    let kind = WORDS
        .iter()
        .find(|(begin, _)| bare.starts_with(begin))
        .map_or(otherwise, |(_, kind)| *kind);
    Error::because(kind, failure)
}
