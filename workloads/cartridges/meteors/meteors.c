// A ship among meteors, drawn with lines. Fixed point with eight fractional bits;
// angles are 256 to a turn.
#include "wasm4.h"

enum { SHOTS = 6, METEORS = 16, CORNERS = 9, ONE = 256, FIELD = SIZE * ONE };

typedef struct {
    int32_t x, y, dx, dy;
    // Ticks that a shot still flies, or the radius of a meteor in pixels; 0 for none.
    int32_t left;
    uint32_t shape;
} Thing;

static Thing ship, shots[SHOTS], meteors[METEORS];
static uint32_t angle, chance, score, best, lives, ticks, safe, wave;
static uint8_t held;

// A quarter of a sine in 1/256.
static const uint8_t quarter[65] = {
    0, 6, 13, 19, 25, 31, 38, 44, 50, 56, 62, 68, 74, 80, 86, 92, 98, 104, 109, 115, 121, 126,
    132, 137, 142, 147, 152, 157, 162, 167, 172, 177, 181, 185, 190, 194, 198, 202, 206, 209, 213,
    216, 220, 223, 226, 229, 231, 234, 237, 239, 241, 243, 245, 247, 248, 250, 251, 252, 253, 254,
    255, 255, 255, 255, 255,
};

static int32_t sine(uint32_t turn) {
    uint32_t part = turn & 63;
    int32_t value = turn & 64 ? quarter[64 - part] : quarter[part];
    return turn & 128 ? -value : value;
}

static int32_t cosine(uint32_t turn) { return sine(turn + 64); }

static uint32_t random_below(uint32_t limit) {
    chance ^= chance << 13;
    chance ^= chance >> 17;
    chance ^= chance << 5;
    return chance % limit;
}

static int32_t wrapped(int32_t at) {
    return at < 0 ? at + FIELD : at >= FIELD ? at - FIELD : at;
}

static void move(Thing *thing) {
    thing->x = wrapped(thing->x + thing->dx);
    thing->y = wrapped(thing->y + thing->dy);
}

static void add_meteor(int32_t x, int32_t y, int32_t radius) {
    for (int i = 0; i < METEORS; i++) {
        Thing *meteor = &meteors[i];
        if (meteor->left)
            continue;
        uint32_t turn = random_below(256);
        int32_t speed = 40 + (int32_t)random_below(60) + (14 - radius) * 6;
        meteor->x = x;
        meteor->y = y;
        meteor->dx = cosine(turn) * speed / 256;
        meteor->dy = sine(turn) * speed / 256;
        meteor->left = radius;
        meteor->shape = chance;
        return;
    }
}

static void begin_wave(void) {
    wave++;
    for (uint32_t i = 0; i < 2 + wave && i < 7; i++) {
        // From the border, so that none begins on the ship.
        int32_t along = (int32_t)random_below(FIELD);
        if (i & 1)
            add_meteor(along, 0, 14);
        else
            add_meteor(0, along, 14);
    }
}

static void begin_ship(void) {
    ship.x = ship.y = FIELD / 2;
    ship.dx = ship.dy = 0;
    angle = 192;
    safe = 120;
}

static void begin_game(void) {
    for (int i = 0; i < METEORS; i++)
        meteors[i].left = 0;
    for (int i = 0; i < SHOTS; i++)
        shots[i].left = 0;
    score = 0;
    wave = 0;
    lives = 3;
    begin_ship();
    begin_wave();
}

static void number(uint32_t value, int32_t x, int32_t y) {
    char digits[7] = "000000";
    for (int i = 5; i >= 0; i--) {
        digits[i] = (char)('0' + value % 10);
        value /= 10;
    }
    text(digits, x, y);
}

// A line that is seen on both sides where it crosses the border.
static void line_around(int32_t x1, int32_t y1, int32_t x2, int32_t y2) {
    for (int32_t dy = -SIZE; dy <= SIZE; dy += SIZE)
        for (int32_t dx = -SIZE; dx <= SIZE; dx += SIZE)
            line(x1 + dx, y1 + dy, x2 + dx, y2 + dy);
}

static void draw_meteor(const Thing *meteor) {
    int32_t px = 0, py = 0;
    uint32_t shape = meteor->shape;
    for (int i = 0; i <= CORNERS; i++) {
        uint32_t turn = (uint32_t)(i % CORNERS) * 256 / CORNERS + ticks * (1 + (meteor->shape & 1)) / 2;
        uint32_t notch = shape >> (3 * (i % CORNERS)) & 7;
        int32_t radius = meteor->left * (int32_t)(24 + notch) / 28;
        int32_t x = (meteor->x + cosine(turn) * radius) / ONE;
        int32_t y = (meteor->y + sine(turn) * radius) / ONE;
        if (i)
            line_around(px, py, x, y);
        px = x;
        py = y;
    }
}

static void draw_ship(void) {
    int32_t corners[4][2];
    static const uint8_t turns[4] = {0, 100, 128, 156}, radii[4] = {7, 6, 2, 6};
    for (int i = 0; i < 4; i++) {
        corners[i][0] = (ship.x + cosine(angle + turns[i]) * radii[i]) / ONE;
        corners[i][1] = (ship.y + sine(angle + turns[i]) * radii[i]) / ONE;
    }
    for (int i = 0; i < 4; i++) {
        const int32_t *from = corners[i], *to = corners[(i + 1) % 4];
        line_around(from[0], from[1], to[0], to[1]);
    }
}

