//! The SAMD51 and its board in software.
//!
//! A [`Badge`] takes the same UF2 image as a real PyBadge and runs it: an
//! ARMv7E-M core with FPv4-SP, the peripherals that badge firmware uses, and
//! the display, buttons and LEDs behind their pins. The number of instructions
//! is exact, the number of cycles an estimate (see the README).
//!
//! ```no_run
//! use pybadge_emulator::{Badge, Boot, Limits, Reset};
//!
//! let image = std::fs::read("firmware.uf2")?;
//! let mut badge = Badge::new();
//! badge.load_uf2(&image)?;
//! assert_eq!(badge.reset(Reset::Power), Boot::Application);
//! let stop = badge.run(Limits::cycles(120_000_000));
//! println!("{stop}: {} instructions", badge.instructions());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod badge;
mod board;
mod core;
mod soc;
mod uf2;

pub use crate::core::{
    FaultTaken, Limits, Lockup, Registers, Statistics, Stimulus, Stop, UnknownAccess,
};
pub use badge::{Badge, Boot, Image, Reset};
pub use uf2::{BlockError, ImageError};
