//! Lines of text on whatever takes pixels.

use core::fmt::{self, Write};
use embedded_graphics::mono_font::ascii::FONT_6X10;
use embedded_graphics::mono_font::{MonoTextStyle, MonoTextStyleBuilder};
use embedded_graphics::pixelcolor::Rgb565;
use embedded_graphics::prelude::*;
use embedded_graphics::text::{Baseline, Text};

/// Characters in a line.
pub const COLUMNS: usize = 26;
/// Pixels from one line to the next.
const LINE_HEIGHT: i32 = 10;
/// Lines of a page.
pub const ROWS: usize = badge::HEIGHT / LINE_HEIGHT as usize;
/// Pixels left of the first character.
const MARGIN: i32 = 2;

/// Colours of a line: of its characters, and behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub Rgb565, pub Rgb565);

impl Ink {
    /// Text.
    pub const PLAIN: Self = Self(Rgb565::WHITE, Rgb565::BLACK);
    /// What is less important.
    pub const FAINT: Self = Self(Rgb565::new(18, 36, 18), Rgb565::BLACK);
    /// What is selected, and titles.
    pub const MARKED: Self = Self(Rgb565::WHITE, Rgb565::new(0, 16, 20));
    /// What went wrong.
    pub const WRONG: Self = Self(Rgb565::WHITE, Rgb565::new(24, 0, 0));
}

/// A page of text.
#[derive(Debug)]
pub struct Page<'d, D>(pub &'d mut D);

impl<D: DrawTarget<Color = Rgb565>> Page<'_, D> {
    /// Makes everything black.
    pub fn clear(&mut self) {
        // A display that does not take pixels shows nothing, and there is
        // nowhere else to say so.
        let _: Result<(), D::Error> = self.0.clear(Rgb565::BLACK);
    }

    /// A whole line, cut at the edge.
    pub fn line(&mut self, row: usize, ink: Ink, text: fmt::Arguments<'_>) {
        let mut cells = Cells::default();
        // Characters beyond the edge are dropped, which is no error.
        let _: fmt::Result = cells.write_fmt(text);
        let style = style(ink);
        let at = Point::new(MARGIN, row as i32 * LINE_HEIGHT);
        let text = Text::with_baseline(cells.as_str(), at, style, Baseline::Top);
        let _: Result<Point, D::Error> = text.draw(self.0);
    }
}

fn style(Ink(color, behind): Ink) -> MonoTextStyle<'static, Rgb565> {
    MonoTextStyleBuilder::new().font(&FONT_6X10).text_color(color).background_color(behind).build()
}

/// The visible ASCII characters of a line, filled up with spaces; others become
/// question marks.
struct Cells {
    text: [u8; COLUMNS],
    used: usize,
}

impl Default for Cells {
    fn default() -> Self {
        Self { text: [b' '; COLUMNS], used: 0 }
    }
}

impl Cells {
    fn as_str(&self) -> &str {
        core::str::from_utf8(&self.text).unwrap_or_default()
    }
}

impl Write for Cells {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            let Some(cell) = self.text.get_mut(self.used) else {
                break;
            };
            *cell = match c {
                ' '..='~' => c as u8,
                _ => b'?',
            };
            self.used += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;
    use std::collections::BTreeMap;
    use std::string::ToString as _;
    use std::vec::Vec;

    /// Keeps what is drawn on the screen and refuses what is not.
    #[derive(Default)]
    struct Panel(BTreeMap<(i32, i32), Rgb565>);

    impl OriginDimensions for Panel {
        fn size(&self) -> Size {
            Size::new(badge::WIDTH as u32, badge::HEIGHT as u32)
        }
    }

    impl DrawTarget for Panel {
        type Color = Rgb565;
        type Error = Infallible;

        fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Infallible>
        where
            I: IntoIterator<Item = Pixel<Rgb565>>,
        {
            for Pixel(at, color) in pixels {
                assert!(self.bounding_box().contains(at), "{at:?}");
                self.0.insert((at.y, at.x), color);
            }
            Ok(())
        }
    }

    #[test]
    fn a_line_fills_its_row_and_stays_in_it() {
        let mut panel = Panel::default();
        let long = "a line that is much longer than the badge is wide";
        Page(&mut panel).line(1, Ink::WRONG, format_args!("{long}"));
        let rows: Vec<i32> = panel.0.keys().map(|(y, _)| *y).collect();
        assert_eq!(
            (rows.first(), rows.last(), rows.len()),
            (Some(&10), Some(&19), COLUMNS * 6 * 10)
        );
    }

    #[test]
    fn the_last_row_is_on_the_screen() {
        let mut panel = Panel::default();
        Page(&mut panel).line(ROWS - 1, Ink::PLAIN, format_args!("below"));
        assert!(!panel.0.is_empty());
    }

    #[test]
    fn characters_without_a_glyph_become_question_marks() {
        let mut cells = Cells::default();
        write!(cells, "\u{e9}\n~").unwrap();
        assert_eq!(cells.as_str().trim_end().to_string(), "??~");
    }
}
