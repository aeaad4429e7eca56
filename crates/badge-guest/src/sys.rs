//! The host functions as they cross the boundary.
//!
//! Programs use the safe functions at the root of the crate; this module is
//! public for those who want to break the rules on purpose.
//!
//! On `wasm32` these are imports of module `env`, all parameters `i32`.
//! Elsewhere they are C symbols with the prefix `badge_host_` (a plain `log`
//! would replace the one of the mathematics library), and a pointer is
//! followed by its length, because there is no linear memory to check against:
//!
//! | symbol | parameters | result |
//! |---|---|---|
//! | `badge_host_rect` | `x, y, w, h, color: i32` | |
//! | `badge_host_blit` | `pixels: *const u8, len: usize, x, y, w, h, key: i32` | |
//! | `badge_host_buttons` | | `i32` |
//! | `badge_host_millis` | | `i32` |
//! | `badge_host_random` | | `i32` |
//! | `badge_host_led` | `index, rgb: i32` | |
//! | `badge_host_tone` | `frequency_hz, duration_ms: i32` | |
//! | `badge_host_log` | `text: *const u8, len: usize` | |
//! | `badge_host_clock_ms` | | `i32` |
#![allow(unsafe_code)]
#![allow(missing_docs)] // The table above and the crate's README define them.

#[cfg(target_arch = "wasm32")]
#[link(wasm_import_module = "env")]
unsafe extern "C" {
    pub safe fn rect(x: i32, y: i32, w: i32, h: i32, color: i32);
    pub fn blit(pixels: *const u8, x: i32, y: i32, w: i32, h: i32, key: i32);
    pub safe fn buttons() -> i32;
    pub safe fn millis() -> i32;
    pub safe fn random() -> i32;
    pub safe fn led(index: i32, rgb: i32);
    pub safe fn tone(frequency_hz: i32, duration_ms: i32);
    pub fn log(text: *const u8, len: usize);
    pub safe fn clock_ms() -> i32;
}

#[cfg(not(target_arch = "wasm32"))]
unsafe extern "C" {
    #[link_name = "badge_host_rect"]
    pub safe fn rect(x: i32, y: i32, w: i32, h: i32, color: i32);
    #[link_name = "badge_host_blit"]
    pub fn blit(pixels: *const u8, len: usize, x: i32, y: i32, w: i32, h: i32, key: i32);
    #[link_name = "badge_host_buttons"]
    pub safe fn buttons() -> i32;
    #[link_name = "badge_host_millis"]
    pub safe fn millis() -> i32;
    #[link_name = "badge_host_random"]
    pub safe fn random() -> i32;
    #[link_name = "badge_host_led"]
    pub safe fn led(index: i32, rgb: i32);
    #[link_name = "badge_host_tone"]
    pub safe fn tone(frequency_hz: i32, duration_ms: i32);
    #[link_name = "badge_host_log"]
    pub fn log(text: *const u8, len: usize);
    #[link_name = "badge_host_clock_ms"]
    pub safe fn clock_ms() -> i32;
}
