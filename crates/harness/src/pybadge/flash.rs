//! The badge on the other end of a USB cable: the drive of its bootloader, and
//! its serial port.
//!
//! Nothing but `order` knows what an image holds.

mod copy;
mod drive;
pub mod order;
mod place;
pub mod port;

pub use copy::{CopyError, copy};
pub use drive::{Drive, NotABadge, mounted, unmounted};
pub use place::{find, monitor, restarted};
