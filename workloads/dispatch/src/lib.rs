//! Indirect calls, recursion, `br_table` and 64-bit integers.
//!
//! Each frame runs a program on a small [machine], folds a row of numbers
//! through a table of functions, and counts down a tree by recursion.
//! What comes out becomes the next row of a picture that scrolls upwards,
//! and the bars below it.
#![no_std]
#![forbid(unsafe_code)]

mod machine;
mod operations;

use badge_guest::{Canvas, HEIGHT, State, WIDTH, blit, button, color, main, rect};
use machine::Machine;
use operations::OPERATIONS;

/// Lanes of 64 bits across the picture; a byte makes a pixel pair.
const LANES: usize = 10;
const ROWS: usize = 48;
/// Indirect calls per lane and frame.
const FOLDS: usize = 160;
/// Depth of the tree walked by recursion: 2^(DEPTH + 1) calls at most.
const DEPTH: u32 = 10;
/// Height of the picture on the screen: a row is two pixels high.
const TOP: i32 = ROWS as i32 * 2;

static SCENE: State<Scene> = State::new(Scene {
    frame: 0,
    lanes: [0; LANES],
    calls: [0; OPERATIONS.len()],
    machine: Machine::new(),
    rows: Canvas::new(color::BLACK),
});

struct Scene {
    frame: u32,
    lanes: [u64; LANES],
    /// How often each function of the table was called in this frame.
    calls: [u16; OPERATIONS.len()],
    machine: Machine,
    /// A ring of rows, each twice as high as it is computed.
    rows: Canvas<160, { ROWS * 2 }>,
}

/// Seeds the lanes.
pub fn start() {
    SCENE.with(|scene| {
        for lane in &mut scene.lanes {
            *lane = u64::from(badge_guest::random()) << 32 | u64::from(badge_guest::random());
        }
    });
}

/// Computes and draws one frame; A reseeds one lane.
pub fn update() {
    SCENE.with(|scene| {
        if badge_guest::buttons() & button::A != 0 {
            scene.lanes[scene.frame as usize % LANES] ^= u64::from(badge_guest::random());
        }
        scene.fold();
        let sum = scene.machine.run(&mut scene.lanes);
        let leaves = leaves(sum | 1, DEPTH);
        scene.lanes[0] = scene.lanes[0].wrapping_add(u64::from(leaves));
        scene.draw(sum, leaves);
        scene.frame += 1;
    });
}

main!(start, update);

impl Scene {
    /// Sends each lane through functions that its own bits choose.
    fn fold(&mut self) {
        self.calls = [0; OPERATIONS.len()];
        let mut carry = u64::from(self.frame) + 1;
        for lane in &mut self.lanes {
            for _ in 0..FOLDS {
                let index = (carry >> 60) as usize % OPERATIONS.len();
                self.calls[index] += 1;
                let folded = OPERATIONS[index](*lane, carry);
                *lane = carry;
                // An odd multiplier keeps every choice of function reachable.
                carry = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ *lane >> 29;
            }
        }
    }

    fn draw(&mut self, sum: u64, leaves: u32) {
        let top = self.frame as usize % ROWS * 2;
        let rows = self.rows.rows_mut();
        let pairs = rows[top].as_chunks_mut::<2>().0.iter_mut();
        let bytes = self.lanes.iter().flat_map(|lane| lane.to_le_bytes());
        for (pair, byte) in pairs.zip(bytes) {
            *pair = [byte, byte & 0xDB];
        }
        rows[top + 1] = rows[top];

        // The oldest row of the ring comes first.
        let (newest, oldest) = rows.split_at(top + 2);
        for (y, part) in [(0, oldest), (oldest.len() as i32, newest)] {
            blit(part.as_flattened(), 0, y, WIDTH, part.len() as i32, None);
        }

        rect(0, TOP, WIDTH, HEIGHT - TOP, color::rgb(0, 0, 64));
        for (index, &calls) in (0..).zip(&self.calls) {
            let height = (i32::from(calls) / 6).min(HEIGHT - TOP - 6);
            let color = color::of_led(color::hue(index as u8 * 12, 255));
            rect(index * 10 + 1, HEIGHT - 5 - height, 8, height, color);
        }
        for bit in 0..40 {
            let set = sum >> bit & 1 != 0;
            let color = if set { color::WHITE } else { color::rgb(64, 64, 64) };
            rect(bit * 4, HEIGHT - 4, 3, 3, color);
        }
        rect(0, TOP, (leaves as i32 / 8).min(WIDTH), 1, color::WHITE);
    }
}

/// Counts the leaves of a tree that prunes a branch wherever its key says so.
fn leaves(key: u64, depth: u32) -> u32 {
    if depth == 0 || key.is_multiple_of(11) {
        return 1;
    }
    let left = key.rotate_left(7).wrapping_mul(0xD134_2543_DE82_EF95);
    leaves(left, depth - 1) + leaves(left ^ key >> 17, depth - 1)
}
