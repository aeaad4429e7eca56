// Pieces of four fall; full rows vanish. Written in AssemblyScript without a runtime
// of its own: no objects, no strings but bytes, static memory alone.

@external("env", "rect")
declare function rect(x: i32, y: i32, w: i32, h: i32): void;
@external("env", "blit")
declare function blit(sprite: usize, x: i32, y: i32, w: i32, h: i32, flags: u32): void;
@external("env", "textUtf8")
declare function textUtf8(text: usize, bytes: i32, x: i32, y: i32): void;
@external("env", "tone")
declare function tone(frequency: u32, duration: u32, volume: u32, flags: u32): void;
@external("env", "diskr")
declare function diskr(into: usize, bytes: u32): u32;
@external("env", "diskw")
declare function diskw(from: usize, bytes: u32): u32;

const PALETTE: usize = 0x04;
const DRAW_COLORS: usize = 0x14;
const GAMEPAD1: usize = 0x16;

const BUTTON_X: u8 = 1;
const BUTTON_Z: u8 = 2;
const BUTTON_LEFT: u8 = 16;
const BUTTON_RIGHT: u8 = 32;
const BUTTON_UP: u8 = 64;
const BUTTON_DOWN: u8 = 128;

const COLUMNS: i32 = 10;
const ROWS: i32 = 20;
const CELL: i32 = 8;
/// Ticks before a held button repeats, and from one repetition to the next.
const REPEAT_AFTER: i32 = 14;
const REPEAT: i32 = 4;

// Each piece in four turns, sixteen bits each: row by row, the highest bit first.
const PIECES: usize = memory.data<u16>([
  0x0f00, 0x2222, 0x00f0, 0x4444, // I
  0x8e00, 0x6440, 0x0e20, 0x44c0, // J
  0x2e00, 0x4460, 0x0e80, 0xc440, // L
  0x6600, 0x6600, 0x6600, 0x6600, // O
  0x6c00, 0x4620, 0x06c0, 0x8c40, // S
  0x4e00, 0x4640, 0x0e40, 0x4c40, // T
  0xc600, 0x2640, 0x0c60, 0x4c80, // Z
]);

// A brick of 8 by 8 pixels, two bits each, and the same in other shades.
const BRICKS: usize = memory.data<u8>([
  0xff, 0xff, 0xea, 0xab, 0xea, 0xab, 0xea, 0xab, 0xea, 0xab, 0xea, 0xab, 0xea, 0xab, 0xff, 0xff,
  0xff, 0xff, 0xd5, 0x57, 0xd5, 0x57, 0xd5, 0x57, 0xd5, 0x57, 0xd5, 0x57, 0xd5, 0x57, 0xff, 0xff,
  0xff, 0xff, 0xe6, 0x67, 0xd9, 0x9b, 0xe6, 0x67, 0xd9, 0x9b, 0xe6, 0x67, 0xd9, 0x9b, 0xff, 0xff,
]);

/// One byte a cell: 0 for none, else the brick and 1.
const FIELD: usize = memory.data(200);
/// The best score, as it is stored.
const BEST: usize = memory.data(4);
const DIGITS: usize = memory.data(6);
const TITLE: usize = memory.data<u8>([0x53, 0x54, 0x41, 0x43, 0x4b, 0x53]);
const START: usize = memory.data<u8>([0x70, 0x72, 0x65, 0x73, 0x73, 0x20, 0x58]);
const NEXT: usize = memory.data<u8>([0x4e, 0x45, 0x58, 0x54]);
const SCORE: usize = memory.data<u8>([0x53, 0x43, 0x4f, 0x52, 0x45]);
const LINES: usize = memory.data<u8>([0x4c, 0x49, 0x4e, 0x45, 0x53]);
const TOP: usize = memory.data<u8>([0x42, 0x45, 0x53, 0x54]);

let playing: bool = false;
let ticks: u32 = 0;
let chance: u32 = 88172645;
let held: u8 = 0;
let holding: i32 = 0;
let piece: i32 = 0;
let following: i32 = 0;
let turn: i32 = 0;
let column: i32 = 0;
let row: i32 = 0;
let falling: i32 = 0;
let score: u32 = 0;
let lines: u32 = 0;

function randomBelow(limit: u32): i32 {
  chance ^= chance << 13;
  chance ^= chance >> 17;
  chance ^= chance << 5;
  return (chance % limit) as i32;
}

function cell(x: i32, y: i32): u8 {
  return load<u8>(FIELD + y * COLUMNS + x);
}

/// Whether the bit of a piece at one of its sixteen places is set.
function isSet(piece: i32, turn: i32, place: i32): bool {
  const bits: u32 = load<u16>(PIECES + ((piece * 4 + turn) << 1));
  return ((bits >> (15 - place) as u32) & 1) != 0;
}

function fits(turn: i32, column: i32, row: i32): bool {
  for (let place = 0; place < 16; place++) {
    if (!isSet(piece, turn, place)) continue;
    const x = column + (place & 3);
    const y = row + (place >> 2);
    if (x < 0 || x >= COLUMNS || y >= ROWS) return false;
    if (y >= 0 && cell(x, y) != 0) return false;
  }
  return true;
}

function nextPiece(): void {
  piece = following;
  following = randomBelow(7);
  turn = 0;
  column = 3;
  row = -1;
  if (!fits(turn, column, row)) end();
}

