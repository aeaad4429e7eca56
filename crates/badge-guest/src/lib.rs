//! What a program for the badge links.
//!
//! The same guest source is built twice: as a WebAssembly module, where the
//! functions below are imports of module `env`, and natively, where they are
//! the `badge_host_*` symbols of [`sys`].
//! This crate knows the badge as the guest sees it and nothing of hosts,
//! runtimes or measuring.
#![no_std]
#![deny(unsafe_code)]

pub mod button;
mod canvas;
pub mod color;
mod decimal;
mod font;
mod host;
mod state;
pub mod sys;
pub mod text;
pub mod wave;

pub use canvas::Canvas;
pub use decimal::Decimal;
pub use host::{blit, buttons, clear, clock_ms, led, log, millis, random, rect, tone};
pub use state::State;

/// Width of the screen in pixels.
pub const WIDTH: i32 = 160;
/// Height of the screen in pixels.
pub const HEIGHT: i32 = 128;
/// Number of NeoPixels.
pub const LEDS: i32 = 5;

/// Exports the two entry points of a guest under the names `start` and `update`.
///
/// On any architecture but `wasm32` this expands to nothing: there `start` and
/// `update` are called by their Rust paths, and several guests may be linked
/// into one program.
#[macro_export]
macro_rules! main {
    ($start:path, $update:path) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            #[unsafe(export_name = "start")]
            extern "C" fn exported_start() {
                $start();
            }
            #[unsafe(export_name = "update")]
            extern "C" fn exported_update() {
                $update();
            }
        };
    };
}

/// A panic ends the guest with an `unreachable` trap.
///
/// The message is dropped: formatting it would more than double a small module.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
