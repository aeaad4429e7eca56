//! What a runner is asked and what it answers. The specification, for runners
//! in any language, is `README.md`.
//!
//! Writing replies and reading a [`payload`] need neither `std` nor an allocator,
//! because the badge does both; the rest is the host's business and
//! stands behind the feature `std`.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

pub mod payload;
mod reply;
#[cfg(feature = "std")]
mod request;
#[cfg(feature = "std")]
mod script;
#[cfg(feature = "std")]
mod transcript;

pub use reply::{BadgeRun, Phase, Reply, Stage};
#[cfg(feature = "std")]
pub use request::{
    Action, Cart, Invoke, PrepareFor, Prepared, Request, Run, Screens, Script, ScriptModule,
};
#[cfg(feature = "std")]
pub use script::{ScriptLine, ScriptReader};
#[cfg(feature = "std")]
pub use transcript::{
    BadgeHello, Done, End, FrameLine, Hello, Memory, PhaseLine, Reader, Refusal, Transcript,
    TrapLine, Violation,
};

/// Version of requests, replies and of the badge's definition. A runner
/// refuses any other.
pub const VERSION: u32 = 1;

/// Longest line of a transcript in bytes, without its line feed.
pub const MAX_LINE_BYTES: usize = 65_536;

/// Longest text of an engine that a reply carries, in bytes; the rest is cut.
pub const MAX_TEXT_BYTES: usize = 4_096;

/// Elapsed values are integers below this, so that every JSON reader keeps
/// them exact.
pub const ELAPSED_LIMIT: u64 = 1 << 53;
