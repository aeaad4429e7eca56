//! The display: 160 x 128 pixels behind an ST7735R on SERCOM4, at 15 MHz.
//!
//! Three ways to a picture: [`Display::present`] and
//! [`Display::present_copy`] send a frame of bytes RRRGGGBB by DMA while the
//! program goes on, in the 12-bit mode of the panel; [`Display::draw_now`]
//! sends one without DMA; and the display itself is a `DrawTarget` of `Rgb565`
//! for programs without the RAM of a frame buffer.

mod convert;
mod frame;
mod transfer;
pub(crate) mod wire;

pub use frame::{Frame, Rgb332};
pub use transfer::{Edge, Observer};

use crate::hal::gpio::{PA00, PA01, PB05, PB07, Pin, PushPullOutput};
use core::convert::Infallible;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::pixelcolor::Rgb565;
use embedded_graphics::pixelcolor::raw::{RawData, RawU16};
use embedded_graphics::primitives::{PointsIter, Rectangle};
pub use pybadge_board::{DISPLAY_HEIGHT as HEIGHT, DISPLAY_WIDTH as WIDTH};
use transfer::Picture;
use wire::{Depth, Window};

/// Pixels of the screen.
pub const PIXELS: usize = WIDTH * HEIGHT;

/// The screen: a byte RRRGGGBB per pixel, row by row from the upper left.
pub type Screen = [u8; PIXELS];

/// A picture of two bits a pixel.
#[derive(Debug)]
pub struct Indexed {
    /// Row by row from the top; of four pixels in a byte the leftmost in the low
    /// bits.
    pub rows: [[u8; convert::ROW_BYTES]; HEIGHT],
    /// The four colours, each 0x0RGB.
    pub colors: [u16; 4],
}

const ALL: Window = [0, 0, WIDTH as u8 - 1, HEIGHT as u8 - 1];

/// The pins beside the bus.
#[expect(dead_code, reason = "held, so that nobody else drives them")]
pub(crate) struct Pins {
    pub(crate) select: Pin<PB07, PushPullOutput>,
    pub(crate) data: Pin<PB05, PushPullOutput>,
    pub(crate) reset: Pin<PA00, PushPullOutput>,
    pub(crate) backlight: Pin<PA01, PushPullOutput>,
}

/// The display.
pub struct Display {
    /// What the panel is set to.
    depth: Depth,
    window: Window,
    _pins: Pins,
}

impl Display {
    /// The bus and the DMA controller are clocked and set up.
    pub(crate) fn start(pins: Pins) -> Self {
        transfer::start();
        wire::start();
        wire::set_depth(Depth::Twelve);
        wire::set_window(ALL);
        let mut display = Self { depth: Depth::Twelve, window: ALL, _pins: pins };
        display.send_screen(core::iter::repeat_n(0, PIXELS));
        wire::set_backlight(true);
        display
    }

    /// Shows a frame by DMA: returns at once, or when the frame before the last
    /// one is through.
    ///
    /// The frame waits behind the one being sent and follows without a gap. It
    /// is read until [`Display::reading`] says no; the wire is busy for about
    /// 2 ms more.
    ///
    /// Needs interrupts: with all of them masked nothing moves.
    pub fn present(&mut self, screen: &'static Screen) {
        self.prepare_stream();
        transfer::queue(Picture::Bytes(screen));
    }

    /// Shows a copy of a frame by DMA. Waits until the copy of the last call
    /// has been read, and returns before the frame is on the wire.
    ///
    /// The copy takes 20,480 bytes of RAM, in programs that call this.
    pub fn present_copy(&mut self, screen: &Screen) {
        static COPY: Copy = Copy(core::cell::UnsafeCell::new([0; PIXELS]));
        struct Copy(core::cell::UnsafeCell<Screen>);
        // SAFETY: written below alone, by the one owner of the display, while
        // nobody reads.
        unsafe impl Sync for Copy {}

        self.wait_read();
        // SAFETY: nothing is queued or being read, so there is no other
        // reference; the exclusive one ends with the statement.
        unsafe { (*COPY.0.get()).copy_from_slice(screen) };
        // SAFETY: the next exclusive reference is made after `wait_read`.
        self.present(unsafe { &*COPY.0.get() });
    }

    /// Shows a picture of two bits a pixel by DMA, which `fill` writes in place of
    /// the last one. Waits until that has been read, and returns before the
    /// picture is on the wire.
    ///
    /// The picture takes 5,128 bytes of RAM, in programs that call this.
    pub fn present_indexed(&mut self, fill: impl FnOnce(&mut Indexed)) {
        static PICTURE: Held = Held(core::cell::UnsafeCell::new(Indexed {
            rows: [[0; convert::ROW_BYTES]; HEIGHT],
            colors: [0; 4],
        }));
        struct Held(core::cell::UnsafeCell<Indexed>);
        // SAFETY: written below alone, by the one owner of the display, while
        // nobody reads.
        unsafe impl Sync for Held {}

        self.wait_read();
        // SAFETY: nothing is queued or being read, so there is no other
        // reference; `fill` cannot keep the exclusive one.
        fill(unsafe { &mut *PICTURE.0.get() });
        self.prepare_stream();
        // SAFETY: the next exclusive reference is made after `wait_read`.
        transfer::queue(Picture::Indexed(unsafe { &*PICTURE.0.get() }));
    }

