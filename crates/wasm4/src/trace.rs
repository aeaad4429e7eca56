//! Lines that a cartridge writes for its developer.

use crate::page::Page;
use core::fmt::{self, Write};

/// Bytes after which a line is cut, because a format may name a long string
/// again and again.
pub const LINE_BYTES: usize = 4096;

/// A line that ends when this is dropped.
pub(crate) struct Line {
    sink: fn(&str),
    left: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let cut = text.floor_char_boundary(self.left);
        self.left = if cut < text.len() { 0 } else { self.left - cut };
        (self.sink)(&text[..cut]);
        if self.left == 0 { Err(fmt::Error) } else { Ok(()) }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        (self.sink)("\n");
    }
}

// A line that is full takes no more, which is all that an error below means.
impl Line {
    pub(crate) fn new(sink: fn(&str)) -> Self {
        Self { sink, left: LINE_BYTES }
    }

    pub(crate) fn utf8(&mut self, bytes: &[u8]) {
        let _ = self.write_utf8(bytes);
    }

    pub(crate) fn utf16(&mut self, bytes: &[u8]) {
        let units = bytes.as_chunks().0.iter().map(|&unit| u16::from_le_bytes(unit));
        for unit in char::decode_utf16(units) {
            if self.write_char(unit.unwrap_or(char::REPLACEMENT_CHARACTER)).is_err() {
                return;
            }
        }
    }

    pub(crate) fn format(&mut self, page: &Page, format: i32, arguments: i32) {
        let _ = self.write_format(page, c_string(page, format), arguments);
    }

    fn write_utf8(&mut self, bytes: &[u8]) -> fmt::Result {
        for chunk in bytes.utf8_chunks() {
            self.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                self.write_char(char::REPLACEMENT_CHARACTER)?;
            }
        }
        Ok(())
    }

    fn write_format(&mut self, page: &Page, mut format: &[u8], arguments: i32) -> fmt::Result {
        let mut at = u64::from(arguments.cast_unsigned());
        let mut word = || {
            at += 4;
            i32::from_le_bytes(read(page, at - 4))
        };
        while let Some(percent) = format.iter().position(|&byte| byte == b'%') {
            self.write_utf8(&format[..percent])?;
            let kind = format.get(percent + 1).copied();
            match kind {
                Some(b'c') => {
                    let code = char::from_u32(word().cast_unsigned() & 0xffff);
                    self.write_char(code.unwrap_or(char::REPLACEMENT_CHARACTER))?;
                }
                Some(b'd') => write!(self, "{}", word())?,
                Some(b'x') => {
                    let value = word();
                    let sign = if value < 0 { "-" } else { "" };
                    write!(self, "{sign}{:x}", value.unsigned_abs())?;
                }
                Some(b's') => self.write_utf8(c_string(page, word()))?,
                Some(b'f') => {
                    let (low, high) = (word().cast_unsigned(), word().cast_unsigned());
                    write!(self, "{}", f64::from_bits(u64::from(high) << 32 | u64::from(low)))?;
                }
                Some(b'%') => self.write_str("%")?,
                _ => {
                    self.write_str("%")?;
                    format = &format[percent + 1..];
                    continue;
                }
            }
            format = &format[percent + 2..];
        }
        self.write_utf8(format)
    }
}

/// Four bytes, those outside memory 0.
fn read(page: &Page, at: u64) -> [u8; 4] {
    core::array::from_fn(|index| {
        let at = usize::try_from(at + index as u64).ok();
        at.and_then(|at| page.get(at)).copied().unwrap_or(0)
    })
}

/// `len` bytes, as far as they lie in memory.
pub(crate) fn bytes(page: &Page, at: i32, len: i32) -> &[u8] {
    let from = page.get(at.cast_unsigned() as usize..).unwrap_or_default();
    from.get(..usize::try_from(len).unwrap_or(0)).unwrap_or(from)
}

/// The bytes before a zero or the end of memory.
pub(crate) fn c_string(page: &Page, at: i32) -> &[u8] {
    let from = page.get(at.cast_unsigned() as usize..).unwrap_or_default();
    from.split(|&byte| byte == 0).next().unwrap_or_default()
}
