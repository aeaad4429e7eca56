//! A badge that comes back when its session is dropped.
//!
//! A [`Badge`] holds its screen for ever, so a bench that makes a hundred
//! thousand sessions would leave two gigabytes behind. [`Lent`] registers the
//! functions of the badge unchanged and costs a branch per host call, which is
//! why only the phases `instantiate` and `start` use it.

use badge::{Badge, DEFAULT_SEED, Screen};
use badge_runtime::{Caller, Host, HostFunc, HostTrap, Registrar};
use core::ffi::CStr;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

static RETURNED: Mutex<Vec<Badge>> = Mutex::new(Vec::new());

/// A badge with a screen of its own, which is never given back.
pub(crate) fn new_badge() -> Badge {
    Badge::new(Box::leak(Box::new(Screen::new())), DEFAULT_SEED)
}

/// A badge from the pool. Its random numbers and its screen go on from the
/// session before; a guest can tell only by the random numbers.
#[derive(Debug)]
pub(crate) struct Lent(Option<Badge>);

impl Lent {
    pub(crate) fn new() -> Self {
        let returned = RETURNED.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self(Some(returned.unwrap_or_else(new_badge)))
    }

    #[inline]
    pub(crate) fn badge(&mut self) -> &mut Badge {
        self.0.get_or_insert_with(new_badge)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        RETURNED.lock().unwrap_or_else(PoisonError::into_inner).extend(self.0.take());
    }
}

impl Host for Lent {
    fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error> {
        Badge::register(&mut Forward(registrar))
    }
}

/// Takes functions of [`Badge`] and registers functions of [`Lent`].
struct Forward<'r, R>(&'r mut R);

impl<R: Registrar<Lent>> Registrar<Badge> for Forward<'_, R> {
    type Error = R::Error;

    fn func<F: HostFunc<Badge>>(&mut self) -> Result<(), R::Error> {
        self.0.func::<Through<F>>()
    }
}

/// A function of [`Badge`] as one of [`Lent`].
struct Through<F>(PhantomData<F>);

struct Inner<'c, C>(&'c mut C);

impl<C: Caller<Host = Lent>> Caller for Inner<'_, C> {
    type Host = Badge;
    type Memory<'a>
        = C::Memory<'a>
    where
        Self: 'a;

    #[inline]
    fn host(&mut self) -> &mut Badge {
        self.0.host().badge()
    }

    #[inline]
    fn split(&mut self) -> (&mut Badge, C::Memory<'_>) {
        let (lent, memory) = self.0.split();
        (lent.badge(), memory)
    }
}

impl<F: HostFunc<Badge>> HostFunc<Lent> for Through<F> {
    const NAME: &'static CStr = F::NAME;
    type Params = F::Params;
    type Results = F::Results;

    #[inline]
    fn call<C: Caller<Host = Lent>>(
        caller: &mut C,
        params: F::Params,
    ) -> Result<F::Results, HostTrap> {
        F::call(&mut Inner(caller), params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_comes_back_when_its_session_is_dropped() {
        let screen = |lent: &mut Lent| std::ptr::from_ref(lent.badge().screen());
        let mut first = Lent::new();
        let address = screen(&mut first);
        let mut second = Lent::new();
        assert_ne!(screen(&mut second), address);
        drop(first);
        assert_eq!(screen(&mut Lent::new()), address);
    }

    #[test]
    fn every_function_of_the_badge_is_registered() {
        #[derive(Default)]
        struct Names(Vec<&'static CStr>);
        impl<H> Registrar<H> for Names {
            type Error = ();

            fn func<F: HostFunc<H>>(&mut self) -> Result<(), ()> {
                self.0.push(F::NAME);
                Ok(())
            }
        }
        let (mut lent, mut badge) = (Names::default(), Names::default());
        assert_eq!(Lent::register(&mut lent), Ok(()));
        assert_eq!(Badge::register(&mut badge), Ok(()));
        assert_eq!(lent.0, badge.0);
        assert_eq!(lent.0.len(), 9);
    }
}
