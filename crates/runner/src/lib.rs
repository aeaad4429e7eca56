//! The one session loop, for every runtime and both targets.
//!
//! [`observe`] takes a module through its phases and [`drive`] calls a session
//! frame by frame. Both read the clock of a [`Bench`], and nothing else does:
//! exports are resolved and arguments are built outside it. The runner
//! observes; it is never told what to expect.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "host")]
extern crate std;

mod bench;
mod cart;
mod drive;
#[cfg(feature = "host")]
pub mod host;
mod linked;
mod plan;

pub use bench::{Bench, CartBench};
pub use cart::{CartPlan, observe_cart};
pub use drive::{Progress, drive, observe};
pub use linked::Linked;
pub use plan::Plan;
