//! Lines of text straight on the panel.

use crate::display::{HEIGHT, Seized, WIDTH};
use core::fmt;
use embedded_graphics::Drawable;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{Point, Size};
use embedded_graphics::mono_font::ascii::FONT_6X10;
use embedded_graphics::mono_font::{MonoTextStyle, MonoTextStyleBuilder};
use embedded_graphics::pixelcolor::{Rgb565, RgbColor};
use embedded_graphics::primitives::Rectangle;
use embedded_graphics::text::{Baseline, Text};

const COLUMNS: usize = WIDTH / 6;
const LINE: i32 = 11;
const LEFT: i32 = 2;
const TEXT_TOP: i32 = 16;
const FOOTER_TOP: i32 = HEIGHT as i32 - 12;
const BACKGROUND: Rgb565 = Rgb565::new(2, 4, 8);

/// White text on dark blue below a red title.
pub(super) struct Console {
    panel: Seized,
    style: MonoTextStyle<'static, Rgb565>,
    column: usize,
    top: i32,
}

impl Console {
    pub(super) fn new(panel: Seized, title: &str) -> Self {
        let mut console =
            Self { panel, style: style(Rgb565::WHITE, Rgb565::RED), column: 0, top: 2 };
        // The panel cannot fail.
        let _ = console.panel.clear(BACKGROUND);
        let bar = Rectangle::new(Point::zero(), Size::new(WIDTH as u32, 14));
        let _ = console.panel.fill_solid(&bar, Rgb565::RED);
        console.put(title);
        console.style = style(Rgb565::WHITE, BACKGROUND);
        (console.column, console.top) = (0, TEXT_TOP);
        console
    }

    /// The last line, on the lower edge.
    pub(super) fn footer(&mut self, text: &str) {
        self.style = style(Rgb565::YELLOW, BACKGROUND);
        (self.column, self.top) = (0, FOOTER_TOP);
        self.put(text);
    }

    /// Text within the line, as far as it fits.
    fn put(&mut self, text: &str) {
        let at = Point::new(LEFT + 6 * self.column as i32, self.top);
        let _ = Text::with_baseline(text, at, self.style, Baseline::Top).draw(&mut self.panel);
        self.column += text.len();
    }

    fn new_line(&mut self) {
        self.column = 0;
        self.top += LINE;
    }
}

fn style(color: Rgb565, background: Rgb565) -> MonoTextStyle<'static, Rgb565> {
    MonoTextStyleBuilder::new()
        .font(&FONT_6X10)
        .text_color(color)
        .background_color(background)
        .build()
}

impl fmt::Write for Console {
    /// Breaks lines at their ends; what would reach the footer is left out.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut byte = [0; 4];
        for character in text.chars() {
            if self.top + LINE > FOOTER_TOP {
                break;
            }
            if character == '\n' {
                self.new_line();
                continue;
            }
            // The font has the characters of ASCII.
            let shown = if character.is_ascii() { character } else { '?' };
            self.put(shown.encode_utf8(&mut byte));
            if self.column >= COLUMNS {
                self.new_line();
            }
        }
        Ok(())
    }
}
