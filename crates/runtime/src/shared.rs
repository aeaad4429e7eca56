//! What adapters of engines share whose host functions are closures or a table.

use crate::{
    Caller, Error, Host, HostFunc, HostTrap, Params, Registrar, Results, SliceMemoryMut, text,
};
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

/// A [`Caller`] for engines that hand linear memory to each host call.
#[derive(Debug)]
pub struct SliceCall<'a, H> {
    /// The host.
    pub host: &'a mut H,
    /// The guest's memory; empty while its start section runs.
    pub memory: &'a mut [u8],
}

impl<H> Caller for SliceCall<'_, H> {
    type Host = H;
    type Memory<'a>
        = SliceMemoryMut<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut H {
        self.host
    }

    #[inline]
    fn split(&mut self) -> (&mut H, SliceMemoryMut<'_>) {
        (self.host, SliceMemoryMut(self.memory))
    }
}

/// A host that the closures of its functions share with the instance, and what
/// they find the guest's memory by.
pub struct SharedHost<H, M>(Rc<(RefCell<H>, Cell<M>)>);

impl<H, M> Clone for SharedHost<H, M> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<H, M: Copy> SharedHost<H, M> {
    /// A host, and what stands for memory before there is one.
    pub fn new(host: H, memory: M) -> Self {
        Self(Rc::new((RefCell::new(host), Cell::new(memory))))
    }

    /// What the guest's memory is found by.
    #[inline]
    #[must_use]
    pub fn memory(&self) -> M {
        self.0.1.get()
    }

    /// Lends another memory from now on.
    pub fn lend(&self, memory: M) {
        self.0.1.set(memory);
    }

    /// The host in a host call.
    ///
    /// # Errors
    ///
    /// When the host is borrowed already, which takes a host function that
    /// calls the guest.
    #[inline]
    pub fn call<T>(&self, f: impl FnOnce(&mut H) -> Result<T, HostTrap>) -> Result<T, HostTrap> {
        f(&mut *self.0.0.try_borrow_mut().map_err(|_| HostTrap)?)
    }

    /// The host between calls.
    pub fn host<T>(&self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.0.0.borrow_mut())
    }
}

/// Most parameters of a host function.
pub const MAX_PARAMS: usize = 9;

/// Carries out a host call whose parameters lie at the front.
pub type Answer<H> = fn(&mut SliceCall<'_, H>, &[i32; MAX_PARAMS]) -> Result<Option<i32>, HostTrap>;

/// A host function for engines that have one path for all of them.
#[derive(Debug)]
pub struct Offer<H> {
    /// Name of the import.
    pub name: &'static str,
    /// How many `i32` it takes.
    pub params: usize,
    /// How many `i32` it returns.
    pub results: usize,
    /// Carries out the call; what lies behind its parameters does not count.
    pub call: Answer<H>,
}

impl<H> Clone for Offer<H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H> Copy for Offer<H> {}

struct Offers<H>(Vec<Offer<H>>);

impl<H> Registrar<H> for Offers<H> {
    type Error = Error;

    fn func<F: HostFunc<H>>(&mut self) -> Result<(), Error> {
        self.0.push(Offer {
            name: text(F::NAME),
            params: F::Params::COUNT,
            results: F::Results::COUNT,
            call: |call, params| {
                F::call(call, F::Params::collect(|index| params[index])).map(Results::first)
            },
        });
        Ok(())
    }
}

/// Everything that a host offers.
///
/// # Errors
///
/// None of its own; those of [`Host::register`].
pub fn offers<H: Host>() -> Result<Vec<Offer<H>>, Error> {
    let mut offers = Offers(Vec::new());
    H::register(&mut offers)?;
    Ok(offers.0)
}
