//! The badge's screen as a target of `embedded-graphics`.

use badge_guest::{Canvas, HEIGHT, WIDTH, color};
use core::convert::Infallible;
use embedded_graphics::pixelcolor::raw::RawU8;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;

/// A colour of the screen: RRRGGGBB.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Rgb332(pub(crate) u8);

impl PixelColor for Rgb332 {
    type Raw = RawU8;
}

pub(crate) struct Display(Canvas<{ WIDTH as usize }, { HEIGHT as usize }>);

impl Display {
    pub(crate) const fn new() -> Self {
        Self(Canvas::new(color::BLACK))
    }

    pub(crate) fn show(&self) {
        self.0.show(0, 0, None);
    }
}

impl OriginDimensions for Display {
    fn size(&self) -> Size {
        Size::new(WIDTH as u32, HEIGHT as u32)
    }
}

impl DrawTarget for Display {
    type Color = Rgb332;
    type Error = Infallible;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Infallible>
    where
        I: IntoIterator<Item = Pixel<Rgb332>>,
    {
        for Pixel(point, color) in pixels {
            self.0.set(point.x, point.y, color.0);
        }
        Ok(())
    }

    fn fill_solid(&mut self, area: &Rectangle, color: Rgb332) -> Result<(), Infallible> {
        let (at, size) = (area.top_left, area.size);
        self.0.rect(at.x, at.y, size.width as i32, size.height as i32, color.0);
        Ok(())
    }
}
