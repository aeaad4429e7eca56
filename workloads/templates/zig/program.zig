//! A ball that bounces, faster while A is held. README.md beside this file has
//! the command that builds it.

const badge = @import("badge.zig");

const size = 8;

// Undefined until start fills it, so that the picture costs no bytes of the
// module.
var ball: [size * size]u8 = undefined;
var x: i32 = undefined;
var y: i32 = undefined;
var dx: i32 = undefined;
var dy: i32 = undefined;

export fn start() void {
    badge.print("a ball in Zig");
    for (0..size * size) |i| {
        const column: i32 = @intCast(i % size);
        const row: i32 = @intCast(i / size);
        const across = 2 * column - size + 1;
        const down = 2 * row - size + 1;
        // Black is the key of blit: what is outside the circle is not drawn.
        const inside = across * across + down * down <= size * size;
        ball[i] = if (inside) badge.rgb(7, @intCast(2 + @divTrunc(row, 2)), 0) else 0;
    }
    x = (badge.width - size) / 2;
    y = (badge.height - size) / 2;
    dx = if (badge.random() & 1 != 0) 1 else -1;
    dy = 1;
}

/// Moves a coordinate and turns it round at the ends; says whether it did.
fn advance(at: *i32, step: *i32, end: i32) bool {
    at.* += step.*;
    if (at.* >= 0 and at.* <= end) return false;
    step.* = -step.*;
    at.* += 2 * step.*;
    return true;
}

export fn update() void {
    var bounced = false;
    const steps: u32 = if (badge.buttons() & badge.button.a != 0) 4 else 2;
    for (0..steps) |_| {
        if (advance(&x, &dx, badge.width - size)) bounced = true;
        if (advance(&y, &dy, badge.height - size)) bounced = true;
    }
    if (bounced) badge.tone(440, 50);
    const time = badge.millis();
    badge.led(@rem(@divTrunc(time, 200), badge.leds), if (bounced) 0x402000 else 0x000010);
    badge.rect(0, 0, badge.width, badge.height, badge.rgb(0, 1, 1));
    badge.rect(0, badge.height - 1, @rem(@divTrunc(time, 20), badge.width), 1, badge.rgb(7, 7, 3));
    badge.blit(&ball, x, y, size, size, 0);
}
