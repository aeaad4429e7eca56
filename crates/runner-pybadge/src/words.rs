//! How a failure is told, on the screen and on the serial line.

use crate::note::{Cause, Failure};
use badge_protocol::{Phase, Reply};
use badge_runtime::ErrorKind;
use core::fmt::{self, Write};

/// One line for the screen: what happened.
#[derive(Clone, Copy, Debug)]
pub struct Headline(pub Cause);

impl fmt::Display for Headline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Cause::Trap { .. } => "The program trapped",
            Cause::Refused(_) => "The runtime refused",
            Cause::Hung { .. } => "The program hung",
            Cause::OutOfMemory { .. } => "Out of memory",
            Cause::Panic => "The runtime panicked",
            Cause::HardFault { .. } => "Hard fault",
            Cause::Mismatch { .. } => "The self-check failed",
            Cause::Skipped => "Skipped",
        })
    }
}

/// The words that a transcript gives to what is no trap: the first word says
/// which outcome it is.
#[derive(Clone, Copy, Debug)]
struct Text(Cause);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Cause::Hung { limit } => {
                write!(f, "timeout: a call took over {limit} ms, the badge was reset")
            }
            Cause::OutOfMemory { bytes } => {
                write!(f, "out-of-memory: {bytes} bytes could not be had")
            }
            Cause::Panic => f.write_str("crash: panic"),
            Cause::HardFault { pc, lr, cfsr, address } => write!(
                f,
                "crash: hard fault, pc {pc:08x} lr {lr:08x} cfsr {cfsr:08x} at {address:08x}"
            ),
            Cause::Mismatch { due } => write!(f, "mismatch: the link {due:08x} was due"),
            Cause::Skipped => f.write_str("skipped: a key was pressed"),
            Cause::Trap { .. } | Cause::Refused(_) => Ok(()),
        }
    }
}

/// Longest of [`Text`].
const TEXT_BYTES: usize = 96;

/// Hands out the line of the transcript that tells a failure.
pub fn end<T>(failure: &Failure, f: impl FnOnce(&Reply<'_>) -> T) -> T {
    let mut text = Fixed { bytes: [0; TEXT_BYTES], used: 0 };
    // What does not fit is cut.
    let _: fmt::Result = write!(text, "{}", Text(failure.cause));
    let text = text.as_str();
    let kind = match failure.cause {
        Cause::Trap { frame, kind } => return f(&Reply::Trap { frame, kind, text }),
        Cause::Refused(kind) => kind,
        Cause::OutOfMemory { .. } => ErrorKind::OutOfMemory,
        _ => ErrorKind::Other,
    };
    f(&Reply::Fail { stage: failure.stage, kind, text })
}

/// Where it happened, for the screen.
#[derive(Clone, Copy, Debug)]
pub struct Place<'f>(pub &'f Failure);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frame = match self.0.cause {
            Cause::Trap { frame, .. } => frame,
            _ => (self.0.stage == Phase::Update).then_some(self.0.frames),
        };
        match frame {
            Some(frame) => write!(f, "in frame {frame}"),
            None => write!(f, "in {}", self.0.stage.as_str()),
        }
    }
}

/// What more there is to say, for the screen.
#[derive(Clone, Copy, Debug)]
pub struct Detail(pub Cause);

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Cause::Trap { kind, .. } => f.write_str(kind.as_str()),
            Cause::Refused(kind) => f.write_str(kind.as_str()),
            Cause::Hung { limit } => write!(f, "over {limit} ms in a call"),
            Cause::OutOfMemory { bytes } => write!(f, "{bytes} bytes wanted"),
            Cause::HardFault { pc, lr, .. } => write!(f, "pc {pc:08x} lr {lr:08x}"),
            Cause::Mismatch { due } => write!(f, "link {due:08x} was due"),
            Cause::Panic | Cause::Skipped => Ok(()),
        }
    }
}

/// A second line of [`Detail`] for hard faults.
#[derive(Clone, Copy, Debug)]
pub struct Registers(pub Cause);

impl fmt::Display for Registers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Cause::HardFault { cfsr, address, .. } => {
                write!(f, "cfsr {cfsr:08x} @ {address:08x}")
            }
            _ => Ok(()),
        }
    }
}

struct Fixed {
    bytes: [u8; TEXT_BYTES],
    used: usize,
}

impl Fixed {
    fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.used]).unwrap_or_default()
    }
}

impl Write for Fixed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.get_mut(self.used..self.used + text.len()).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.used += text.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Job;
    use badge_runtime::TrapKind;
    use std::string::{String, ToString as _};

    fn failure(cause: Cause) -> Failure {
        Failure {
            job: Job::Closing,
            stage: Phase::Update,
            frames: 3,
            link: 0,
            cause,
            cut: true,
            heap_peak: 0,
            stack: 0,
        }
    }

    #[track_caller]
    fn check_line(cause: Cause, expected: &str) {
        let mut line = String::new();
        end(&failure(cause), |reply| reply.write(&mut line)).unwrap();
        assert_eq!(line, expected);
    }

    #[test]
    fn the_first_word_of_a_failure_is_its_outcome() {
        check_line(
            Cause::Hung { limit: 5_000 },
            r#"{"type":"fail","stage":"update","kind":"other","text":"timeout: a call took over 5000 ms, the badge was reset"}"#,
        );
        check_line(
            Cause::OutOfMemory { bytes: 65_536 },
            r#"{"type":"fail","stage":"update","kind":"out-of-memory","text":"out-of-memory: 65536 bytes could not be had"}"#,
        );
        check_line(
            Cause::Trap { frame: Some(3), kind: TrapKind::Host },
            r#"{"type":"trap","frame":3,"kind":"host","text":""}"#,
        );
    }

    #[test]
    fn the_longest_words_fit() {
        let worst =
            Cause::HardFault { pc: u32::MAX, lr: u32::MAX, cfsr: u32::MAX, address: u32::MAX };
        for cause in [worst, Cause::Hung { limit: u32::MAX }] {
            assert!(Text(cause).to_string().len() <= TEXT_BYTES);
        }
    }

    #[test]
    fn the_screen_names_the_frame() {
        assert_eq!(Place(&failure(Cause::Panic)).to_string(), "in frame 3");
        let trap = Cause::Trap { frame: None, kind: TrapKind::Unreachable };
        let mut start = failure(trap);
        start.stage = Phase::Start;
        assert_eq!(Place(&start).to_string(), "in start");
    }
}
