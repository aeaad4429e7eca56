//! The life of a cartridge: which export is called when.

use crate::page::{Input, Page, clear_frame, write_input};
use crate::{Console, Sound};

/// Exports that the console calls, in this order; each may be absent, and
/// results are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `_start`.
    PosixStart,
    /// `_initialize`.
    Initialize,
    /// `start`.
    Start,
    /// `update`, once a tick.
    Update,
}

impl Entry {
    /// Name of the export.
    #[must_use]
    pub const fn name(self) -> &'static core::ffi::CStr {
        match self {
            Self::PosixStart => c"_start",
            Self::Initialize => c"_initialize",
            Self::Start => c"start",
            Self::Update => c"update",
        }
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// It returned.
    Returned,
    /// There is no such export.
    Absent,
}

/// An instance of a cartridge in some engine. Its memory was [`crate::reset`]
/// before instantiation, which has run its start section.
pub trait Guest {
    /// A trap.
    type Error;

    /// Calls an export.
    ///
    /// # Errors
    ///
    /// When it traps.
    fn call(&mut self, entry: Entry) -> Result<Called, Self::Error>;

    /// Lends console and memory between calls.
    ///
    /// # Errors
    ///
    /// When the engine has no page to lend, which it tells once it is asked.
    fn lend<T>(&mut self, f: impl FnOnce(&mut Console, &mut Page) -> T) -> Result<T, Self::Error>;
}

/// Why a cartridge could not be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickError<E> {
    /// The guest trapped in this export, or before it, which ends the cartridge.
    Trap(Entry, E),
    /// It has ended before.
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Instantiated,
    Running,
    Ended,
}

/// A cartridge from its first call to its end.
#[derive(Debug)]
pub struct Cartridge<G> {
    guest: G,
    state: State,
}

impl<G: Guest> Cartridge<G> {
    /// A cartridge that was instantiated and not called yet.
    pub const fn new(guest: G) -> Self {
        Self { guest, state: State::Instantiated }
    }

    /// One tick: before the first one the entries that begin a cartridge, then
    /// input, an empty frame buffer unless it is kept, `update`, the sound's
    /// clock. The picture is that of the page afterwards.
    ///
    /// # Errors
    ///
    /// A trap ends the cartridge, and so does every tick after it.
    pub fn tick(&mut self, input: &Input) -> Result<(), TickError<G::Error>> {
        if self.state == State::Instantiated {
            self.begin()?;
        }
        if self.state == State::Ended {
            return Err(TickError::Ended);
        }
        let ready = self.guest.lend(|_, page| {
            write_input(page, input);
            clear_frame(page);
        });
        self.unless_ended(Entry::Update, ready)?;
        self.call(Entry::Update)?;
        let over = self.guest.lend(|console, _| Sound::advance(&mut console.sound));
        self.unless_ended(Entry::Update, over)
    }

    /// What begins a cartridge, where it is to be told apart from the first
    /// tick; nothing once it has run.
    ///
    /// # Errors
    ///
    /// As [`Self::tick`].
    pub fn begin(&mut self) -> Result<(), TickError<G::Error>> {
        if self.state == State::Instantiated {
            for entry in [Entry::PosixStart, Entry::Initialize, Entry::Start] {
                self.call(entry)?;
            }
            self.state = State::Running;
        }
        Ok(())
    }

    /// The instance.
    pub fn guest(&mut self) -> &mut G {
        &mut self.guest
    }

    fn call(&mut self, entry: Entry) -> Result<(), TickError<G::Error>> {
        let called = self.guest.call(entry);
        self.unless_ended(entry, called).map(|(Called::Returned | Called::Absent)| ())
    }

    fn unless_ended<T>(
        &mut self,
        entry: Entry,
        outcome: Result<T, G::Error>,
    ) -> Result<T, TickError<G::Error>> {
        outcome.map_err(|error| {
            self.state = State::Ended;
            TickError::Trap(entry, error)
        })
    }
}
