//! Frames as PNG files.

use anyhow::{Context, Result, bail};
use badge::colour::rgb888;
use badge::{HEIGHT, SCREEN_BYTES, WIDTH};
use pybadge_emulator::Image;
use std::fs;
use std::path::Path;

/// How many pixels of the picture show one pixel of the screen, each way: at
/// its own 160 × 128 it would be a stamp.
const SCALE: usize = 3;

/// Encodes a frame that a runner wrote as a picture.
///
/// # Errors
///
/// When the file cannot be read or is no frame.
pub fn png(frame: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(frame).with_context(|| format!("cannot read {}", frame.display()))?;
    let Some(screen) = bytes.get(..SCREEN_BYTES) else {
        bail!("{}: {} bytes are no frame", frame.display(), bytes.len());
    };
    encode(screen).context("cannot encode a PNG")
}

/// Encodes a frame as a picture.
///
/// # Errors
///
/// When it is no frame.
pub fn encode(screen: &[u8]) -> Result<Vec<u8>> {
    let mut picture = Vec::with_capacity(screen.len() * SCALE * SCALE);
    for row in screen.chunks_exact(WIDTH) {
        let line: Vec<u8> =
            row.iter().flat_map(|&pixel| std::iter::repeat_n(pixel, SCALE)).collect();
        for _ in 0..SCALE {
            picture.extend_from_slice(&line);
        }
    }
    let palette: Vec<u8> = (0..=255).flat_map(rgb888).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, (WIDTH * SCALE) as u32, (HEIGHT * SCALE) as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture)?;
    writer.finish()?;
    Ok(file)
}

/// Encodes what a display shows, in all its colours, as a picture.
///
/// # Errors
///
/// When it is no picture.
pub fn png_rgb(image: &Image) -> Result<Vec<u8>> {
    let mut picture = Vec::with_capacity(image.rgb.len() * SCALE * SCALE);
    for row in image.rgb.chunks_exact(3 * image.width.max(1)) {
        let line: Vec<u8> = row
            .chunks_exact(3)
            .flat_map(|pixel| std::iter::repeat_n(pixel, SCALE).flatten().copied())
            .collect();
        for _ in 0..SCALE {
            picture.extend_from_slice(&line);
        }
    }
    let mut file = Vec::new();
    let (width, height) = (image.width * SCALE, image.height * SCALE);
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_shows_the_pixels_it_was_made_from() {
        let screen: Vec<u8> = (0..SCREEN_BYTES).map(|i| (i % 251) as u8).collect();
        let file = encode(&screen).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(file));
        let mut reader = decoder.read_info().unwrap();
        let mut picture = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut picture).unwrap();
        for (index, &pixel) in screen.iter().enumerate() {
            let (x, y) = (index % WIDTH * SCALE, index / WIDTH * SCALE);
            assert_eq!(picture[y * WIDTH * SCALE + x], pixel);
        }
    }
}
