// A ball that bounces, faster while A is held. Build it with
//
//     clang @flags -o program.wasm program.c
#include "badge.h"

enum { SIZE = 8 };

// Zero-initialised, so that the picture costs no bytes of the module.
static uint8_t ball[SIZE * SIZE];
static int32_t x, y, dx, dy;

void start(void) {
    LOG("a ball in C");
    for (int32_t row = 0; row < SIZE; row++) {
        for (int32_t column = 0; column < SIZE; column++) {
            int32_t across = 2 * column - SIZE + 1, down = 2 * row - SIZE + 1;
            // Black is the key of blit: what is outside the circle is not drawn.
            ball[row * SIZE + column] =
                across * across + down * down <= SIZE * SIZE ? RGB(7, 2 + row / 2, 0) : 0;
        }
    }
    x = (WIDTH - SIZE) / 2;
    y = (HEIGHT - SIZE) / 2;
    dx = random_number() & 1 ? 1 : -1;
    dy = 1;
}

// Moves a coordinate and turns it round at the ends; says whether it did.
static int32_t advance(int32_t *at, int32_t *step, int32_t end) {
    *at += *step;
    if (*at >= 0 && *at <= end) {
        return 0;
    }
    *step = -*step;
    *at += 2 * *step;
    return 1;
}

void update(void) {
    int32_t bounced = 0;
    for (int32_t step = buttons() & BUTTON_A ? 4 : 2; step > 0; step--) {
        bounced |= advance(&x, &dx, WIDTH - SIZE);
        bounced |= advance(&y, &dy, HEIGHT - SIZE);
    }
    if (bounced) {
        tone(440, 50);
    }
    led(millis() / 200 % LEDS, bounced ? 0x402000 : 0x000010);
    rect(0, 0, WIDTH, HEIGHT, RGB(0, 1, 1));
    rect(0, HEIGHT - 1, millis() / 20 % WIDTH, 1, RGB(7, 7, 3));
    blit(ball, x, y, SIZE, SIZE, 0);
}
