//! What one life of the firmware tells the next over a warm reset.
//!
//! Each pass begins with a reset, so that it finds a heap, statics and an
//! engine that nobody has used. A hung guest, a panic and a hard fault end in
//! the same way: whatever state they left behind is gone with the reset, and
//! only this note is believed, after its checksum.

use crate::schedule::Job;
use badge_protocol::Phase;
use badge_protocol::payload::Pass;
use badge_runtime::{ErrorKind, TrapKind};

/// Words of an encoded note.
pub const WORDS: usize = 18;

/// The first word: a note is there.
const MAGIC: u32 = 0x4E4F_5445;

/// How a run ended that did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The guest trapped. `None` is `start`.
    Trap {
        /// Number of `update`.
        frame: Option<u32>,
        /// Why.
        kind: TrapKind,
    },
    /// The engine refused.
    Refused(ErrorKind),
    /// A call of the guest ran longer than this, and was ended by a reset.
    Hung {
        /// Milliseconds.
        limit: u32,
    },
    /// An allocation of so many bytes failed, and the engine gave up.
    OutOfMemory {
        /// Bytes.
        bytes: u32,
    },
    /// The engine panicked.
    Panic,
    /// The processor faulted.
    HardFault {
        /// Where.
        pc: u32,
        /// Whence.
        lr: u32,
        /// Configurable fault status.
        cfsr: u32,
        /// Address that was touched, where known.
        address: u32,
    },
    /// The self-check ended with another link than was due.
    Mismatch {
        /// What was due.
        due: u32,
    },
    /// A person pressed a key.
    Skipped,
}

/// A run that did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was being done.
    pub job: Job,
    /// In which phase.
    pub stage: Phase,
    /// Frames that were completed and reported.
    pub frames: u32,
    /// Link after them.
    pub link: u32,
    /// How it ended.
    pub cause: Cause,
    /// Whether the transcript still lacks its end: the run was cut by a reset.
    pub cut: bool,
    /// Largest amount of heap in use.
    pub heap_peak: u32,
    /// Deepest stack.
    pub stack: u32,
}

/// What is to be done after the reset, and what went wrong before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is to be done; or, if it died, what was being done.
    pub job: Job,
    /// The last life was ended by a handler in the middle of its job.
    pub died: bool,
    /// A host had the serial port open, so that it is waited for.
    pub listened: bool,
    /// The last failure, for the screen.
    pub failure: Option<Failure>,
}

impl Note {
    /// The note as words, with a checksum.
    #[must_use]
    pub fn encode(&self) -> [u32; WORDS] {
        let mut words = [0; WORDS];
        words[0] = MAGIC;
        words[1] = encode_job(self.job) | u32::from(self.died) << 8 | u32::from(self.listened) << 9;
        if let Some(failure) = &self.failure {
            words[2] = 1 | u32::from(failure.cut) << 1;
            words[3] = encode_job(failure.job);
            words[4] = encode_phase(failure.stage);
            words[5] = failure.frames;
            words[6] = failure.link;
            words[7] = failure.heap_peak;
            words[8] = failure.stack;
            words[9..15].copy_from_slice(&encode_cause(failure.cause));
        }
        words[WORDS - 1] = checksum(&words);
        words
    }

    /// The note, if the words are one.
    #[must_use]
    pub fn decode(words: &[u32; WORDS]) -> Option<Self> {
        if words[0] != MAGIC || words[WORDS - 1] != checksum(words) {
            return None;
        }
        let failure = match words[2] {
            0 => None,
            flags => Some(Failure {
                job: decode_job(words[3])?,
                stage: decode_phase(words[4])?,
                frames: words[5],
                link: words[6],
                cut: flags & 2 != 0,
                heap_peak: words[7],
                stack: words[8],
                cause: decode_cause(&words[9..15])?,
            }),
        };
        Some(Self {
            job: decode_job(words[1])?,
            died: words[1] & 1 << 8 != 0,
            listened: words[1] & 1 << 9 != 0,
            failure,
        })
    }
}

/// FNV-1a over all words but the last.
fn checksum(words: &[u32; WORDS]) -> u32 {
    words[..WORDS - 1]
        .iter()
        .fold(0x811C_9DC5, |hash, word| (hash ^ word).wrapping_mul(0x0100_0193))
}

fn encode_job(job: Job) -> u32 {
    let (kind, entry) = match job {
        Job::Check { entry } => (0, entry),
        Job::Pass { entry, pass, chain } => {
            let pass = match pass {
                Pass::Measure => 1,
                Pass::Show => 2,
                Pass::Play => 3,
            };
            (pass | u32::from(chain) << 4, entry)
        }
        Job::Menu { entry } => (8, entry),
        Job::Closing => (9, 0),
    };
    kind | u32::from(entry) << 16
}

fn decode_job(word: u32) -> Option<Job> {
    let entry = (word >> 16) as u16;
    let pass = |pass| Job::Pass { entry, pass, chain: word & 16 != 0 };
    Some(match word & 0xF {
        0 => Job::Check { entry },
        1 => pass(Pass::Measure),
        2 => pass(Pass::Show),
        3 => pass(Pass::Play),
        8 => Job::Menu { entry },
        9 => Job::Closing,
        _ => return None,
    })
}

