//! From the picture on the emulated display back to the frame that was sent.

use badge::colour::rgb444;
use badge::{SCREEN_BYTES, WIDTH};
use pybadge_emulator::Image;
use std::fmt;

/// A pixel that no frame of a guest can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { x, y, rgb } = self;
        write!(f, "pixel ({x}, {y}) has the colour {rgb:?}, which no frame has")
    }
}

/// The frame of a picture: the inverse of the conversion to 12 bits a pixel.
///
/// # Errors
///
/// The first pixel that is no colour of a frame.
pub fn frame(picture: &Image) -> Result<Vec<u8>, Foreign> {
    let mut frame = Vec::with_capacity(SCREEN_BYTES);
    for (index, rgb) in picture.rgb.chunks_exact(3).enumerate() {
        let [r, g, b] = [rgb[0], rgb[1], rgb[2]];
        let pixel = r & 0xE0 | g >> 5 << 2 | b >> 6;
        let nibbles = u16::from(r >> 4) << 8 | u16::from(g >> 4) << 4 | u16::from(b >> 4);
        if rgb444(pixel) != nibbles {
            return Err(Foreign { x: index % WIDTH, y: index / WIDTH, rgb: [r, g, b] });
        }
        frame.push(pixel);
    }
    Ok(frame)
}

/// The frames of pictures, or which of them is none and why.
///
/// # Errors
///
/// The first picture that is no frame.
pub fn frames(pictures: &[Image]) -> Result<Vec<Vec<u8>>, String> {
    let frame =
        |(index, picture)| frame(picture).map_err(|foreign| format!("frame {index}: {foreign}"));
    pictures.iter().enumerate().map(frame).collect()
}

/// Where two frames differ first, in words.
#[must_use]
pub fn difference(shown: &[u8], due: &[u8]) -> Option<String> {
    if shown.len() != due.len() {
        return Some(format!("{} pixels instead of {}", shown.len(), due.len()));
    }
    let mut differing = shown.iter().zip(due).enumerate().filter(|(_, (a, b))| a != b);
    let (index, (shown, due)) = differing.next()?;
    let more = differing.count();
    let (x, y) = (index % WIDTH, index / WIDTH);
    Some(format!("pixel ({x}, {y}) is {shown:#04x} instead of {due:#04x}, and {more} more differ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rgb: impl Iterator<Item = [u8; 3]>) -> Image {
        let rgb: Vec<u8> = rgb.flatten().collect();
        Image { width: WIDTH, height: rgb.len() / 3 / WIDTH, rgb }
    }

    /// As the display's memory of 18 bits shows 12.
    fn shown(pixel: u8) -> [u8; 3] {
        let bits = rgb444(pixel);
        [bits >> 8, bits >> 4 & 15, bits & 15].map(|nibble| {
            let six = (nibble << 2 | nibble >> 2) as u8;
            six << 2 | six >> 4
        })
    }

    #[test]
    fn every_colour_of_a_frame_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let picture = picture(all.iter().map(|&pixel| shown(pixel)));
        assert_eq!(frame(&picture).unwrap(), all);
    }

    #[test]
    fn a_colour_that_no_frame_has_is_named() {
        let picture = picture([shown(3), [0x10, 0, 0]].into_iter());
        let foreign = frame(&picture).expect_err("a foreign colour");
        assert_eq!((foreign.x, foreign.y), (1, 0));
    }

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(difference(&[1, 2], &[1, 2]), None);
        let words = difference(&[1, 2, 3], &[1, 9, 9]).unwrap();
        assert!(words.contains("(1, 0)") && words.contains("1 more"), "{words}");
    }
}
