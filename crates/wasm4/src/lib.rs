//! The WASM-4 console without an engine: what a host of its cartridges owes
//! them, to the bit. The memory is one page that the cartridge imports; the
//! picture lies in it.
//!
//! Every import takes the page and its arguments as an array, ends in bounded
//! time whatever they are, and never panics. Where the official runtimes
//! differ, this follows the web one; what is an error there and is not the
//! disk's draws nothing here, and bytes outside memory read as 0.
#![no_std]
#![forbid(unsafe_code)]

mod blit;
mod disk;
mod draw;
mod font;
mod imports;
mod life;
mod page;
mod sound;
mod trace;
mod view;

pub use disk::{DISK_BYTES, Disk, DiskError};
pub use draw::OVAL_SIDE;
pub use font::{FONT_BYTES, Font, STAND_IN};
pub use life::{Called, Cartridge, Entry, Guest, TickError};
pub use page::{FRAME_BYTES, Input, PAGE_BYTES, Page, SIZE, frame, pad, palette, reset};
pub use sound::{Pan, Sound, ToneRequest, Voice, Wave};
pub use trace::LINE_BYTES;
pub use view::{PANEL_ROWS, View, row, to_444, to_565};

use blit::Pen;
use xxhash_rust::xxh32::Xxh32;

/// State behind the imports that does not lie in the page.
#[derive(Clone, Debug)]
pub struct Console {
    /// The disk.
    pub disk: Disk,
    /// The channels.
    pub sound: Sound,
    font: &'static Font,
    trace: fn(&str),
    /// Hash of every call of `tone` so far, each seeded by the one before.
    tones: u32,
}

impl Console {
    /// A console with this font and disk, which throws away traces.
    #[must_use]
    pub fn new(font: &'static Font, disk: Disk) -> Self {
        Self { disk, sound: Sound::default(), font, trace: |_| (), tones: 0 }
    }

    /// Where traces go, piece by piece, each line with its end.
    pub fn set_trace(&mut self, trace: fn(&str)) {
        self.trace = trace;
    }

    /// The link of a tick in a chain of hashes, after the one before: frame
    /// buffer, palette and the tones that were asked for.
    #[must_use]
    pub fn link(&self, before: u32, page: &Page) -> u32 {
        let mut hash = Xxh32::new(before);
        hash.update(frame(page));
        for color in palette(page) {
            hash.update(&color.to_le_bytes());
        }
        hash.update(&self.tones.to_le_bytes());
        hash.digest()
    }

    /// `blit(sprite, x, y, w, h, flags)`.
    pub fn blit(&self, page: &mut Page, [sprite, x, y, w, h, flags]: [i32; 6]) {
        blit::blit_sub(page, [sprite, x, y, w, h, 0, 0, w, flags]);
    }

    /// `blitSub(sprite, x, y, w, h, srcX, srcY, stride, flags)`.
    pub fn blit_sub(&self, page: &mut Page, arguments: [i32; 9]) {
        blit::blit_sub(page, arguments);
    }

    /// `line(x1, y1, x2, y2)`.
    pub fn line(&self, page: &mut Page, ends: [i32; 4]) {
        draw::line(page, ends);
    }

    /// `hline(x, y, len)`.
    pub fn hline(&self, page: &mut Page, arguments: [i32; 3]) {
        draw::hline(page, arguments);
    }

    /// `vline(x, y, len)`.
    pub fn vline(&self, page: &mut Page, arguments: [i32; 3]) {
        draw::vline(page, arguments);
    }

    /// `oval(x, y, w, h)`; nothing where a side exceeds [`OVAL_SIDE`].
    pub fn oval(&self, page: &mut Page, area: [i32; 4]) {
        draw::oval(page, area);
    }

    /// `rect(x, y, w, h)`.
    pub fn rect(&self, page: &mut Page, area: [i32; 4]) {
        draw::rect(page, area);
    }

    /// `text(str, x, y)`.
    pub fn text(&self, page: &mut Page, [at, x, y]: [i32; 3]) {
        self.write(page, at, PAGE_BYTES, 1, [x, y]);
    }

    /// `textUtf8(str, byteLength, x, y)`.
    pub fn text_utf8(&self, page: &mut Page, [at, len, x, y]: [i32; 4]) {
        self.write(page, at, usize::try_from(len).unwrap_or(0), 1, [x, y]);
    }

    /// `textUtf16(str, byteLength, x, y)`.
    pub fn text_utf16(&self, page: &mut Page, [at, len, x, y]: [i32; 4]) {
        self.write(page, at, usize::try_from(len).unwrap_or(0), 2, [x, y]);
    }

    /// Writes units of one or two bytes as far as they lie in memory.
    fn write(&self, page: &mut Page, at: i32, bytes: usize, unit: usize, [x, y]: [i32; 2]) {
        let start = (at.cast_unsigned() as usize).min(PAGE_BYTES);
        let end = start + bytes.min(PAGE_BYTES - start);
        let mut pen = Pen::new(self.font, x, y);
        for at in (start..end).step_by(unit) {
            // Read when its turn comes: text may lie in the frame buffer.
            let code = match (unit, page.get(at..at + unit)) {
                (1, Some(&[byte])) => byte.into(),
                (2, Some(&[low, high])) if at + 2 <= end => u16::from_le_bytes([low, high]),
                _ => return,
            };
            if pen.write(page, code).is_break() {
                return;
            }
        }
    }

    /// `tone(frequency, duration, volume, flags)`.
    pub fn tone(&mut self, request: ToneRequest) {
        let mut hash = Xxh32::new(self.tones);
        for parameter in request {
            hash.update(&parameter.to_le_bytes());
        }
        self.tones = hash.digest();
        self.sound.tone(request);
    }

    /// `diskr(ptr, size) -> count`.
    ///
    /// # Errors
    ///
    /// Negative sizes, and bytes outside memory: the cartridge traps.
    pub fn diskr(&self, page: &mut Page, arguments: [i32; 2]) -> Result<i32, DiskError> {
        self.disk.read(page, arguments)
    }

    /// `diskw(ptr, size) -> count`.
    ///
    /// # Errors
    ///
    /// As [`Self::diskr`].
    pub fn diskw(&mut self, page: &Page, arguments: [i32; 2]) -> Result<i32, DiskError> {
        self.disk.write(page, arguments)
    }

    /// `trace(str)`.
    pub fn trace(&self, page: &Page, [at]: [i32; 1]) {
        trace::Line::new(self.trace).utf8(trace::c_string(page, at));
    }

    /// `traceUtf8(str, byteLength)`.
    pub fn trace_utf8(&self, page: &Page, [at, len]: [i32; 2]) {
        trace::Line::new(self.trace).utf8(trace::bytes(page, at, len));
    }

    /// `traceUtf16(str, byteLength)`.
    pub fn trace_utf16(&self, page: &Page, [at, len]: [i32; 2]) {
        trace::Line::new(self.trace).utf16(trace::bytes(page, at, len));
    }

    /// `tracef(format, arguments)`.
    pub fn tracef(&self, page: &Page, [format, arguments]: [i32; 2]) {
        trace::Line::new(self.trace).format(page, format, arguments);
    }
}
