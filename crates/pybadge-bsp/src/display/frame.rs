//! A frame buffer of a byte per pixel, to draw on with `embedded-graphics`.

use super::{HEIGHT, PIXELS, Screen, WIDTH};
use core::convert::Infallible;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::pixelcolor::raw::RawU8;
use embedded_graphics::pixelcolor::{PixelColor, Rgb565, Rgb888, RgbColor};
use embedded_graphics::primitives::Rectangle;

/// A colour in a byte: three bits of red, three of green, two of blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rgb332(pub u8);

impl Rgb332 {
    /// No light.
    pub const BLACK: Self = Self(0);
    /// All light.
    pub const WHITE: Self = Self(0xff);
    /// Full red.
    pub const RED: Self = Self(0xe0);
    /// Full green.
    pub const GREEN: Self = Self(0x1c);
    /// Full blue.
    pub const BLUE: Self = Self(0x03);
    /// Red and green.
    pub const YELLOW: Self = Self(0xfc);
    /// Green and blue.
    pub const CYAN: Self = Self(0x1f);
    /// Red and blue.
    pub const MAGENTA: Self = Self(0xe3);

    /// From the upper bits of eight each.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self(red & 0xe0 | green >> 3 & 0x1c | blue >> 6)
    }
}

impl PixelColor for Rgb332 {
    type Raw = RawU8;
}

impl From<RawU8> for Rgb332 {
    fn from(raw: RawU8) -> Self {
        use embedded_graphics::pixelcolor::raw::RawData;
        Self(raw.into_inner())
    }
}

impl From<Rgb332> for RawU8 {
    fn from(color: Rgb332) -> Self {
        Self::new(color.0)
    }
}

impl From<Rgb888> for Rgb332 {
    fn from(color: Rgb888) -> Self {
        Self::new(color.r(), color.g(), color.b())
    }
}

impl From<Rgb565> for Rgb332 {
    fn from(color: Rgb565) -> Self {
        Self::new(color.r() << 3, color.g() << 2, color.b() << 3)
    }
}

impl From<Rgb332> for Rgb565 {
    fn from(color: Rgb332) -> Self {
        use embedded_graphics::pixelcolor::raw::RawU16;
        Self::from(RawU16::new(super::convert::to_565(color.0)))
    }
}

/// A frame buffer.
#[derive(Clone)]
pub struct Frame {
    /// The pixels, row by row from the upper left.
    pub screen: Screen,
}

impl Frame {
    /// A black frame; `const`, so that it can be a `static`.
    #[must_use]
    pub const fn new() -> Self {
        Self { screen: [0; PIXELS] }
    }
}

impl Default for Frame {
    fn default() -> Self {
        Self::new()
    }
}

impl OriginDimensions for Frame {
    fn size(&self) -> Size {
        Size::new(WIDTH as u32, HEIGHT as u32)
    }
}

/// Index of a point, if it lies on the screen.
fn index(point: Point) -> Option<usize> {
    let (x, y) = (usize::try_from(point.x).ok()?, usize::try_from(point.y).ok()?);
    (x < WIDTH && y < HEIGHT).then_some(y * WIDTH + x)
}

impl DrawTarget for Frame {
    type Color = Rgb332;
    type Error = Infallible;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = Pixel<Self::Color>>,
    {
        for Pixel(point, color) in pixels {
            if let Some(pixel) = index(point).and_then(|index| self.screen.get_mut(index)) {
                *pixel = color.0;
            }
        }
        Ok(())
    }

    fn fill_solid(&mut self, area: &Rectangle, color: Self::Color) -> Result<(), Self::Error> {
        let area = area.intersection(&Rectangle::new(Point::zero(), self.size()));
        for y in area.rows() {
            if let Some(start) = index(Point::new(area.top_left.x, y)) {
                self.screen[start..start + area.size.width as usize].fill(color.0);
            }
        }
        Ok(())
    }

    fn clear(&mut self, color: Self::Color) -> Result<(), Self::Error> {
        self.screen.fill(color.0);
        Ok(())
    }
}
