//! Five WS2812B LEDs on one wire, decoded from the time that it is high.

/// Number of LEDs on the badge.
pub(crate) const COUNT: usize = 5;
/// Longer than this is a one: between the 0.4 and 0.8 us of the data sheet.
const ONE_NANOSECONDS: u64 = 600;
/// Longer than this is no bit at all.
const LONGEST_BIT_NANOSECONDS: u64 = 5_000;
/// Silence that ends a frame.
const LATCH_NANOSECONDS: u64 = 50_000;

/// The chain.
#[derive(Debug, Default)]
pub(crate) struct NeoPixels {
    level: bool,
    changed_at: u64,
    bits: Vec<bool>,
}

impl NeoPixels {
    pub(crate) fn set_level(&mut self, level: bool, nanoseconds: u64) {
        if level == self.level {
            return;
        }
        let duration = nanoseconds.saturating_sub(self.changed_at);
        (self.level, self.changed_at) = (level, nanoseconds);
        if level {
            if duration > LATCH_NANOSECONDS {
                self.bits.clear();
            }
        } else if duration < LONGEST_BIT_NANOSECONDS && self.bits.len() < COUNT * 24 {
            self.bits.push(duration > ONE_NANOSECONDS);
        }
    }

    /// Red, green and blue of each LED, from the last data on the wire. An LED
    /// that has received no complete colour is dark.
    pub(crate) fn colors(&self) -> [[u8; 3]; COUNT] {
        let mut colors = [[0; 3]; COUNT];
        for (color, bits) in colors.iter_mut().zip(self.bits.chunks_exact(24)) {
            let word = bits.iter().fold(0_u32, |word, &bit| word << 1 | u32::from(bit));
            let [_, green, red, blue] = word.to_be_bytes();
            *color = [red, green, blue];
        }
        colors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn send(pixels: &mut NeoPixels, time: &mut u64, word: u32) {
        for bit in (0..24).rev() {
            let high = if word >> bit & 1 != 0 { 800 } else { 400 };
            pixels.set_level(true, *time);
            pixels.set_level(false, *time + high);
            *time += 1250;
        }
    }

    #[test]
    fn colours_arrive_as_green_red_blue_and_a_pause_starts_anew() {
        let (mut pixels, mut time) = (NeoPixels::default(), 1_000_000);
        send(&mut pixels, &mut time, 0x01_02_03);
        send(&mut pixels, &mut time, 0xff_00_80);
        assert_eq!(pixels.colors()[..3], [[2, 1, 3], [0, 255, 128], [0; 3]]);
        time += 60_000;
        send(&mut pixels, &mut time, 0x10_20_30);
        assert_eq!(pixels.colors()[..2], [[0x20, 0x10, 0x30], [0; 3]]);
    }
}
