//! The values of the speaker's converter, played by a program of the system.

use pybadge_board::CORE_HZ;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// Samples a second.
const RATE: u64 = 22_050;

/// The converter's value for silence, the middle of its 12 bits.
const MIDDLE: i32 = 2_048;

/// Turns that may wait to be played; more are left out, so that sound never holds
/// up the badge.
const WAITING: usize = 4;

/// A running player.
pub(crate) struct Speaker {
    player: Child,
    turns: SyncSender<Vec<u8>>,
    /// The value that the converter holds.
    held: i32,
}

impl Speaker {
    /// `None` where the system has no `aplay`.
    pub(crate) fn open() -> Option<Self> {
        let mut player = Command::new("aplay")
            .args(["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", &RATE.to_string(), "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut input = player.stdin.take()?;
        let (turns, waiting) = sync_channel::<Vec<u8>>(WAITING);
        thread::spawn(move || {
            // A player that ends, for want of a sound card, ends this thread.
            while let Ok(turn) = waiting.recv() {
                if input.write_all(&turn).is_err() {
                    return;
                }
            }
        });
        Some(Self { player, turns, held: MIDDLE })
    }

    /// Plays what the converter was given in the cycles from `from` on.
    pub(crate) fn say(&mut self, from: u64, cycles: u64, samples: &[(u64, u16)]) {
        let sound = resampled(from, cycles, samples, &mut self.held);
        // Either the player is behind, or it is gone.
        let _ = self.turns.try_send(sound);
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.player.kill();
        let _ = self.player.wait();
    }
}

/// The value that stood at the converter at each sample's time, as 16 signed bits.
fn resampled(from: u64, cycles: u64, samples: &[(u64, u16)], held: &mut i32) -> Vec<u8> {
    let mut rest = samples.iter().peekable();
    let count = cycles * RATE / u64::from(CORE_HZ);
    let mut sound = Vec::new();
    for index in 0..count {
        let at = from + index * u64::from(CORE_HZ) / RATE;
        while let Some((_, value)) = rest.next_if(|(cycle, _)| *cycle <= at) {
            *held = i32::from(*value);
        }
        let value = ((*held - MIDDLE) * 8).clamp(i32::from(i16::MIN), i32::from(i16::MAX));
        sound.extend_from_slice(&i16::try_from(value).unwrap_or_default().to_le_bytes());
    }
    if let Some((_, value)) = rest.last() {
        *held = i32::from(*value);
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_held_until_the_next_one() {
        let mut held = MIDDLE;
        let cycles = u64::from(CORE_HZ) * 4 / RATE + 1;
        let step = u64::from(CORE_HZ) / RATE;
        let samples = [(1_000 + step, 2_148), (1_000 + 3 * step, 1_948)];
        let sound = resampled(1_000, cycles, &samples, &mut held);
        let values: Vec<i16> =
            sound.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
        assert_eq!(values, [0, 800, 800, -800]);
        assert_eq!(held, 1_948);
    }
}
