//! The emulated badge to play with: in a window, or in a terminal.
#![forbid(unsafe_code)]

mod front;
mod live;
mod speaker;
mod terminal;
mod window;

pub use front::Front;
pub use live::{Face, play};
pub use terminal::Terminal;
pub use window::Window;

/// Pictures a second.
pub const RATE: u32 = 30;
