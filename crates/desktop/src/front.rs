//! What a person sees of the badge.

use pybadge_emulator::{Badge, Image};

/// Display and lights at one moment.
#[derive(Clone, Debug)]
pub struct Front {
    /// What the display shows.
    pub screen: Image,
    /// Red, green, blue of the NeoPixels.
    pub neopixels: [[u8; 3]; Badge::NEOPIXELS],
    /// Whether the red LED is on.
    pub red_led: bool,
}

/// Width of the picture of the front in pixels, that of the display.
pub(crate) const WIDTH: usize = 160;

/// Height of the picture: the display, and the lights below it.
pub(crate) const HEIGHT: usize = 128 + LIGHTS;

/// Height of the row of lights.
const LIGHTS: usize = 16;

/// Edge of a light.
const LIGHT: usize = 10;

/// The board around display and lights.
const BOARD: u32 = 0x20_2028;

impl Front {
    /// As the badge is now.
    #[must_use]
    pub fn of(badge: &Badge) -> Self {
        Self { screen: badge.screen(), neopixels: badge.neopixels(), red_led: badge.red_led() }
    }

    /// The picture in rows of [`WIDTH`] pixels of `0xRRGGBB`.
    #[must_use]
    pub fn picture(&self) -> Vec<u32> {
        let rgb = |[red, green, blue]: [u8; 3]| u32::from_be_bytes([0, red, green, blue]);
        let mut pixels = vec![BOARD; WIDTH * HEIGHT];
        for (pixel, parts) in pixels.iter_mut().zip(self.screen.rgb.chunks_exact(3)) {
            *pixel = rgb([parts[0], parts[1], parts[2]]);
        }
        let red = [if self.red_led { 255 } else { 40 }, 0, 0];
        // NeoPixels are bright: what is dim on paper is well seen on the board.
        let bright = |part: u8| part.saturating_mul(4);
        let lights = self.neopixels.iter().map(|light| light.map(bright)).chain([red]);
        for (place, light) in lights.enumerate() {
            let left = 8 + place * 26;
            let top = 128 + (LIGHTS - LIGHT) / 2;
            for y in top..top + LIGHT {
                pixels[y * WIDTH + left..][..LIGHT].fill(rgb(light));
            }
        }
        pixels
    }
}
