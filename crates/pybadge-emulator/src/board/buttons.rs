//! The eight buttons behind a 74HC165 shift register.

/// The register: parallel load while the latch is low, shift on the rising
/// edge of the clock, most significant bit first.
#[derive(Debug, Default)]
pub(crate) struct ShiftRegister {
    /// From bit 7: B, A, Start, Select, Right, Down, Up, Left; 1 is pressed.
    pub(crate) pressed: u8,
    shifted: u8,
    clock: bool,
}

impl ShiftRegister {
    pub(crate) fn set_pins(&mut self, latch: bool, clock: bool) {
        if !latch {
            self.shifted = self.pressed;
        } else if clock && !self.clock {
            self.shifted <<= 1;
        }
        self.clock = clock;
    }

    pub(crate) fn output(&self) -> bool {
        self.shifted & 0x80 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_come_out_most_significant_first() {
        let mut register = ShiftRegister { pressed: 0b1010_0110, ..ShiftRegister::default() };
        register.set_pins(false, true);
        register.pressed = 0;
        register.set_pins(true, true);
        let mut value = 0;
        for _ in 0..8 {
            value = value << 1 | u8::from(register.output());
            register.set_pins(true, false);
            register.set_pins(true, true);
        }
        assert_eq!(value, 0b1010_0110);
        assert!(!register.output());
    }
}
