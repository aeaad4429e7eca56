//! The imports as they cross the boundary.
#![allow(unsafe_code)]

#[cfg_attr(target_arch = "wasm32", link(wasm_import_module = "env"))]
unsafe extern "C" {
    pub(crate) safe fn rect(x: i32, y: i32, w: i32, h: i32);
    pub(crate) safe fn oval(x: i32, y: i32, w: i32, h: i32);
    pub(crate) safe fn line(x1: i32, y1: i32, x2: i32, y2: i32);
    pub(crate) safe fn hline(x: i32, y: i32, len: i32);
    pub(crate) safe fn vline(x: i32, y: i32, len: i32);
    pub(crate) fn blit(sprite: *const u8, x: i32, y: i32, w: u32, h: u32, flags: u32);
    #[link_name = "textUtf8"]
    pub(crate) fn text(text: *const u8, len: usize, x: i32, y: i32);
    pub(crate) safe fn tone(frequency: u32, duration: u32, volume: u32, flags: u32);
    pub(crate) fn diskr(into: *mut u8, len: usize) -> usize;
    pub(crate) fn diskw(from: *const u8, len: usize) -> usize;
}
