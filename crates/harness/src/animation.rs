//! Frames as an animated GIF, in their own colours and without a loss.

use anyhow::{Context, Result, bail};
use badge::colour::rgb888;
use badge::{HEIGHT, SCREEN_BYTES, WIDTH};
use gif::{DisposalMethod, Encoder, Frame, Repeat};
use std::borrow::Cow;

/// How an animation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Pixels of the picture, each way, that show one pixel of the screen.
    pub scale: usize,
    /// Every how many frames one is shown.
    pub step: usize,
}

impl Style {
    /// Each frame, twice its size.
    pub const PLAIN: Self = Self { scale: 2, step: 1 };
}

/// The animation of frames that were shown at the guest's own rate.
///
/// # Errors
///
/// When there is no frame, or one of the wrong size.
pub fn gif(frames: &[Vec<u8>], style: Style) -> Result<Vec<u8>> {
    let shown: Vec<(usize, &[u8])> =
        frames.iter().map(Vec::as_slice).enumerate().step_by(style.step.max(1)).collect();
    if shown.is_empty() {
        bail!("no frame to make an animation of");
    }
    if let Some((index, frame)) = shown.iter().find(|(_, f)| f.len() != SCREEN_BYTES) {
        bail!("frame {index}: {} bytes are no frame", frame.len());
    }
    let colours = Colours::of(&shown);
    let (width, height) = ((WIDTH * style.scale) as u16, (HEIGHT * style.scale) as u16);
    let mut file = Vec::new();
    let mut encoder =
        Encoder::new(&mut file, width, height, &colours.palette()).context("cannot begin a GIF")?;
    encoder.set_repeat(Repeat::Infinite)?;
    let mut before: Option<&[u8]> = None;
    for (place, &(index, frame)) in shown.iter().enumerate() {
        let next = shown.get(place + 1).map_or(index + style.step, |next| next.0);
        let mut picture = colours.picture(before, frame, style.scale);
        picture.delay = hundredths(next) - hundredths(index);
        encoder.write_frame(&picture)?;
        before = Some(frame);
    }
    drop(encoder);
    Ok(file)
}

/// When a frame is shown, in hundredths of a second.
fn hundredths(frame: usize) -> u16 {
    (frame as u64 * 100 / badge::FRAME_RATE % u64::from(u16::MAX)) as u16
}

/// The colours that occur, and a place for "as before" if there is room.
struct Colours {
    used: Vec<u8>,
    index: [u8; 256],
}

impl Colours {
    fn of(frames: &[(usize, &[u8])]) -> Self {
        let mut seen = [false; 256];
        for &pixel in frames.iter().flat_map(|(_, frame)| *frame) {
            seen[usize::from(pixel)] = true;
        }
        let used: Vec<u8> = (0..=255).filter(|&p| seen[usize::from(p)]).collect();
        let mut index = [0; 256];
        for (place, &pixel) in (0..=255_u8).zip(&used) {
            index[usize::from(pixel)] = place;
        }
        Self { used, index }
    }

    fn palette(&self) -> Vec<u8> {
        self.used.iter().flat_map(|&pixel| rgb888(pixel)).collect()
    }

    fn as_before(&self) -> Option<u8> {
        u8::try_from(self.used.len()).ok()
    }

    /// What differs from the frame before: the rectangle around it, in which
    /// the rest is transparent.
    fn picture(&self, before: Option<&[u8]>, frame: &[u8], scale: usize) -> Frame<'static> {
        let same = |at: usize| before.is_some_and(|before| before[at] == frame[at]);
        let changed: Vec<usize> = (0..frame.len()).filter(|&at| !same(at)).collect();
        let columns = changed.iter().map(|at| at % WIDTH);
        let rows = changed.iter().map(|at| at / WIDTH);
        // A frame must have a pixel, even where nothing changed.
        let (left, right) = (columns.clone().min().unwrap_or(0), columns.max().unwrap_or(0));
        let (top, bottom) = (rows.clone().min().unwrap_or(0), rows.max().unwrap_or(0));
        let mut buffer = Vec::new();
        for y in top..=bottom {
            let line: Vec<u8> = (left..=right)
                .map(|x| y * WIDTH + x)
                .map(|at| match self.as_before() {
                    Some(as_before) if same(at) => as_before,
                    _ => self.index[usize::from(frame[at])],
                })
                .flat_map(|index| std::iter::repeat_n(index, scale))
                .collect();
            for _ in 0..scale {
                buffer.extend_from_slice(&line);
            }
        }
        Frame {
            left: (left * scale) as u16,
            top: (top * scale) as u16,
            width: ((right - left + 1) * scale) as u16,
            height: ((bottom - top + 1) * scale) as u16,
            dispose: DisposalMethod::Keep,
            transparent: before.and(self.as_before()),
            buffer: Cow::Owned(buffer),
            ..Frame::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(count: usize) -> Vec<Vec<u8>> {
        (0..count)
            .map(|frame| {
                let mut screen = vec![0x03; SCREEN_BYTES];
                screen[frame * 3 + WIDTH * 5] = 0xE0;
                screen
            })
            .collect()
    }

    /// Plays an animation as a viewer does.
    fn played(file: &[u8], scale: usize) -> Vec<(u16, Vec<[u8; 3]>)> {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(file).expect("a GIF");
        let mut canvas = vec![[0; 3]; SCREEN_BYTES];
        let mut shown = Vec::new();
        while let Some(frame) = decoder.read_next_frame().expect("a frame") {
            let width = usize::from(frame.width);
            for (at, rgba) in frame.buffer.chunks_exact(4).enumerate() {
                let x = usize::from(frame.left) + at % width;
                let y = usize::from(frame.top) + at / width;
                if rgba[3] != 0 {
                    canvas[y / scale * WIDTH + x / scale] = [rgba[0], rgba[1], rgba[2]];
                }
            }
            shown.push((frame.delay, canvas.clone()));
        }
        shown
    }

    #[test]
    fn what_is_played_is_what_was_shown() {
        let frames = frames(7);
        let file = gif(&frames, Style { scale: 2, step: 1 }).unwrap();
        let shown = played(&file, 2);
        assert_eq!(shown.len(), 7);
        for ((delay, picture), frame) in shown.iter().zip(&frames) {
            assert!((3..=4).contains(delay));
            let due: Vec<[u8; 3]> = frame.iter().map(|&pixel| rgb888(pixel)).collect();
            assert_eq!(picture, &due);
        }
        assert_eq!(shown.iter().map(|(delay, _)| delay).sum::<u16>(), 23);
    }

    #[test]
    fn frames_that_are_left_out_cost_no_time() {
        let file = gif(&frames(7), Style { scale: 1, step: 3 }).unwrap();
        let shown = played(&file, 1);
        let delays: Vec<u16> = shown.iter().map(|(delay, _)| *delay).collect();
        assert_eq!(delays, [10, 10, 10]);
    }

    #[test]
    fn every_colour_at_once_leaves_no_place_for_transparency_and_is_right_too() {
        let mut second: Vec<u8> = (0..SCREEN_BYTES).map(|i| (i % 256) as u8).collect();
        let first = second.clone();
        second[7] = 0xFF;
        let file = gif(&[first, second.clone()], Style::PLAIN).unwrap();
        let due: Vec<[u8; 3]> = second.iter().map(|&pixel| rgb888(pixel)).collect();
        assert_eq!(played(&file, 2)[1].1, due);
    }

    #[test]
    fn no_frame_makes_no_animation() {
        assert!(gif(&[], Style::PLAIN).is_err());
        assert!(gif(&[vec![0; 5]], Style::PLAIN).is_err());
    }
}
