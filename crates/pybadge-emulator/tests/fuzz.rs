//! Arbitrary bytes as images: an answer within bounds, never a panic.

use pybadge_emulator::{Badge, Limits, Reset, Stop};

const IMAGES: u32 = 600;
const LIMITS: Limits = Limits { instructions: 20_000, cycles: 200_000 };

/// Marsaglia's xorshift.
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}

/// Runs to a limit or an end, through a few resets.
fn run(badge: &mut Badge) -> Stop {
    let mut stop = Stop::Limit;
    for _ in 0..4 {
        let (instructions, cycles) = (badge.instructions(), badge.cycles());
        stop = badge.run(LIMITS);
        assert!(badge.instructions() - instructions <= LIMITS.instructions);
        assert!(badge.cycles() - cycles <= LIMITS.cycles + 1000, "{stop}");
        if stop != Stop::Reset {
            break;
        }
        badge.reset(Reset::Software);
    }
    assert!(!stop.to_string().is_empty());
    assert_eq!(badge.screen().rgb.len(), 160 * 128 * 3);
    stop
}

#[test]
fn random_code_never_panics() {
    let mut random = Random(0x1234_5678);
    let mut badge = Badge::new();
    let mut ends = [0; 3];
    for _ in 0..IMAGES {
        let mut image = random.bytes(8192);
        // Half of the images start well, with registers that point at devices.
        if random.next() & 1 == 0 {
            image[..4].copy_from_slice(&0x2002_0000_u32.to_le_bytes());
            image[4..8].copy_from_slice(&0x4101_u32.to_le_bytes());
            // A handler for every fault, so that a run goes on.
            for vector in 2..64 {
                let target = (0x4000 + (random.next() & 0x1ffe)) | 1;
                image[4 * vector..4 * vector + 4].copy_from_slice(&target.to_le_bytes());
            }
        }
        badge.load_binary(0x4000, &image).expect("it fits");
        badge.reset(Reset::Power);
        let mut registers = badge.registers();
        for register in &mut registers.r[..13] {
            *register = match random.next() % 4 {
                0 => 0x4100_0000 | random.next() & 0x0300_3fff,
                1 => 0xe000_e000 | random.next() & 0xfff,
                2 => 0x2000_0000 | random.next() & 0x3_ffff,
                _ => random.next(),
            };
        }
        registers.fpscr = random.next();
        badge.set_registers(&registers);
        badge.enable_float();
        match run(&mut badge) {
            Stop::Unknown(_) => ends[0] += 1,
            Stop::Lockup(_) => ends[1] += 1,
            _ => ends[2] += 1,
        }
    }
    // Each way to end is seen: the test reaches what it is for.
    assert!(ends.iter().all(|&count| count > 0), "{ends:?}");
}

#[test]
fn every_halfword_decodes_and_executes_to_something() {
    let mut badge = Badge::new();
    let mut random = Random(7);
    for first in 0..=u16::MAX {
        let second = random.next() as u16;
        let mut image = vec![0; 0x200];
        image[..4].copy_from_slice(&0x2002_0000_u32.to_le_bytes());
        image[4..8].copy_from_slice(&0x4101_u32.to_le_bytes());
        image[0x100..0x102].copy_from_slice(&first.to_le_bytes());
        image[0x102..0x104].copy_from_slice(&second.to_le_bytes());
        badge.load_binary(0x4000, &image).expect("it fits");
        badge.reset(Reset::Software);
        badge.enable_float();
        badge.run(Limits { instructions: 3, cycles: 1000 });
    }
}

#[test]
fn random_and_damaged_uf2_files_are_answered() {
    let mut random = Random(99);
    let mut badge = Badge::new();
    for round in 0..2000_u32 {
        let length = if round % 2 == 0 {
            512 * (1 + random.next() as usize % 4)
        } else {
            random.next() as usize % 2000
        };
        let mut image = random.bytes(length);
        for block in image.chunks_exact_mut(512) {
            let words = [
                0x0a32_4655_u32,
                0x9e5d_5157,
                random.next() & 0x2001,
                0x4000 + (random.next() & 0xfff00),
                256,
                random.next() & 3,
                random.next() & 3,
                0x5511_4460,
            ];
            for (place, word) in block.chunks_exact_mut(4).zip(words) {
                if !random.next().is_multiple_of(16) {
                    place.copy_from_slice(&word.to_le_bytes());
                }
            }
            block[508..].copy_from_slice(&0x0ab1_6f30_u32.to_le_bytes());
        }
        match badge.load_uf2(&image) {
            Ok(()) => {
                badge.reset(Reset::Power);
                badge.run(Limits { instructions: 1000, cycles: 10_000 });
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        assert!(
            badge.flash()[..0x4000].iter().all(|&byte| byte == 0xff),
            "the bootloader is intact"
        );
    }
}
