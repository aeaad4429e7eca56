// What a cartridge in C imports, and the registers that it shares with the console:
// https://wasm4.org/docs/reference/memory and /functions.
#ifndef WASM4_H
#define WASM4_H

#include <stdint.h>

enum { SIZE = 160 };

#define PALETTE ((volatile uint32_t *)0x04)
#define DRAW_COLORS ((volatile uint16_t *)0x14)
#define GAMEPAD1 ((volatile uint8_t *)0x16)

enum {
    BUTTON_X = 1,
    BUTTON_Z = 2,
    BUTTON_LEFT = 16,
    BUTTON_RIGHT = 32,
    BUTTON_UP = 64,
    BUTTON_DOWN = 128,
};

enum { TONE_PULSE1 = 0, TONE_PULSE2 = 1, TONE_TRIANGLE = 2, TONE_NOISE = 3, TONE_QUARTER = 4 };

#define IMPORT(name) __attribute__((import_module("env"), import_name(#name))) extern

IMPORT(rect) void rect(int32_t x, int32_t y, int32_t w, int32_t h);
IMPORT(line) void line(int32_t x1, int32_t y1, int32_t x2, int32_t y2);
IMPORT(hline) void hline(int32_t x, int32_t y, int32_t len);
IMPORT(text) void text(const char *text, int32_t x, int32_t y);
IMPORT(tone) void tone(uint32_t frequency, uint32_t duration, uint32_t volume, uint32_t flags);
IMPORT(diskr) uint32_t diskr(void *into, uint32_t len);
IMPORT(diskw) uint32_t diskw(const void *from, uint32_t len);

#endif
