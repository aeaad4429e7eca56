//! Host functions and how they reach an engine.
//!
//! Host functions go through each engine's typed path. A type-erased function
//! pointer cannot enter, say, `Linker::func_wrap`, so registration is a
//! visitor: the host hands each of its functions, a zero-sized type, to the
//! engine's [`Registrar`], and everything is monomorphised.

use crate::{Error, ErrorKind, MEMORY, text};
use core::ffi::CStr;
use core::fmt;

/// A host function refused its arguments; the guest traps with kind `host`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostTrap;

impl fmt::Display for HostTrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host function refused its arguments")
    }
}

impl core::error::Error for HostTrap {}

/// Linear memory of the calling guest, as far as host functions need it.
pub trait GuestMemory {
    /// Size in bytes; 0 while the guest has no memory yet (its start section
    /// runs), so that every pointer then lies outside.
    fn size(&self) -> u64;

    /// `len` bytes from `at`. Engines that only copy use `scratch`, which must
    /// hold at least `len` bytes; the others lend their own memory.
    ///
    /// # Errors
    ///
    /// When the range does not lie inside memory, or inside `scratch`.
    fn bytes<'a>(&'a self, at: u32, len: u32, scratch: &'a mut [u8]) -> Result<&'a [u8], HostTrap>;
}

/// [`GuestMemory`] that host functions may write too.
pub trait GuestMemoryMut: GuestMemory {
    /// Lends all of it; nothing where [`GuestMemory::size`] is 0. Engines that
    /// only copy hand out a copy and write it back.
    fn lend<T>(&mut self, f: impl FnOnce(&mut [u8]) -> T) -> T;
}

#[inline]
fn part(memory: &[u8], at: u32, len: u32) -> Result<&[u8], HostTrap> {
    memory.get(at as usize..).and_then(|from| from.get(..len as usize)).ok_or(HostTrap)
}

/// [`GuestMemory`] that is a slice.
#[derive(Clone, Copy, Debug)]
pub struct SliceMemory<'m>(pub &'m [u8]);

impl GuestMemory for SliceMemory<'_> {
    #[inline]
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    #[inline]
    fn bytes<'a>(&'a self, at: u32, len: u32, _: &'a mut [u8]) -> Result<&'a [u8], HostTrap> {
        part(self.0, at, len)
    }
}

/// [`GuestMemory`] of engines that lend linear memory as a slice.
#[derive(Debug)]
pub struct SliceMemoryMut<'m>(pub &'m mut [u8]);

impl GuestMemory for SliceMemoryMut<'_> {
    #[inline]
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    #[inline]
    fn bytes<'a>(&'a self, at: u32, len: u32, _: &'a mut [u8]) -> Result<&'a [u8], HostTrap> {
        part(self.0, at, len)
    }
}

impl GuestMemoryMut for SliceMemoryMut<'_> {
    #[inline]
    fn lend<T>(&mut self, f: impl FnOnce(&mut [u8]) -> T) -> T {
        f(self.0)
    }
}

/// One host call in progress.
pub trait Caller {
    /// The state that host functions work on.
    type Host;
    /// The guest's memory during this call.
    type Memory<'a>: GuestMemoryMut
    where
        Self: 'a;

    /// The host alone: functions without pointers pay nothing for memory.
    fn host(&mut self) -> &mut Self::Host;

    /// The host and the guest's memory; the size is read once, here.
    fn split(&mut self) -> (&mut Self::Host, Self::Memory<'_>);
}

/// A host function: [`Params`] of `i32`, and an `i32` or nothing back.
pub trait HostFunc<H>: 'static {
    /// Name of the import. A C string, because C engines need the NUL.
    const NAME: &'static CStr;
    /// `[i32; 0]` to `[i32; 9]`.
    type Params: Params;
    /// `()` or `i32`.
    type Results: Results;

    /// Carries out the call.
    ///
    /// # Errors
    ///
    /// Traps the guest with kind `host`.
    fn call<C: Caller<Host = H>>(
        caller: &mut C,
        params: Self::Params,
    ) -> Result<Self::Results, HostTrap>;
}

mod sealed {
    pub trait Sealed {}
}

/// The parameters of a host function: an array of up to nine `i32`.
pub trait Params: sealed::Sealed + Sized {
    /// How many there are.
    const COUNT: usize;