    /// Whether a frame is on the wire or waits for it.
    #[must_use]
    pub fn busy(&self) -> bool {
        transfer::busy()
    }

    /// Whether a presented frame is still being read.
    #[must_use]
    pub fn reading(&self) -> bool {
        transfer::reading()
    }

    /// Waits until every presented frame is on the panel. Does not sleep: the
    /// cycle counter could stop.
    pub fn wait(&mut self) {
        while transfer::busy() {}
    }

    /// Waits until every presented frame has been read.
    pub fn wait_read(&mut self) {
        while transfer::reading() {}
    }

    /// Says whom to call, in the interrupt of the display, when a presented
    /// frame begins and ends on the wire.
    pub fn observe(&mut self, observer: Observer) {
        transfer::observe(observer);
    }

    /// Frames that DMA has put on the panel, wrapping.
    #[must_use]
    pub fn presented(&self) -> u32 {
        transfer::sent()
    }

    /// Shows a frame without DMA or interrupts, and returns when it is on the
    /// panel.
    pub fn draw_now(&mut self, screen: &Screen) {
        self.prepare_stream();
        self.wait();
        self.send_screen(screen.iter().copied());
    }

    /// Switches the light behind the panel.
    pub fn set_backlight(&mut self, on: bool) {
        wire::set_backlight(on);
    }

    /// The display for a failure screen, whatever it was doing.
    pub(crate) fn seize() -> Seized {
        transfer::abandon();
        wire::start();
        wire::set_backlight(true);
        wire::set_depth(Depth::Sixteen);
        wire::set_window(ALL);
        Seized { depth: Depth::Sixteen, window: ALL }
    }

    /// The mode in which DMA sends frames.
    fn prepare_stream(&mut self) {
        if self.depth != Depth::Twelve || self.window != ALL {
            self.wait();
            wire::set_depth(Depth::Twelve);
            wire::set_window(ALL);
            (self.depth, self.window) = (Depth::Twelve, ALL);
        }
    }

    fn send_screen(&mut self, pixels: impl Iterator<Item = u8>) {
        wire::begin_pixels();
        let mut pending = None;
        for color in pixels.map(convert::to_444) {
            match pending.take() {
                None => {
                    wire::send((color >> 4) as u8);
                    pending = Some(color);
                }
                Some(first) => {
                    wire::send(((first << 4) | (color >> 8)) as u8);
                    wire::send(color as u8);
                }
            }
        }
        wire::end_pixels();
    }
}

/// The panel in the mode of single drawings, without the pins' owner.
pub(crate) struct Seized {
    depth: Depth,
    window: Window,
}

fn draw_contiguous(
    depth: &mut Depth,
    present_window: &mut Window,
    area: &Rectangle,
    colors: impl Iterator<Item = Rgb565>,
) {
    let screen = Rectangle::new(Point::zero(), Size::new(WIDTH as u32, HEIGHT as u32));
    let visible = area.intersection(&screen);
    let Some(corner) = visible.bottom_right() else {
        return;
    };
    if *depth != Depth::Sixteen {
        wire::set_depth(Depth::Sixteen);
        *depth = Depth::Sixteen;
    }
    let window = [visible.top_left.x, visible.top_left.y, corner.x, corner.y].map(|at| at as u8);
    if *present_window != window {
        wire::set_window(window);
        *present_window = window;
    }
    wire::begin_pixels();
    let send = |color: Rgb565| {
        let [high, low] = RawU16::from(color).into_inner().to_be_bytes();
        wire::send(high);
        wire::send(low);
    };
    if visible == *area {
        let count = (area.size.width * area.size.height) as usize;
        colors.take(count).for_each(send);
    } else {
        area.points()
            .zip(colors)
            .filter(|(point, _)| visible.contains(*point))
            .for_each(|(_, color)| send(color));
    }
    wire::end_pixels();
}

macro_rules! draw_target {
    ($name:ty, $idle:expr) => {
        impl OriginDimensions for $name {
            fn size(&self) -> Size {
                Size::new(WIDTH as u32, HEIGHT as u32)
            }
        }

        impl DrawTarget for $name {
            type Color = Rgb565;
            type Error = Infallible;

            fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Self::Error>
            where
                I: IntoIterator<Item = Pixel<Self::Color>>,
            {
                for Pixel(point, color) in pixels {
                    self.fill_solid(&Rectangle::new(point, Size::new(1, 1)), color)?;
                }
                Ok(())
            }

            fn fill_contiguous<I>(&mut self, area: &Rectangle, colors: I) -> Result<(), Infallible>
            where
                I: IntoIterator<Item = Self::Color>,
            {
                let idle: fn(&mut Self) = $idle;
                idle(self);
                draw_contiguous(&mut self.depth, &mut self.window, area, colors.into_iter());
                Ok(())
            }

            fn fill_solid(&mut self, area: &Rectangle, color: Rgb565) -> Result<(), Infallible> {
                self.fill_contiguous(area, core::iter::repeat(color))
            }
        }
    };
}

draw_target!(Display, |display| display.wait());
draw_target!(Seized, |_| {});