static int near(const Thing *a, const Thing *b, int32_t distance) {
    int32_t dx = (a->x - b->x) / ONE, dy = (a->y - b->y) / ONE;
    // The shorter way around.
    dx = dx > SIZE / 2 ? dx - SIZE : dx < -SIZE / 2 ? dx + SIZE : dx;
    dy = dy > SIZE / 2 ? dy - SIZE : dy < -SIZE / 2 ? dy + SIZE : dy;
    return dx * dx + dy * dy < distance * distance;
}

static void fire(void) {
    for (int i = 0; i < SHOTS; i++) {
        Thing *shot = &shots[i];
        if (shot->left)
            continue;
        shot->x = ship.x + cosine(angle) * 7;
        shot->y = ship.y + sine(angle) * 7;
        shot->dx = ship.dx + cosine(angle) * 3;
        shot->dy = ship.dy + sine(angle) * 3;
        shot->left = 40;
        tone(900 | 300 << 16, 6 << 8, 40, TONE_PULSE1 | TONE_QUARTER);
        return;
    }
}

static void steer(uint8_t pad, uint8_t pressed) {
    if (pad & BUTTON_LEFT)
        angle -= 4;
    if (pad & BUTTON_RIGHT)
        angle += 4;
    if (pad & (BUTTON_UP | BUTTON_Z)) {
        ship.dx += cosine(angle) / 32;
        ship.dy += sine(angle) / 32;
        if (ticks % 6 == 0)
            tone(90, 6, 20, TONE_NOISE);
    }
    // Drag, so that nobody is lost in space.
    ship.dx -= ship.dx / 64;
    ship.dy -= ship.dy / 64;
    if (pressed & BUTTON_X)
        fire();
}

static void hit(Thing *meteor) {
    int32_t radius = meteor->left;
    meteor->left = 0;
    score += radius > 10 ? 20 : radius > 6 ? 50 : 100;
    tone(radius > 10 ? 120 : 240, 12 << 8 | 4, 60, TONE_NOISE);
    if (radius > 5) {
        add_meteor(meteor->x, meteor->y, radius / 2 + 1);
        add_meteor(meteor->x, meteor->y, radius / 2 + 1);
    }
}

static void crash(void) {
    tone(300 | 40 << 16, 40 << 8 | 10, 80, TONE_PULSE2);
    lives--;
    if (lives) {
        begin_ship();
        return;
    }
    if (score > best) {
        best = score;
        diskw(&best, sizeof best);
    }
}

static void play(uint8_t pad, uint8_t pressed) {
    steer(pad, pressed);
    move(&ship);
    int left = 0;
    for (int i = 0; i < METEORS; i++) {
        Thing *meteor = &meteors[i];
        if (!meteor->left)
            continue;
        left++;
        move(meteor);
        for (int k = 0; k < SHOTS; k++)
            if (shots[k].left && meteor->left && near(&shots[k], meteor, meteor->left)) {
                shots[k].left = 0;
                hit(meteor);
            }
        if (meteor->left && !safe && near(&ship, meteor, meteor->left + 3)) {
            crash();
            return;
        }
    }
    for (int i = 0; i < SHOTS; i++)
        if (shots[i].left) {
            shots[i].left--;
            move(&shots[i]);
        }
    if (safe)
        safe--;
    if (!left)
        begin_wave();
}

__attribute__((export_name("start"))) void start(void) {
    PALETTE[0] = 0x0b0c1e;
    PALETTE[1] = 0x3a506b;
    PALETTE[2] = 0x5bc0be;
    PALETTE[3] = 0xf7f7ff;
    chance = 2463534242u;
    diskr(&best, sizeof best);
    begin_game();
    lives = 0;
}

__attribute__((export_name("update"))) void update(void) {
    uint8_t pad = *GAMEPAD1, pressed = pad & (uint8_t)~held;
    held = pad;
    ticks++;
    if (lives)
        play(pad, pressed);
    else if (pressed & BUTTON_X)
        begin_game();
    *DRAW_COLORS = 2;
    for (uint32_t i = 0, star = 12345; i < 40; i++) {
        star = star * 1664525u + 1013904223u;
        hline((int32_t)(star >> 24) % SIZE, (int32_t)(star >> 16 & 255) % SIZE, 1);
    }
    *DRAW_COLORS = 3;
    for (int i = 0; i < METEORS; i++)
        if (meteors[i].left)
            draw_meteor(&meteors[i]);
    *DRAW_COLORS = 4;
    for (int i = 0; i < SHOTS; i++)
        if (shots[i].left)
            rect(shots[i].x / ONE, shots[i].y / ONE, 2, 2);
    number(score, 2, 2);
    number(best, 110, 2);
    if (!lives) {
        text("METEORS", 52, 64);
        text("press X", 52, 84);
        return;
    }
    for (uint32_t i = 0; i < lives; i++)
        rect(2 + (int32_t)i * 6, 12, 4, 4);
    if (!(safe & 4))
        draw_ship();
}
