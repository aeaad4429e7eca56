//! How far a run may go, and why it ended.

use super::Registers;
use std::fmt;

/// Where a run ends at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Instructions to retire in this run.
    pub instructions: u64,
    /// Cycles that may pass in this run, sleep included.
    pub cycles: u64,
}

impl Limits {
    /// A bound on the instructions alone.
    #[must_use]
    pub fn instructions(instructions: u64) -> Self {
        Self { instructions, cycles: u64::MAX }
    }

    /// A bound on the estimated cycles alone.
    #[must_use]
    pub fn cycles(cycles: u64) -> Self {
        Self { instructions: u64::MAX, cycles }
    }
}

/// An access to a register that the emulator does not model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAccess {
    /// Address of the access.
    pub address: u32,
    /// What was done and what is known about it.
    pub what: String,
    /// The registers, with the PC of the access.
    pub registers: Box<Registers>,
}

/// The processor locked up: a fault in a HardFault or NMI handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockup {
    /// What could not be taken.
    pub cause: String,
    /// CFSR, with the status of all faults so far.
    pub cfsr: u32,
    /// HFSR.
    pub hfsr: u32,
    /// The registers, with the PC of the fault.
    pub registers: Box<Registers>,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The bound on instructions or on cycles was reached.
    Limit,
    /// A store to the watched stimulus port.
    Stimulus,
    /// The firmware sleeps and nothing that is modelled can wake it.
    Asleep,
    /// The firmware or the watchdog asked for a reset.
    Reset,
    /// The processor locked up.
    Lockup(Lockup),
    /// A register that is not modelled.
    Unknown(UnknownAccess),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit => write!(f, "limit reached"),
            Self::Stimulus => write!(f, "store to the watched stimulus port"),
            Self::Asleep => write!(f, "asleep with no event that could wake it"),
            Self::Reset => write!(f, "reset requested"),
            Self::Lockup(lockup) => write!(
                f,
                "lock-up: {} (CFSR {:08x}, HFSR {:08x})\n{}",
                lockup.cause, lockup.cfsr, lockup.hfsr, lockup.registers
            ),
            Self::Unknown(access) => write!(
                f,
                "{} at {:#010x} is not modelled, by the instruction at {:#010x}\n{}",
                access.what, access.address, access.registers.pc, access.registers
            ),
        }
    }
}

/// Whether the processor waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sleep {
    Awake,
    /// WFI, or sleep on exit.
    Interrupt,
    /// WFE.
    Event,
}
