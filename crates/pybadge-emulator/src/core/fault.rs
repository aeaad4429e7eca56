//! Why an instruction did not complete.

use std::fmt;

/// Result of one step of an instruction.
pub(crate) type Exec<T = ()> = Result<T, Fault>;

/// The synchronous exceptions of the core (Armv7-M ARM B1.5.14), and the two
/// ways out of it.
///
/// One byte, so that a memory access returns its value in registers; the
/// address of a data fault is in [`Core::fault_address`](super::Core).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Fault {
    /// UsageFault, `CFSR.UNDEFINSTR`.
    Undefined,
    /// UsageFault, `CFSR.INVSTATE`: execution with the Thumb bit clear.
    InvalidState,
    /// UsageFault, `CFSR.INVPC`: an inconsistent EXC_RETURN.
    InvalidPc,
    /// UsageFault, `CFSR.NOCP`: no such coprocessor, or access denied by CPACR.
    NoCoprocessor,
    /// UsageFault, `CFSR.UNALIGNED`.
    Unaligned,
    /// UsageFault, `CFSR.DIVBYZERO`.
    DivideByZero,
    /// BusFault, `CFSR.PRECISERR`, with `BFAR`.
    DataBus,
    /// BusFault, `CFSR.IBUSERR`.
    InstructionBus,
    /// MemManage, `CFSR.IACCVIOL`: fetch from an execute-never region.
    InstructionAccess,
    /// BKPT without a debugger: HardFault with `HFSR.DEBUGEVT`.
    Breakpoint,
    /// SVC, taken after the instruction.
    SupervisorCall,
    /// The run cannot go on; the reason is in [`Core::stop`](super::Core).
    Stop,
}

/// How many faults of a run are noted; a firmware can loop in them.
pub(crate) const MAX_NOTED: usize = 16;

/// A fault that was delivered to the firmware as an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultTaken {
    /// Which, as the architecture names it.
    pub name: &'static str,
    /// Address of the instruction.
    pub pc: u32,
    /// The address that was accessed, for a fault of the data bus.
    pub address: Option<u32>,
    /// Estimated cycles before it.
    pub cycles: u64,
}

impl fmt::Display for FaultTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:#010x}", self.name, self.pc)?;
        match self.address {
            Some(address) => write!(f, ", accessing {address:#010x}"),
            None => Ok(()),
        }
    }
}

impl Fault {
    /// The name by which a fault is noted; `None` for what is no fault.
    pub(crate) fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Undefined => "UsageFault: undefined instruction",
            Self::InvalidState => "UsageFault: invalid state",
            Self::InvalidPc => "UsageFault: invalid EXC_RETURN",
            Self::NoCoprocessor => "UsageFault: no coprocessor",
            Self::Unaligned => "UsageFault: unaligned access",
            Self::DivideByZero => "UsageFault: division by zero",
            Self::DataBus => "BusFault: data",
            Self::InstructionBus => "BusFault: instruction",
            Self::InstructionAccess => "MemManage: execute never",
            Self::Breakpoint => "HardFault: breakpoint",
            Self::SupervisorCall | Self::Stop => return None,
        })
    }
}
