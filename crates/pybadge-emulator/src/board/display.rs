//! The ST7735R display controller behind its wires (Sitronix ST7735R data
//! sheet V0.2, chapter 10), and the panel as it is mounted on the badge.

pub(crate) use pybadge_board::{DISPLAY_HEIGHT as HEIGHT, DISPLAY_WIDTH as WIDTH};

/// Size of the controller's memory.
const COLUMNS: usize = 132;
const ROWS: usize = 162;
/// Size of the panel: the part of the memory that is seen, strapped 128 x 160.
// The panel lies on its side in the badge.
const PANEL_COLUMNS: usize = HEIGHT;
const PANEL_ROWS: usize = WIDTH;

const MADCTL_BGR: u8 = 0x08;
const MADCTL_EXCHANGE: u8 = 0x20;
const MADCTL_MIRROR_COLUMNS: u8 = 0x40;
const MADCTL_MIRROR_ROWS: u8 = 0x80;

/// The controller.
#[derive(Debug, Default)]
pub(crate) struct Display {
    /// 6 bits each of red, green, blue as they arrived, in the low bits.
    memory: Vec<[u8; 3]>,
    command: u8,
    arguments: Vec<u8>,
    memory_access: u8,
    pixel_format: u8,
    on: bool,
    awake: bool,
    inverted: bool,
    columns: (u16, u16),
    rows: (u16, u16),
    column: u16,
    row: u16,
    partial: Vec<u8>,
    frames: u64,
    pixels: u64,
    /// Commands that the model does not know.
    pub(crate) unknown_commands: u64,
}

impl Display {
    /// As after power-on.
    pub(crate) fn new() -> Self {
        Self {
            memory: vec![[0; 3]; COLUMNS * ROWS],
            pixel_format: 6,
            columns: (0, PANEL_COLUMNS as u16 - 1),
            rows: (0, PANEL_ROWS as u16 - 1),
            ..Self::default()
        }
    }

    /// RESX low: registers as after power-on, the memory stays.
    pub(crate) fn hardware_reset(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        let (frames, pixels, unknown_commands) = (self.frames, self.pixels, self.unknown_commands);
        *self = Self { memory, frames, pixels, unknown_commands, ..Self::new() };
    }

    /// A byte on the bus while selected; `data` is the level of D/C.
    pub(crate) fn receive(&mut self, byte: u8, data: bool) {
        if !data {
            self.start_command(byte);
        } else if self.command == 0x2c {
            self.pixel_byte(byte);
        } else if self.arguments.len() < 32 {
            self.arguments.push(byte);
            self.argument();
        }
    }

    fn start_command(&mut self, command: u8) {
        self.command = command;
        self.arguments.clear();
        self.partial.clear();
        match command {
            0x01 => {
                self.hardware_reset();
                self.command = 0x01;
            }
            0x10 => self.awake = false,
            0x11 => self.awake = true,
            0x20 => self.inverted = false,
            0x21 => self.inverted = true,
            0x28 => self.on = false,
            0x29 => self.on = true,
            0x2c => {
                (self.column, self.row) = (self.columns.0, self.rows.0);
                self.frames += 1;
            }
            // With arguments, or without effect on the picture: NOP, partial
            // and normal mode, idle mode, gamma, frame rate, power control.
            0x00
            | 0x12
            | 0x13
            | 0x26
            | 0x2a
            | 0x2b
            | 0x36
            | 0x38
            | 0x39
            | 0x3a
            | 0xb1..=0xb6
            | 0xc0..=0xc7
            | 0xe0
            | 0xe1
            | 0xfc => {}
            _ => self.unknown_commands += 1,
        }
    }

    fn argument(&mut self) {
        let arguments = &self.arguments;
        let pair = || {
            let word = |at: usize| u16::from_be_bytes([arguments[at], arguments[at + 1]]);
            (word(0), word(2))
        };
        match (self.command, arguments.len()) {
            (0x2a, 4) => self.columns = pair(),
            (0x2b, 4) => self.rows = pair(),
            (0x36, 1) => self.memory_access = arguments[0],
            (0x3a, 1) => self.pixel_format = arguments[0] & 7,
            _ => {}
        }
    }

    fn pixel_byte(&mut self, byte: u8) {
        self.partial.push(byte);
        match (self.pixel_format, self.partial.as_slice()) {
            // 12 bits: two pixels in three bytes; the first is complete with
            // the second byte.
            (3, &[a, b]) => self.put([a >> 4, a & 15, b >> 4].map(widen_4)),
            (3, &[_, b, c]) => {
                self.partial.clear();
                self.put([b & 15, c >> 4, c & 15].map(widen_4));
            }
            (5, &[a, b]) => {
                self.partial.clear();
                self.put([widen_5(a >> 3), (a & 7) << 3 | b >> 5, widen_5(b & 31)]);
            }
            (6, &[a, b, c]) => {
                self.partial.clear();
                self.put([a >> 2, b >> 2, c >> 2]);
            }
            (3 | 5 | 6, _) => {}
            // A format that does not exist writes nothing.
            _ => self.partial.clear(),
        }
    }

