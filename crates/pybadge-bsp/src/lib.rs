//! Board support for the PyBadge (ATSAMD51J19A).
//!
//! ```no_run
//! #![no_std]
//! #![no_main]
//!
//! use pybadge_bsp::{Board, Button, Frame, Rgb332, entry};
//!
//! static FRAME: Frame = Frame::new();
//!
//! #[entry]
//! fn main() -> ! {
//!     let mut board = Board::take().expect("the board is taken once");
//!     board.neopixels.write(&[0x10_00_00; 5]);
//!     loop {
//!         if Button::A.in_mask(board.buttons.read()) {
//!             board.display.present(&FRAME.screen);
//!         }
//!     }
//! }
//! ```
//!
//! `README.md` says how to build firmware with it.

#![no_std]

mod board;
mod bootloader;
mod buttons;
mod cycles;
pub mod display;
mod failure;
pub mod memory;
mod neopixels;
mod registers;
mod serial;
mod speaker;
pub mod stack;
pub mod storage;
mod watch;

pub use atsamd_hal as hal;
pub use atsamd_hal::pac;
pub use board::{Board, Config, Spare};
pub use bootloader::Bootloader;
pub use buttons::{Button, Buttons};
pub use cortex_m;
pub use cortex_m_rt::{self, ExceptionFrame, entry};
pub use cycles::{CycleCounter, Delay};
pub use display::{Display, Frame, Rgb332, Screen};
pub use embedded_graphics;
pub use embedded_hal;
pub use embedded_io;
pub use failure::show as fail;
pub use neopixels::NeoPixels;
pub use pybadge_board as facts;
pub use serial::Serial;
#[cfg(feature = "usb")]
pub use serial::usb::Identity;
pub use speaker::{Shape, Speaker, Voice};
pub use storage::Storage;
pub use watch::{Handler, Watch};
