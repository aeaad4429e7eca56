//! The four scenes.

use crate::display::{Display, Rgb332};
use badge_guest::{color, wave};
use core::convert::Infallible;
use core::fmt::{self, Write};
use embedded_graphics::mono_font::ascii::{FONT_6X10, FONT_10X20};
use embedded_graphics::mono_font::iso_8859_1::FONT_5X8;
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{
    Arc, Circle, Ellipse, Line, Polyline, PrimitiveStyle, PrimitiveStyleBuilder, Rectangle,
    StrokeAlignment, Triangle,
};
use embedded_graphics::text::{Alignment, Baseline, Text, TextStyleBuilder};

const COUNT: usize = 10;
const WHITE: Rgb332 = Rgb332(color::WHITE);
const NIGHT: Rgb332 = Rgb332(0x01);

/// The last temperatures of a room, in degrees Celsius.
pub(crate) struct Readings([f32; COUNT]);

impl Readings {
    pub(crate) const fn new() -> Self {
        Self([0.0; COUNT])
    }

    pub(crate) fn fill(&mut self) {
        for _ in 0..COUNT {
            self.take();
        }
    }

    /// Adds a reading between 15 and 31 degrees and drops the oldest.
    pub(crate) fn take(&mut self) {
        // Not `rotate_left`, whose general case is 1.8 KB of `memmove`.
        let mut newest = 15.0 + (badge_guest::random() & 0xFFF) as f32 / 256.0;
        for reading in self.0.iter_mut().rev() {
            newest = core::mem::replace(reading, newest);
        }
    }
}

/// A line of text in a fixed buffer; what does not fit is an error.
struct Label {
    bytes: [u8; 48],
    len: usize,
}

impl Label {
    fn of(arguments: fmt::Arguments<'_>) -> Self {
        let mut label = Self { bytes: [0; 48], len: 0 };
        // A label that is too long is shown as far as it fits.
        let _ = label.write_fmt(arguments);
        label
    }

    fn text(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.len]).unwrap_or("?")
    }
}

impl Write for Label {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let target = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        target.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

fn hue(position: i32) -> Rgb332 {
    Rgb332(color::of_led(color::hue(position as u8, 255)))
}

fn write(
    display: &mut Display,
    font: &MonoFont<'_>,
    at: [i32; 2],
    color: Rgb332,
    text: &str,
) -> Result<(), Infallible> {
    let style =
        TextStyleBuilder::new().alignment(Alignment::Center).baseline(Baseline::Top).build();
    let letters = MonoTextStyle::new(font, color);
    Text::with_text_style(text, Point::new(at[0], at[1]), letters, style).draw(display)?;
    Ok(())
}

pub(crate) fn draw(
    display: &mut Display,
    scene: u32,
    frame: u32,
    readings: &Readings,
) -> Result<(), Infallible> {
    display.clear(NIGHT)?;
    let time = frame as i32;
    match scene {
        0 => shapes(display, time),
        1 => chart(display, time, readings),
        2 => table(display, time, readings),
        _ => gauge(display, time, readings),
    }
}

fn shapes(display: &mut Display, time: i32) -> Result<(), Infallible> {
    write(display, &FONT_10X20, [80, 2], WHITE, "Gallery")?;
    let sway = wave::sine((time * 6) as u8) / 12;
    let style = |index: i32| {
        PrimitiveStyleBuilder::new()
            .stroke_color(hue(index * 24 + time * 2))
            .stroke_width(1 + (index % 3) as u32)
            .stroke_alignment(StrokeAlignment::Inside)
            .fill_color(Rgb332(0x45))
            .build()
    };
    Circle::new(Point::new(8, 30 + sway), 36).into_styled(style(0)).draw(display)?;
    Ellipse::new(Point::new(52, 30 - sway), Size::new(50, 30))
        .into_styled(style(1))
        .draw(display)?;
    Triangle::new(Point::new(110 + sway, 64), Point::new(150, 60), Point::new(130, 28))
        .into_styled(style(2))
        .draw(display)?;
    Rectangle::new(Point::new(8, 80), Size::new(44, 36)).into_styled(style(3)).draw(display)?;
    let angle = Angle::from_degrees((time * 7) as f32);
    Arc::new(Point::new(92, 78), 32, angle, Angle::from_degrees(-200.0))
        .into_styled(PrimitiveStyle::with_stroke(hue(time * 3), 4))
        .draw(display)
}

fn chart(display: &mut Display, time: i32, readings: &Readings) -> Result<(), Infallible> {
    write(display, &FONT_10X20, [80, 2], hue(time * 3), "Temperature")?;
    let mut points = [Point::zero(); COUNT];
    for (x, (point, degrees)) in (0..).zip(points.iter_mut().zip(readings.0)) {
        *point = Point::new(8 + x * 16, 150 - (degrees * 4.0) as i32);
    }
    for y in (30..110).step_by(20) {
        Line::new(Point::new(4, y), Point::new(156, y))
            .into_styled(PrimitiveStyle::with_stroke(Rgb332(0x49), 1))
            .draw(display)?;
    }
    Polyline::new(&points)
        .into_styled(PrimitiveStyle::with_stroke(hue(time * 4), 2))
        .draw(display)?;
    for point in points {
        Circle::with_center(point, 5)
            .into_styled(PrimitiveStyle::with_fill(WHITE))
            .draw(display)?;
    }
    let mean = readings.0.iter().sum::<f32>() / COUNT as f32;
    let label = Label::of(format_args!("mean {mean:.3} \u{b0}C"));
    write(display, &FONT_5X8, [80, 114], WHITE, label.text())
}

fn table(display: &mut Display, time: i32, readings: &Readings) -> Result<(), Infallible> {
    write(display, &FONT_10X20, [80, 2], WHITE, "Sorted")?;
    let mut sorted = readings.0;
    sorted.sort_unstable_by(f32::total_cmp);
    for (index, degrees) in (0..).zip(sorted) {
        let (x, y) = (40 + index / 5 * 80, 30 + index % 5 * 19);
        let label = Label::of(format_args!("{:>2} {degrees:8.4}", index + 1));
        write(display, &FONT_6X10, [x, y], hue(index * 18 + time * 2), label.text())?;
    }
    Ok(())
}

fn gauge(display: &mut Display, time: i32, readings: &Readings) -> Result<(), Infallible> {
    let degrees = readings.0[COUNT - 1];
    let sweep = Angle::from_degrees((degrees - 15.0) * 15.0);
    let start = Angle::from_degrees(150.0);
    Arc::new(Point::new(46, 22), 68, start, Angle::from_degrees(240.0))
        .into_styled(PrimitiveStyle::with_stroke(Rgb332(0x49), 8))
        .draw(display)?;
    Arc::new(Point::new(46, 22), 68, start, sweep)
        .into_styled(PrimitiveStyle::with_stroke(hue(time * 4), 8))
        .draw(display)?;
    let label = Label::of(format_args!("{degrees:.2}"));
    write(display, &FONT_10X20, [80, 46], WHITE, label.text())?;
    let label = Label::of(format_args!("frame {time:#06x}"));
    write(display, &FONT_6X10, [80, 112], WHITE, label.text())
}
