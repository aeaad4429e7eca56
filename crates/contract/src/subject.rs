//! What is tested: a config of a runtime, and what its adapter declares.

use badge::{Badge, DEFAULT_SEED, Screen};
use badge_runtime::{Error, ErrorKind, Host, Runtime, Session, TrapKind};
use std::ffi::CStr;
use std::fmt::Debug;
use std::marker::PhantomData;

/// `Err` says what was observed instead.
pub type Verdict = Result<(), String>;

/// What a config offers beyond what every engine owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// [`badge_runtime::Session::set_fuel`] bounds a call.
    Fuel,
    /// [`badge_runtime::Session::interrupter`] ends a call in progress.
    Interrupt,
    /// The type `v128`.
    V128,
    /// The types `funcref` and `externref` as parameters and results.
    References,
    /// A memory of the host ([`badge_runtime::Host::MEMORY_PAGES`]) is imported.
    MemoryImport,
}

/// What a trap leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterTrap {
    /// The instance can be called again and has kept its state.
    Usable,
    /// Every further call is refused with an error.
    Dead,
}

/// A config of a runtime, and what its adapter declares about it.
#[derive(Debug)]
pub struct Subject<R> {
    name: &'static str,
    runtime: PhantomData<fn() -> R>,
    claims: &'static [Claim],
    after_trap: AfterTrap,
    dies_of_recursion: bool,
    known: &'static [(&'static str, &'static str)],
}

impl<R: Runtime> Subject<R> {
    /// A config that takes modules.
    #[must_use]
    pub const fn load(name: &'static str) -> Self {
        Self {
            name,
            runtime: PhantomData,
            claims: &[],
            after_trap: AfterTrap::Usable,
            dies_of_recursion: false,
            known: &[],
        }
    }

    /// What the config offers. The rest must be refused as unsupported.
    #[must_use]
    pub const fn claiming(mut self, claims: &'static [Claim]) -> Self {
        self.claims = claims;
        self
    }

    /// A config whose instances cannot be used after a trap.
    #[must_use]
    pub const fn dead_after_trap(mut self) -> Self {
        self.after_trap = AfterTrap::Dead;
        self
    }

    /// A config whose process ends when a guest recurses without end.
    #[must_use]
    pub const fn dying_of_recursion(mut self) -> Self {
        self.dies_of_recursion = true;
        self
    }

    /// Cases that fail, each with a part of what is observed instead.
    #[must_use]
    pub const fn known(mut self, known: &'static [(&'static str, &'static str)]) -> Self {
        self.known = known;
        self
    }

    /// Runs a case and compares its verdict with what is declared.
    ///
    /// # Panics
    ///
    /// When a case fails that should pass, fails in another way than declared, or
    /// passes although it is declared to fail.
    #[track_caller]
    pub fn check(&self, case: &str, run: fn(&Self) -> Verdict) {
        let declared = self.known.iter().find(|(known, _)| *known == case);
        match (run(self), declared) {
            (Ok(()), None) => {}
            (Err(observed), Some((_, expected))) if observed.contains(expected) => {}
            (Err(observed), Some((_, expected))) => {
                panic!("declared to fail with `{expected}`, fails with `{observed}`")
            }
            (Err(observed), None) => panic!("{observed}"),
            (Ok(()), Some((_, expected))) => {
                panic!("declared to fail with `{expected}`, but passes: take it off the list")
            }
        }
    }

    /// Checks that no deviation is declared for a case that does not exist.
    ///
    /// # Panics
    ///
    /// Names the one that does not.
    #[track_caller]
    pub fn assert_known_are_among(&self, cases: &[&str]) {
        for (known, _) in self.known {
            assert!(cases.contains(known), "there is no case {known}");
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn claims(&self, claim: Claim) -> bool {
        self.claims.contains(&claim)
    }

    pub(crate) fn after_trap(&self) -> AfterTrap {
        self.after_trap
    }

    pub(crate) fn dies_of_recursion(&self) -> bool {
        self.dies_of_recursion
    }

    pub(crate) fn config(&self) -> Result<R::Config, String> {
        R::config(self.name).ok_or_else(|| format!("{} has no config {}", R::NAME, self.name))
    }
}

/// A badge with a screen of its own.
pub(crate) fn badge() -> Badge {
    Badge::new(Box::leak(Box::new(Screen::new())), DEFAULT_SEED)
}

/// Brings `$session`, an instance of `$wasm`, and what it borrows from into
/// scope.
macro_rules! session {
    ($subject:expr, $wasm:expr => $session:ident) => {
        $crate::subject::session!($subject, $wasm, $crate::subject::badge() => $session);
    };
    ($subject:expr, $wasm:expr, $host:expr => $session:ident) => {
        let config = $subject.config()?;
        let runtime = R::new(&config).map_err(|error| format!("new: {error}"))?;
        let module = runtime.compile($wasm).map_err(|error| format!("compile: {error}"))?;
        #[allow(unused_mut)]
        let mut $session = runtime
            .instantiate(&module, $host)
            .map_err(|error| format!("instantiate: {error}"))?;
    };
}
pub(crate) use session;

/// Resolves an export and calls it once.
pub(crate) fn run(session: &mut impl Session, name: &CStr) -> Result<(), Error> {
    let entry = session.entry(name)?;
    session.call(&entry)
}

/// Compiles and instantiates, and keeps only the first error.
pub(crate) fn instantiation<R: Runtime>(
    subject: &Subject<R>,
    wasm: &[u8],
    host: impl Host,
) -> Result<Result<(), Error>, String> {
    let runtime = R::new(&subject.config()?).map_err(|error| format!("new: {error}"))?;
    let module = match runtime.compile(wasm) {
        Ok(module) => module,
        Err(error) => return Ok(Err(error)),
    };
    let outcome = runtime.instantiate(&module, host).map(drop);
    Ok(outcome)
}

/// Expects an error of that kind.
pub(crate) fn refused<T: Debug>(
    what: &str,
    outcome: &Result<T, Error>,
    kind: ErrorKind,
) -> Verdict {
    match outcome {
        Err(error) if error.kind() == kind => Ok(()),
        Err(error) => Err(format!("{what}: expected {}, got {error}", kind.as_str())),
        Ok(value) => Err(format!("{what}: expected {}, got {value:?}", kind.as_str())),
    }
}

/// Expects a trap of that kind.
pub(crate) fn trapped<T: Debug>(what: &str, outcome: &Result<T, Error>, kind: TrapKind) -> Verdict {
    refused(what, outcome, ErrorKind::Trap(kind))
}

/// Expects success.
pub(crate) fn done<T>(what: &str, outcome: Result<T, Error>) -> Result<T, String> {
    outcome.map_err(|error| format!("{what}: {error}"))
}

/// Expects equality.
pub(crate) fn equal<T: PartialEq + Debug>(what: &str, observed: T, expected: T) -> Verdict {
    if observed == expected {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:?}, got {observed:?}"))
    }
}
