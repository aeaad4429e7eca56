//! Host functions and how they reach an engine.
//!
//! Host functions go through each engine's typed path. A type-erased function
//! pointer cannot enter, say, `Linker::func_wrap`, so registration is a
//! visitor: the host hands each of its functions, a zero-sized type, to the
//! engine's [`Registrar`] by shape, and everything is monomorphised.

use core::ffi::CStr;

/// A host function refused its arguments; the guest traps with kind `host`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostTrap;

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

/// [`GuestMemory`] of engines that lend linear memory as a slice.
#[derive(Clone, Copy, Debug)]
pub struct SliceMemory<'m>(pub &'m [u8]);

impl GuestMemory for SliceMemory<'_> {
    #[inline]
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    #[inline]
    fn bytes<'a>(&'a self, at: u32, len: u32, _: &'a mut [u8]) -> Result<&'a [u8], HostTrap> {
        self.0.get(at as usize..).and_then(|from| from.get(..len as usize)).ok_or(HostTrap)
    }
}

/// One host call in progress.
pub trait Caller {
    /// The state that host functions work on.
    type Host;
    /// The guest's memory during this call.
    type Memory<'a>: GuestMemory
    where
        Self: 'a;

    /// The host alone: functions without pointers pay nothing for memory.
    fn host(&mut self) -> &mut Self::Host;

    /// The host and the guest's memory; the size is read once, here.
    fn split(&mut self) -> (&mut Self::Host, Self::Memory<'_>);
}

/// A host function `() -> i32`.
pub trait Fn0<H>: 'static {
    /// Name of the import. A C string, because C engines need the NUL.
    const NAME: &'static CStr;
    /// Answers the guest.
    ///
    /// # Errors
    ///
    /// Traps the guest with kind `host`.
    fn call<C: Caller<Host = H>>(caller: &mut C) -> Result<i32, HostTrap>;
}

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident($($arg:ident),*)) => {
        $(#[$doc])*
        pub trait $name<H>: 'static {
            /// Name of the import.
            const NAME: &'static CStr;
            /// Carries out the call.
            ///
            /// # Errors
            ///
            /// Traps the guest with kind `host`.
            fn call<C: Caller<Host = H>>(caller: &mut C, $($arg: i32),*) -> Result<(), HostTrap>;
        }
    };
}

shape!(
    /// A host function of two `i32` without result.
    Fn2(a, b)
);
shape!(
    /// A host function of five `i32` without result.
    Fn5(a, b, c, d, e)
);
shape!(
    /// A host function of six `i32` without result.
    Fn6(a, b, c, d, e, f)
);

/// An engine's side of the registration: one method per shape.
pub trait Registrar<H> {
    /// Why a function could not be registered.
    type Error;

    /// Registers a function `() -> i32`.
    ///
    /// # Errors
    ///
    /// When the engine refuses it.
    fn fn0<F: Fn0<H>>(&mut self) -> Result<(), Self::Error>;

    /// Registers a function of two `i32`.
    ///
    /// # Errors
    ///
    /// When the engine refuses it.
    fn fn2<F: Fn2<H>>(&mut self) -> Result<(), Self::Error>;

    /// Registers a function of five `i32`.
    ///
    /// # Errors
    ///
    /// When the engine refuses it.
    fn fn5<F: Fn5<H>>(&mut self) -> Result<(), Self::Error>;

    /// Registers a function of six `i32`.
    ///
    /// # Errors
    ///
    /// When the engine refuses it.
    fn fn6<F: Fn6<H>>(&mut self) -> Result<(), Self::Error>;
}

/// The state behind the imports. `Send` and `'static` because wasmer, wasmi
/// and wasmtime ask for them.
pub trait Host: Sized + Send + 'static {
    /// Hands every function to the engine's registrar.
    ///
    /// # Errors
    ///
    /// The first error of the registrar.
    fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error>;
}
