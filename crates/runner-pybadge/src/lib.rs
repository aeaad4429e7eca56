//! The firmware around one runtime on a PyBadge.
//!
//! [`main!`] makes a program of an adapter. What it does is in the payload
//! that `xtask` puts behind it; how it does that is the one loop of
//! [`badge_runner`], which runs on a host in the same way.
//!
//! Decisions stand in modules that every target builds, so that they are
//! tested on the host; `firmware` has what needs the chip.
#![no_std]

#[cfg(all(target_os = "none", feature = "c-library"))]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod canvas;
#[cfg(target_os = "none")]
#[doc(hidden)]
pub mod firmware;
mod intervals;
mod menu;
mod note;
pub mod saves;
mod schedule;
pub mod scroll;
pub mod words;

pub use intervals::{Intervals, MAX_SHOW_FRAMES};
pub use menu::{Choice, Chord, Menu, VISIBLE};
pub use note::{Cause, Failure, Note, WORDS};
pub use schedule::{Ended, Job, Wishes};

/// Makes the firmware of an adapter: `main!(Adapter)`, or `main!(linked
/// Adapter)` for guests that are linked in, or `main!(guest Type)` for anything
/// else that is a `Guest`.
#[macro_export]
macro_rules! main {
    (linked $linked:ty) => {
        $crate::main!(guest $crate::firmware::LinkedIn<$linked>);
    };
    (guest $guest:ty) => {
        // SAFETY: the only definition of what cortex-m-rt calls once RAM is
        // initialised.
        #[unsafe(export_name = "main")]
        extern "C" fn firmware_main() -> ! {
            $crate::firmware::start::<$guest>()
        }
    };
    ($runtime:ty) => {
        $crate::main!(guest $crate::firmware::Loaded<$runtime>);
    };
}
