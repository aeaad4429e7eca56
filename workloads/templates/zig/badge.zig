//! What a badge program in Zig imports and draws with.
//! crates/badge/README.md defines every function to the letter.

pub const width = 160;
pub const height = 128;
pub const leds = 5;
pub const frames_per_second = 30;

/// Bits of buttons().
pub const button = struct {
    pub const b = 1;
    pub const a = 2;
    pub const start = 4;
    pub const select = 8;
    pub const right = 16;
    pub const down = 32;
    pub const up = 64;
    pub const left = 128;
};

/// A key of blit that leaves out no pixel.
pub const no_key = -1;

/// A pixel: red and green from 0 to 7, blue from 0 to 3.
pub fn rgb(red: u3, green: u3, blue: u2) u8 {
    return @as(u8, red) << 5 | @as(u8, green) << 2 | blue;
}

const env = struct {
    extern "env" fn rect(x: i32, y: i32, w: i32, h: i32, color: i32) void;
    extern "env" fn blit(pixels: [*]const u8, x: i32, y: i32, w: i32, h: i32, key: i32) void;
    extern "env" fn buttons() i32;
    extern "env" fn millis() i32;
    extern "env" fn random() i32;
    extern "env" fn led(index: i32, color: i32) void;
    extern "env" fn tone(frequency_hz: i32, duration_ms: i32) void;
    extern "env" fn log(text: [*]const u8, length: u32) void;
};

/// Fills a rectangle; what lies outside the screen is left out.
pub const rect = env.rect;
/// Copies w * h pixels, row by row, leaving out those equal to key.
pub const blit = env.blit;
/// The buttons that are pressed during this frame.
pub const buttons = env.buttons;
/// Milliseconds of the frames so far: the clock of the program.
pub const millis = env.millis;
/// The next number of a sequence that every run repeats.
pub const random = env.random;
/// Sets a NeoPixel to 0xRRGGBB.
pub const led = env.led;
/// Sounds a tone and returns at once; 0 Hz is silence.
pub const tone = env.tone;

/// Writes a line, as UTF-8.
pub fn print(text: []const u8) void {
    env.log(text.ptr, @intCast(text.len));
}
