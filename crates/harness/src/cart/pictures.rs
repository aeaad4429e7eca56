//! What a cartridge showed, tick by tick.

use crate::screens;
use anyhow::{Context, Result, ensure};
use badge_wasm4::{FRAME_BYTES, SIZE};
use gif::{Encoder, Frame, Repeat};
use pybadge_emulator::Image;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Bytes of a palette in front of each frame.
const PALETTE_BYTES: usize = 16;

/// Bytes of one tick.
const TICK_BYTES: usize = PALETTE_BYTES + FRAME_BYTES;

/// Pixels of an animation, each way, that show one of the console.
const SCALE: usize = 2;

/// An animation shows every other tick: viewers slow down what has more than 50
/// pictures a second.
const STEP: usize = 2;

/// The pictures of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pictures(Vec<u8>);

/// One picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture<'p> {
    palette: &'p [u8],
    frame: &'p [u8],
}

impl Pictures {
    /// Reads the file that a runner wrote.
    ///
    /// # Errors
    ///
    /// When it cannot be read or ends inside a tick.
    pub fn read(file: &Path) -> Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let whole = bytes.len().is_multiple_of(TICK_BYTES);
        ensure!(whole, "{}: {} bytes are no whole pictures", file.display(), bytes.len());
        Ok(Self(bytes))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len() / TICK_BYTES
    }

    /// The picture of a tick.
    #[must_use]
    pub fn get(&self, tick: usize) -> Option<Picture<'_>> {
        self.iter().nth(tick)
    }

    /// The last one.
    #[must_use]
    pub fn last(&self) -> Option<Picture<'_>> {
        self.iter().next_back()
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = Picture<'_>> {
        self.0.chunks_exact(TICK_BYTES).map(|tick| {
            let (palette, frame) = tick.split_at(PALETTE_BYTES);
            Picture { palette, frame }
        })
    }

    /// One line for each tick: its number, and the CRC-32 of the frame buffer in
    /// eight hexadecimal digits.
    #[must_use]
    pub fn checksums(&self) -> String {
        let mut lines = String::new();
        for (tick, picture) in self.iter().enumerate() {
            // Writing into a `String` cannot fail.
            let _: std::fmt::Result = writeln!(lines, "{tick} {:08x}", picture.checksum());
        }
        lines
    }

    /// An animation at the console's speed.
    ///
    /// # Errors
    ///
    /// When there is no picture.
    pub fn gif(&self) -> Result<Vec<u8>> {
        ensure!(self.count() > 0, "no picture to make an animation of");
        let side = (SIZE * SCALE) as u16;
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, side, side, &[]).context("cannot begin a GIF")?;
        encoder.set_repeat(Repeat::Infinite)?;
        for (tick, picture) in self.iter().enumerate().step_by(STEP) {
            let pixels = picture.pixels(SCALE);
            let mut frame = Frame::from_palette_pixels(side, side, pixels, picture.colors(), None);
            frame.delay = hundredths(tick + STEP) - hundredths(tick);
            encoder.write_frame(&frame)?;
        }
        drop(encoder);
        Ok(file)
    }
}

/// The animation of what a panel showed, in the same way.
///
/// # Errors
///
/// When there is no picture, or one of more than 256 colours.
pub fn gif_of_panel(shown: &[Image]) -> Result<Vec<u8>> {
    let first = shown.first().context("no picture to make an animation of")?;
    let [width, height] = [first.width, first.height].map(|side| (side * SCALE) as u16);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height, &[]).context("cannot begin a GIF")?;
    encoder.set_repeat(Repeat::Infinite)?;
    for (tick, picture) in shown.iter().enumerate().step_by(STEP) {
        let mut palette: Vec<[u8; 3]> = Vec::new();
        let mut pixels = Vec::with_capacity(picture.rgb.len() / 3 * SCALE * SCALE);
        for row in picture.rgb.as_chunks::<3>().0.chunks(picture.width) {
            let mut line = Vec::with_capacity(row.len() * SCALE);
            for color in row {
                let index = palette.iter().position(|known| known == color);
                let index = index.unwrap_or_else(|| {
                    palette.push(*color);
                    palette.len() - 1
                });
                let index = u8::try_from(index).context("more than 256 colours")?;
                line.extend([index; SCALE]);
            }
            for _ in 0..SCALE {
                pixels.extend_from_slice(&line);
            }
        }
        let colors = palette.as_flattened();
        let mut frame = Frame::from_palette_pixels(width, height, pixels, colors, None);
        frame.delay = hundredths(tick + STEP) - hundredths(tick);
        encoder.write_frame(&frame)?;
    }
    drop(encoder);
    Ok(file)
}