const PHASES: [Phase; 5] =
    [Phase::Prepare, Phase::Compile, Phase::Instantiate, Phase::Start, Phase::Update];

/// A phase as a number.
pub(crate) fn encode_phase(phase: Phase) -> u32 {
    PHASES.iter().position(|&known| known == phase).unwrap_or_default() as u32
}

/// The phase of a number.
pub(crate) fn decode_phase(word: u32) -> Option<Phase> {
    PHASES.get(word as usize).copied()
}

const ERRORS: [ErrorKind; 6] = [
    ErrorKind::Invalid,
    ErrorKind::Unsupported,
    ErrorKind::Import,
    ErrorKind::Export,
    ErrorKind::OutOfMemory,
    ErrorKind::Other,
];

fn encode_cause(cause: Cause) -> [u32; 6] {
    match cause {
        Cause::Trap { frame, kind } => {
            // -1 is `start`, as in the transcript.
            let frame = frame.unwrap_or(u32::MAX);
            [0, frame, encode_trap(kind), 0, 0, 0]
        }
        Cause::Refused(ErrorKind::Trap(kind)) => [1, 1, encode_trap(kind), 0, 0, 0],
        Cause::Refused(kind) => {
            let index = ERRORS.iter().position(|&known| known == kind);
            [1, 0, index.unwrap_or(ERRORS.len() - 1) as u32, 0, 0, 0]
        }
        Cause::Hung { limit } => [2, limit, 0, 0, 0, 0],
        Cause::OutOfMemory { bytes } => [3, bytes, 0, 0, 0, 0],
        Cause::Panic => [4, 0, 0, 0, 0, 0],
        Cause::HardFault { pc, lr, cfsr, address } => [5, pc, lr, cfsr, address, 0],
        Cause::Mismatch { due } => [6, due, 0, 0, 0, 0],
        Cause::Skipped => [7, 0, 0, 0, 0, 0],
    }
}

fn decode_cause(words: &[u32]) -> Option<Cause> {
    let &[tag, a, b, c, d, _] = words else {
        return None;
    };
    Some(match tag {
        0 => Cause::Trap { frame: (a != u32::MAX).then_some(a), kind: decode_trap(b)? },
        1 if a == 1 => Cause::Refused(ErrorKind::Trap(decode_trap(b)?)),
        1 => Cause::Refused(ERRORS.get(b as usize).copied()?),
        2 => Cause::Hung { limit: a },
        3 => Cause::OutOfMemory { bytes: a },
        4 => Cause::Panic,
        5 => Cause::HardFault { pc: a, lr: b, cfsr: c, address: d },
        6 => Cause::Mismatch { due: a },
        7 => Cause::Skipped,
        _ => return None,
    })
}

fn encode_trap(kind: TrapKind) -> u32 {
    TrapKind::ALL.iter().position(|&known| known == kind).unwrap_or_default() as u32
}

fn decode_trap(word: u32) -> Option<TrapKind> {
    TrapKind::ALL.get(word as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(cause: Cause) -> Note {
        Note {
            job: Job::Closing,
            died: true,
            listened: false,
            failure: Some(Failure {
                job: Job::Pass { entry: 513, pass: Pass::Show, chain: true },
                stage: Phase::Update,
                frames: 3,
                link: 0xDEAD_BEEF,
                cause,
                cut: true,
                heap_peak: 70_000,
                stack: 4_000,
            }),
        }
    }

    #[test]
    fn every_cause_survives_a_reset() {
        let mut causes = std::vec![
            Cause::Hung { limit: 5_000 },
            Cause::OutOfMemory { bytes: 65_536 },
            Cause::Panic,
            Cause::HardFault { pc: 0x4001, lr: 0x4003, cfsr: 0x8200, address: 0x2003_0000 },
            Cause::Mismatch { due: 7 },
            Cause::Skipped,
        ];
        for kind in TrapKind::ALL {
            causes.push(Cause::Trap { frame: None, kind });
            causes.push(Cause::Trap { frame: Some(41), kind });
            causes.push(Cause::Refused(ErrorKind::Trap(kind)));
        }
        causes.extend(ERRORS.map(Cause::Refused));
        for cause in causes {
            let note = failure(cause);
            assert_eq!(Note::decode(&note.encode()), Some(note));
        }
    }

    #[test]
    fn every_job_survives_a_reset() {
        let mut jobs =
            std::vec![Job::Check { entry: 3 }, Job::Menu { entry: 65_535 }, Job::Closing];
        for pass in [Pass::Measure, Pass::Show, Pass::Play] {
            for chain in [false, true] {
                jobs.push(Job::Pass { entry: 9, pass, chain });
            }
        }
        for job in jobs {
            let note = Note { job, died: false, listened: true, failure: None };
            assert_eq!(Note::decode(&note.encode()), Some(note));
        }
    }

    #[test]
    fn a_word_that_changed_makes_it_no_note() {
        let words = failure(Cause::Panic).encode();
        for index in 0..WORDS {
            let mut damaged = words;
            damaged[index] ^= 1 << (index % 32);
            assert_eq!(Note::decode(&damaged), None, "word {index}");
        }
        assert_eq!(Note::decode(&[0; WORDS]), None);
    }
}