function end(): void {
  playing = false;
  tone(200 | (60 << 16), (40 << 8) | 20, 70, 1);
  if (score > load<u32>(BEST)) {
    store<u32>(BEST, score);
    diskw(BEST, 4);
  }
}

function begin(): void {
  memory.fill(FIELD, 0, 200);
  score = 0;
  lines = 0;
  playing = true;
  following = randomBelow(7);
  nextPiece();
}

function land(): void {
  for (let place = 0; place < 16; place++) {
    if (!isSet(piece, turn, place)) continue;
    const x = column + (place & 3);
    const y = row + (place >> 2);
    if (y < 0) {
      end();
      return;
    }
    store<u8>(FIELD + y * COLUMNS + x, ((piece % 3) + 1) as u8);
  }
  tone(120, 3 << 8, 40, 3);
  let full: u32 = 0;
  for (let y = 0; y < ROWS; y++) {
    let gaps = 0;
    for (let x = 0; x < COLUMNS; x++) gaps += cell(x, y) == 0 ? 1 : 0;
    if (gaps != 0) continue;
    full++;
    for (let from = y * COLUMNS - 1; from >= 0; from--) {
      store<u8>(FIELD + from + COLUMNS, load<u8>(FIELD + from));
    }
    memory.fill(FIELD, 0, COLUMNS);
  }
  if (full > 0) {
    lines += full;
    score += full * full * 40;
    tone(440 | (880 << 16), (8 << 8) | (4 * full), 50, 0);
  }
  nextPiece();
}

/// Whether a held button acts in this tick: at once, then again and again.
function acts(button: u8, pressed: u8): bool {
  if ((pressed & button) != 0) return true;
  return (held & button) != 0 && holding > REPEAT_AFTER && holding % REPEAT == 0;
}

function play(pressed: u8): void {
  const side = (acts(BUTTON_RIGHT, pressed) ? 1 : 0) - (acts(BUTTON_LEFT, pressed) ? 1 : 0);
  if (side != 0 && fits(turn, column + side, row)) column += side;
  const turned =
    ((pressed & (BUTTON_X | BUTTON_UP)) != 0 ? 1 : 0) + ((pressed & BUTTON_Z) != 0 ? 3 : 0);
  if (turned != 0) {
    const next = (turn + turned) & 3;
    if (fits(next, column, row)) {
      turn = next;
    } else if (fits(next, column - 1, row)) {
      turn = next;
      column--;
    } else if (fits(next, column + 1, row)) {
      turn = next;
      column++;
    }
  }
  falling++;
  const slow = 36 - min<i32>((lines / 5) as i32 * 3, 30);
  const pace = (held & BUTTON_DOWN) != 0 ? 3 : slow;
  if (falling < pace) return;
  falling = 0;
  if (fits(turn, column, row + 1)) {
    row++;
  } else {
    land();
  }
}

function drawNumber(value: u32, x: i32, y: i32): void {
  for (let place = 5; place >= 0; place--) {
    store<u8>(DIGITS + place, (48 + (value % 10)) as u8);
    value /= 10;
  }
  textUtf8(DIGITS, 6, x, y);
}

function drawPiece(piece: i32, turn: i32, x: i32, y: i32): void {
  for (let place = 0; place < 16; place++) {
    if (!isSet(piece, turn, place)) continue;
    blit(BRICKS + (piece % 3) * 16, x + (place & 3) * CELL, y + (place >> 2) * CELL, 8, 8, 1);
  }
}

export function start(): void {
  store<u32>(PALETTE, 0x2b2d42);
  store<u32>(PALETTE + 4, 0x8d99ae);
  store<u32>(PALETTE + 8, 0xef8354);
  store<u32>(PALETTE + 12, 0xedf2f4);
  diskr(BEST, 4);
}

export function update(): void {
  const now = load<u8>(GAMEPAD1);
  const pressed = now & ~held;
  holding = now == held ? holding + 1 : 0;
  held = now;
  ticks++;
  if (playing) {
    play(pressed);
  } else if ((pressed & BUTTON_X) != 0) {
    chance ^= ticks << 1;
    begin();
  }
  store<u16>(DRAW_COLORS, 0x21);
  rect(7, -1, COLUMNS * CELL + 2, 162);
  store<u16>(DRAW_COLORS, 0x4320);
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS; x++) {
      const brick = cell(x, y);
      if (brick != 0) blit(BRICKS + (brick - 1) * 16, 8 + x * CELL, y * CELL, 8, 8, 1);
    }
  }
  if (playing) {
    drawPiece(piece, turn, 8 + column * CELL, row * CELL);
    drawPiece(following, 0, 104, 20);
  }
  store<u16>(DRAW_COLORS, 0x04);
  textUtf8(NEXT, 4, 104, 8);
  textUtf8(SCORE, 5, 104, 64);
  drawNumber(score, 104, 74);
  textUtf8(LINES, 5, 104, 92);
  drawNumber(lines, 104, 102);
  textUtf8(TOP, 4, 104, 120);
  drawNumber(load<u32>(BEST), 104, 130);
  if (!playing) {
    store<u16>(DRAW_COLORS, 0x14);
    textUtf8(TITLE, 6, 24, 60);
    textUtf8(START, 7, 20, 80);
  }
}