/// When a tick is shown, in hundredths of a second.
fn hundredths(tick: usize) -> u16 {
    (tick * 100 / 60 % usize::from(u16::MAX)) as u16
}

impl Picture<'_> {
    /// CRC-32 (IEEE) of the frame buffer.
    #[must_use]
    pub fn checksum(&self) -> u32 {
        crc32fast::hash(self.frame)
    }

    /// Red, green and blue of the four colours.
    fn colors(&self) -> Vec<u8> {
        self.palette.chunks_exact(4).flat_map(|color| [color[2], color[1], color[0]]).collect()
    }

    /// Indices of colours, each pixel a square of `scale`.
    fn pixels(&self, scale: usize) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(SIZE * SIZE * scale * scale);
        for row in self.frame.chunks_exact(SIZE / 4) {
            let of_byte = |byte: &u8| [0, 2, 4, 6].map(|shift| byte >> shift & 3);
            let line: Vec<u8> = row
                .iter()
                .flat_map(of_byte)
                .flat_map(|pixel| std::iter::repeat_n(pixel, scale))
                .collect();
            for _ in 0..scale {
                pixels.extend_from_slice(&line);
            }
        }
        pixels
    }

    /// The picture in a PNG file.
    ///
    /// # Errors
    ///
    /// None that can happen with a picture of this size.
    pub fn png(&self) -> Result<Vec<u8>> {
        let colors = self.colors();
        let rgb = self
            .pixels(1)
            .into_iter()
            .flat_map(|pixel| colors.iter().skip(3 * usize::from(pixel)).take(3).copied())
            .collect();
        screens::png_rgb(&Image { width: SIZE, height: SIZE, rgb })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two ticks: blank, and one whose first pixels are 1, 2, 3, 0.
    fn pictures() -> Pictures {
        let mut bytes = Vec::new();
        for first in [0, 0b00_11_10_01] {
            for color in [0x00_e0_f8_cf_u32, 0x86c06c, 0x306850, 0x071821] {
                bytes.extend(color.to_le_bytes());
            }
            bytes.push(first);
            bytes.resize(bytes.len() + FRAME_BYTES - 1, 0);
        }
        Pictures(bytes)
    }

    #[test]
    fn checksums_are_those_of_the_vectors() {
        let lines = pictures().checksums();
        assert!(lines.starts_with("0 01f3134b\n1 "), "{lines}");
        assert_eq!(lines.lines().count(), 2);
    }

    #[test]
    fn a_png_has_the_leftmost_pixel_of_a_byte_first_and_the_colours_of_the_palette() {
        let file = pictures().last().unwrap().png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        let scale = info.width as usize / SIZE;
        let pixel = |x: usize| [0, 1, 2].map(|part| rgb[3 * scale * x + part]);
        assert_eq!(pixel(0), [0x86, 0xc0, 0x6c]);
        assert_eq!(pixel(1), [0x30, 0x68, 0x50]);
        assert_eq!(pixel(2), [0x07, 0x18, 0x21]);
        assert_eq!(pixel(3), [0xe0, 0xf8, 0xcf]);
    }

    #[test]
    fn an_animation_lasts_as_long_as_the_game() {
        let ticks: Vec<u8> = std::iter::repeat_n(pictures().0, 30).flatten().collect();
        let file = Pictures(ticks).gif().unwrap();
        let mut decoder = gif::DecodeOptions::new().read_info(file.as_slice()).unwrap();
        let mut delays = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            delays.push(frame.delay);
        }
        assert_eq!((delays.len(), delays.iter().sum::<u16>()), (30, 100));
        assert!(Pictures::default().gif().is_err());
    }
}