    /// Writes a pixel and moves on within the window.
    fn put(&mut self, color: [u8; 3]) {
        self.pixels += 1;
        let (mut column, mut row) = if self.memory_access & MADCTL_EXCHANGE != 0 {
            (self.row, self.column)
        } else {
            (self.column, self.row)
        };
        if self.memory_access & MADCTL_MIRROR_COLUMNS != 0 {
            column = (PANEL_COLUMNS as u16 - 1).wrapping_sub(column);
        }
        if self.memory_access & MADCTL_MIRROR_ROWS != 0 {
            row = (PANEL_ROWS as u16 - 1).wrapping_sub(row);
        }
        let (column, row) = (usize::from(column), usize::from(row));
        if column < COLUMNS && row < ROWS {
            self.memory[row * COLUMNS + column] = color;
        }
        if self.column == self.columns.1 {
            self.column = self.columns.0;
            self.row = if self.row == self.rows.1 { self.rows.0 } else { self.row.wrapping_add(1) };
        } else {
            self.column = self.column.wrapping_add(1);
        }
    }

    /// What is seen on the badge: rows of red, green, blue. A picture drawn
    /// with MADCTL 0xA0 is upright. Black while asleep or off.
    pub(crate) fn image(&self) -> Vec<u8> {
        let mut image = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let (column, row) = (y, WIDTH - 1 - x);
                let mut color = self.memory[row * COLUMNS + column];
                // The panel's filter is red, green, blue.
                if self.memory_access & MADCTL_BGR != 0 {
                    color.swap(0, 2);
                }
                let shown = self.on && self.awake;
                image.extend(color.map(|value| match (shown, self.inverted) {
                    (false, _) => 0,
                    (true, false) => value << 2 | value >> 4,
                    (true, true) => !(value << 2 | value >> 4),
                }));
            }
        }
        image
    }

    /// Number of memory writes (RAMWR) so far.
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// Number of pixels written so far.
    pub(crate) fn pixels(&self) -> u64 {
        self.pixels
    }
}

fn widen_4(value: u8) -> u8 {
    value << 2 | value >> 2
}

fn widen_5(value: u8) -> u8 {
    value << 1 | value >> 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(display: &mut Display, command: u8, arguments: &[u8]) {
        display.receive(command, false);
        arguments.iter().for_each(|&byte| display.receive(byte, true));
    }

    fn awake(format: u8) -> Display {
        let mut display = Display::new();
        command(&mut display, 0x11, &[]);
        command(&mut display, 0x29, &[]);
        command(&mut display, 0x36, &[0xa0]);
        command(&mut display, 0x3a, &[format]);
        display
    }

    fn pixel(display: &Display, x: usize, y: usize) -> [u8; 3] {
        let at = (y * WIDTH + x) * 3;
        display.image()[at..at + 3].try_into().expect("three bytes")
    }

    #[test]
    fn a_window_is_filled_from_the_upper_left() {
        let mut display = awake(5);
        command(&mut display, 0x2a, &[0, 10, 0, 11]);
        command(&mut display, 0x2b, &[0, 20, 0, 21]);
        command(&mut display, 0x2c, &[0xf8, 0, 0x07, 0xe0, 0, 0x1f, 0xff, 0xff]);
        assert_eq!(pixel(&display, 10, 20), [255, 0, 0]);
        assert_eq!(pixel(&display, 11, 20), [0, 255, 0]);
        assert_eq!(pixel(&display, 10, 21), [0, 0, 255]);
        assert_eq!(pixel(&display, 11, 21), [255; 3]);
        assert_eq!(pixel(&display, 12, 20), [0; 3]);
    }

    #[test]
    fn twelve_bits_carry_two_pixels_in_three_bytes() {
        let mut display = awake(3);
        command(&mut display, 0x2a, &[0, 0, 0, 159]);
        command(&mut display, 0x2b, &[0, 0, 0, 127]);
        command(&mut display, 0x2c, &[0xf0, 0x8f, 0xf0]);
        assert_eq!(pixel(&display, 0, 0), [255, 0, 0x8a]);
        assert_eq!(pixel(&display, 1, 0), [255, 255, 0]);
    }

    #[test]
    fn nothing_is_seen_while_off_asleep_or_after_reset_and_inversion_inverts() {
        let mut display = awake(5);
        command(&mut display, 0x2a, &[0, 0, 0, 159]);
        command(&mut display, 0x2b, &[0, 0, 0, 127]);
        command(&mut display, 0x2c, &[0xff, 0xff]);
        assert_eq!(pixel(&display, 0, 0), [255; 3]);
        command(&mut display, 0x21, &[]);
        assert_eq!((pixel(&display, 0, 0), pixel(&display, 1, 0)), ([0; 3], [255; 3]));
        command(&mut display, 0x20, &[]);
        command(&mut display, 0x28, &[]);
        assert_eq!(pixel(&display, 0, 0), [0; 3]);
        command(&mut display, 0x29, &[]);
        assert_eq!(pixel(&display, 0, 0), [255; 3]);
        command(&mut display, 0x01, &[]);
        assert_eq!(pixel(&display, 0, 0), [0; 3]);
    }
}