    /// Takes each from where the engine has it.
    fn collect(at: impl Fn(usize) -> i32) -> Self;
}

macro_rules! params {
    ($($count:literal: $($index:literal)*;)*) => {$(
        impl sealed::Sealed for [i32; $count] {}

        impl Params for [i32; $count] {
            const COUNT: usize = $count;

            // Without a loop, so that nothing is left of the array.
            #[inline(always)]
            #[allow(unused_variables)]
            fn collect(at: impl Fn(usize) -> i32) -> Self {
                [$(at($index)),*]
            }
        }
    )*};
}

params! {
    0: ;
    1: 0;
    2: 0 1;
    3: 0 1 2;
    4: 0 1 2 3;
    5: 0 1 2 3 4;
    6: 0 1 2 3 4 5;
    7: 0 1 2 3 4 5 6;
    8: 0 1 2 3 4 5 6 7;
    9: 0 1 2 3 4 5 6 7 8;
}

/// What a host function returns: nothing or an `i32`.
pub trait Results: sealed::Sealed {
    /// 0 or 1.
    const COUNT: usize;

    /// The result, if there is one.
    fn first(self) -> Option<i32>;
}

impl sealed::Sealed for () {}

impl Results for () {
    const COUNT: usize = 0;

    #[inline(always)]
    fn first(self) -> Option<i32> {
        None
    }
}

impl sealed::Sealed for i32 {}

impl Results for i32 {
    const COUNT: usize = 1;

    #[inline(always)]
    fn first(self) -> Option<i32> {
        Some(self)
    }
}

/// Expands `$wrap!` with one identifier per parameter of the [`HostFunc`]
/// `$func`: for engines whose typed path takes closures. The choice is made
/// when the function is compiled.
#[macro_export]
macro_rules! by_arity {
    ($func:ty, $wrap:ident) => {
        match <<$func>::Params as $crate::Params>::COUNT {
            0 => $wrap!(),
            1 => $wrap!(a),
            2 => $wrap!(a b),
            3 => $wrap!(a b c),
            4 => $wrap!(a b c d),
            5 => $wrap!(a b c d e),
            6 => $wrap!(a b c d e f),
            7 => $wrap!(a b c d e f g),
            8 => $wrap!(a b c d e f g h),
            _ => $wrap!(a b c d e f g h i),
        }
    };
}

/// An engine's side of the registration.
pub trait Registrar<H> {
    /// Why a function could not be registered.
    type Error;

    /// Registers a function in the module [`crate::IMPORT_MODULE`].
    ///
    /// # Errors
    ///
    /// When the engine refuses it.
    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Self::Error>;
}

/// The state behind the imports. `Send` and `'static` because wasmer, wasmi
/// and wasmtime ask for them.
pub trait Host: Sized + Send + 'static {
    /// Size of the memory that guests may import as [`crate::MEMORY`], both
    /// limits at once, in pages of [`crate::PAGE_BYTES`]; `None` where every
    /// guest brings its own. Adapters of engines that cannot import a memory
    /// refuse such a host ([`crate::no_memory_import`]).
    const MEMORY_PAGES: Option<u32> = None;

    /// Gives the memory of [`Self::MEMORY_PAGES`], all zero, its first contents:
    /// before the segments and the start section of the guest that imports it,
    /// whose host functions see it from the start section on.
    fn begin_memory(memory: &mut [u8]) {
        let _ = memory;
    }

    /// Hands every function to the engine's registrar.
    ///
    /// # Errors
    ///
    /// The first error of the registrar.
    fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error>;
}

/// Refuses a host that offers a memory, for engines that cannot import one.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] where `H` offers a memory.
pub fn no_memory_import<H: Host>() -> Result<(), Error> {
    match H::MEMORY_PAGES {
        None => Ok(()),
        Some(_) => {
            Err(Error::because(ErrorKind::Unsupported, "this engine imports no memory of a host"))
        }
    }
}

/// Whether the host has a memory that an import of this name and these limits
/// takes, in pages: for engines that do not compare them.
#[must_use]
pub fn offers_memory<H: Host>(name: &str, minimum: u64, maximum: Option<u64>) -> bool {
    H::MEMORY_PAGES.map(u64::from).is_some_and(|pages| {
        name == text(MEMORY) && (minimum..=maximum.unwrap_or(u64::MAX)).contains(&pages)
    })
}
