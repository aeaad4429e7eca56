//! What is soldered around the chip: display, buttons, LEDs
//! (Adafruit PyBadge, by its pins).

pub(crate) mod buttons;
pub(crate) mod display;
pub(crate) mod neopixel;

use crate::soc::{Driven, Inputs, Pins};
use buttons::ShiftRegister;
use display::Display;
use neopixel::NeoPixels;

/// A pin: group 0 is PA, group 1 is PB.
type Pin = (usize, u32);

const DISPLAY_RESET: Pin = (0, 0);
const DISPLAY_BACKLIGHT: Pin = (0, 1);
const DISPLAY_DATA: Pin = (1, 5);
const DISPLAY_SELECT: Pin = (1, 7);
const NEOPIXELS: Pin = (0, 15);
const RED_LED: Pin = (0, 23);
const BUTTON_LATCH: Pin = (1, 0);
const BUTTON_DATA: Pin = (1, 30);
const BUTTON_CLOCK: Pin = (1, 31);

/// The parts of the board and the levels on their pins.
#[derive(Debug, Default)]
pub(crate) struct Board {
    pub(crate) display: Display,
    pub(crate) buttons: ShiftRegister,
    pub(crate) neopixels: NeoPixels,
    driven: Driven,
    /// Bytes on the display's bus while nothing was selected.
    pub(crate) unselected_bytes: u64,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self { display: Display::new(), ..Self::default() }
    }

    /// Level of a pin that the chip drives.
    fn level(&self, (group, pin): Pin) -> Option<bool> {
        let bit = 1 << pin;
        (self.driven.direction[group] & bit != 0).then(|| self.driven.level[group] & bit != 0)
    }

    pub(crate) fn backlight(&self) -> bool {
        self.level(DISPLAY_BACKLIGHT).unwrap_or(false)
    }

    pub(crate) fn red_led(&self) -> bool {
        self.level(RED_LED).unwrap_or(false)
    }
}

impl Pins for Board {
    fn outputs_changed(&mut self, driven: Driven, nanoseconds: u64) {
        self.driven = driven;
        if self.level(DISPLAY_RESET) == Some(false) {
            self.display.hardware_reset();
        }
        // The latch and the clock rest high where nothing drives them.
        let latch = self.level(BUTTON_LATCH).unwrap_or(true);
        let clock = self.level(BUTTON_CLOCK).unwrap_or(true);
        self.buttons.set_pins(latch, clock);
        let data = self.level(NEOPIXELS).unwrap_or(false);
        self.neopixels.set_level(data, nanoseconds);
    }

    fn inputs(&self) -> Inputs {
        let mut inputs = Inputs::default();
        inputs.driven[BUTTON_DATA.0] |= 1 << BUTTON_DATA.1;
        inputs.level[BUTTON_DATA.0] |= u32::from(self.buttons.output()) << BUTTON_DATA.1;
        inputs
    }

    /// The display's bus. A chip select that nothing drives floats, and does not
    /// select.
    fn spi_byte(&mut self, byte: u8) {
        if self.level(DISPLAY_SELECT) == Some(false) {
            self.display.receive(byte, self.level(DISPLAY_DATA).unwrap_or(false));
        } else {
            self.unselected_bytes += 1;
        }
    }
}
