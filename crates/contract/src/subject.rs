//! What is tested: a config of a runtime, and what its adapter declares.

use crate::crash;
use badge::{Badge, DEFAULT_SEED, Screen};
use badge_runtime::{Error, ErrorKind, Host, PrepareTarget, Runtime, Session, TrapKind};
use std::ffi::CStr;
use std::fmt::Debug;

/// `Err` says what was observed instead.
pub type Verdict = Result<(), String>;

type PrepareFn<R> = fn(&<R as Runtime>::Config, &[u8], PrepareTarget) -> Result<Vec<u8>, Error>;

/// What a config offers beyond what every engine owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// [`badge_runtime::Session::set_fuel`] bounds a call.
    Fuel,
    /// [`badge_runtime::Session::interrupter`] ends a call in progress.
    Interrupt,
    /// Functions may return several values.
    MultiValue,
    /// The bulk memory operations.
    BulkMemory,
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
pub struct Subject<R: Runtime> {
    name: &'static str,
    prepare: Option<PrepareFn<R>>,
    claims: &'static [Claim],
    after_trap: AfterTrap,
    trusting: bool,
    known: &'static [(&'static str, &'static str)],
    crashing: &'static [&'static str],
}

impl<R: Runtime> Subject<R> {
    /// A config that takes modules.
    #[must_use]
    pub const fn load(name: &'static str) -> Self {
        Self {
            name,
            prepare: None,
            claims: &[],
            after_trap: AfterTrap::Usable,
            trusting: false,
            known: &[],
            crashing: &[],
        }
    }

    /// A config that takes artifacts made by `prepare`; a refusal by `prepare`
    /// counts as one by `compile`.
    #[must_use]
    pub const fn prepared(name: &'static str, prepare: PrepareFn<R>) -> Self {
        let mut subject = Self::load(name);
        subject.prepare = Some(prepare);
        subject
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

    /// A config that believes its modules to be valid. Invalid ones are kept
    /// from it: what it does with them is undefined.
    #[must_use]
    pub const fn trusting(mut self) -> Self {
        self.trusting = true;
        self
    }

    /// Cases that fail, each with a part of what is observed instead.
    #[must_use]
    pub const fn known(mut self, known: &'static [(&'static str, &'static str)]) -> Self {
        self.known = known;
        self
    }

    /// Cases that end the process. Each then runs in a process of its own,
    /// which must die of it.
    #[must_use]
    pub const fn crashing(mut self, crashing: &'static [&'static str]) -> Self {
        self.crashing = crashing;
        self
    }

    /// Runs a case and compares its verdict with what is declared.
    ///
    /// # Panics
    ///
    /// When a case fails that should pass, fails in another way than declared,
    /// passes although it is declared to fail, or returns although it is
    /// declared to end the process.
    #[track_caller]
    pub fn check(&self, case: &str, run: fn(&Self) -> Verdict) {
        if self.crashing.contains(&case) {
            return crash::expect(|| run(self));
        }
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
        let known = self.known.iter().map(|(known, _)| known);
        for known in known.chain(self.crashing) {
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

    pub(crate) fn is_trusting(&self) -> bool {
        self.trusting
    }

    pub(crate) fn config(&self) -> Result<R::Config, String> {
        R::config(self.name).ok_or_else(|| format!("{} has no config {}", R::NAME, self.name))
    }

    /// The bytes that `compile` takes, from a module in the text format.
    pub(crate) fn bytes(&self, wat: &str) -> Result<Vec<u8>, String> {
        let wasm = wat::parse_str(wat).map_err(|error| error.to_string())?;
        self.artifact(&wasm)?.map_err(|error| format!("prepare: {error}"))
    }

    /// The same from the binary format; the inner error is that of `prepare`.
    pub(crate) fn artifact(&self, wasm: &[u8]) -> Result<Result<Vec<u8>, Error>, String> {
        Ok(match self.prepare {
            Some(prepare) => prepare(&self.config()?, wasm, PrepareTarget::Host),
            None => Ok(wasm.to_vec()),
        })
    }
}

/// A badge with a screen of its own.
pub(crate) fn badge() -> Badge {
    Badge::new(Box::leak(Box::new(Screen::new())), DEFAULT_SEED)
}

/// Brings `$session`, an instance of `$wat`, and what it borrows from into
/// scope.
macro_rules! session {
    ($subject:expr, $wat:expr => $session:ident) => {
        $crate::subject::session!($subject, $wat, $crate::subject::badge() => $session);
    };
    ($subject:expr, $wat:expr, $host:expr => $session:ident) => {
        let config = $subject.config()?;
        let bytes = $subject.bytes($wat)?;
        let runtime = R::new(&config).map_err(|error| format!("new: {error}"))?;
        let module = runtime.compile(&bytes).map_err(|error| format!("compile: {error}"))?;
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

/// Prepares, compiles and instantiates, and keeps only the first error.
pub(crate) fn instantiation<R: Runtime>(
    subject: &Subject<R>,
    wat: &str,
) -> Result<Result<(), Error>, String> {
    instantiation_with(subject, wat, badge())
}

/// The same with a host.
pub(crate) fn instantiation_with<R: Runtime>(
    subject: &Subject<R>,
    wat: &str,
    host: impl Host,
) -> Result<Result<(), Error>, String> {
    let wasm = wat::parse_str(wat).map_err(|error| error.to_string())?;
    let config = subject.config()?;
    let runtime = R::new(&config).map_err(|error| format!("new: {error}"))?;
    let bytes = match subject.artifact(&wasm)? {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error)),
    };
    let module = match runtime.compile(&bytes) {
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
