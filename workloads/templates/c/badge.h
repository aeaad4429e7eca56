// What a badge program in C imports, exports and draws with.
// crates/badge/README.md defines every function to the letter.
#ifndef BADGE_H
#define BADGE_H

#include <stdint.h>

enum { WIDTH = 160, HEIGHT = 128, LEDS = 5, FRAMES_PER_SECOND = 30 };

// Bits of buttons().
enum {
    BUTTON_B = 1,
    BUTTON_A = 2,
    BUTTON_START = 4,
    BUTTON_SELECT = 8,
    BUTTON_RIGHT = 16,
    BUTTON_DOWN = 32,
    BUTTON_UP = 64,
    BUTTON_LEFT = 128,
};

// A pixel: red and green from 0 to 7, blue from 0 to 3.
#define RGB(red, green, blue) ((red) << 5 | (green) << 2 | (blue))

// A key of blit that leaves out no pixel.
#define NO_KEY (-1)

#define BADGE_IMPORT(name) \
    __attribute__((import_module("env"), import_name(#name))) extern

// Fills a rectangle; what lies outside the screen is left out.
BADGE_IMPORT(rect) void rect(int32_t x, int32_t y, int32_t w, int32_t h, int32_t color);
// Copies w * h pixels, row by row, leaving out those equal to key.
BADGE_IMPORT(blit) void blit(const uint8_t *pixels, int32_t x, int32_t y, int32_t w, int32_t h, int32_t key);
// The buttons that are pressed during this frame.
BADGE_IMPORT(buttons) int32_t buttons(void);
// Milliseconds of the frames so far: the clock of the program.
BADGE_IMPORT(millis) int32_t millis(void);
// The next number of a sequence that every run repeats.
BADGE_IMPORT(random) int32_t random_number(void);
// Sets a NeoPixel to 0xRRGGBB.
BADGE_IMPORT(led) void led(int32_t index, int32_t rgb);
// Sounds a tone and returns at once; 0 Hz is silence.
BADGE_IMPORT(tone) void tone(int32_t frequency_hz, int32_t duration_ms);
// Writes a line, as UTF-8.
BADGE_IMPORT(log) void log_bytes(const char *text, uint32_t length);

// Logs a string literal.
#define LOG(text) log_bytes(text, sizeof(text) - 1)

// What a badge program defines: start is called once, update for each frame.
__attribute__((export_name("start"))) void start(void);
__attribute__((export_name("update"))) void update(void);

#endif
