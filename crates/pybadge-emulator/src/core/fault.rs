//! Why an instruction did not complete.

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
