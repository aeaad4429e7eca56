//! From an observation to an outcome. A runner is never told what to expect;
//! only this module compares.

use crate::runner::Observation;
use badge_catalogue::{Expectation, Links, Outcome, TrapExpectation, Workload};
use badge_protocol::{End, PhaseLine, Refusal, Transcript, TrapLine};

/// What was asked of the runner.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// Name of the runtime.
    pub runtime: &'q str,
    /// Name of the config.
    pub config: &'q str,
    /// The workload; `None` for a module of the user's own.
    pub workload: Option<&'q Workload>,
    /// Frames asked for.
    pub frames: u32,
    /// The expected chain, where there is one.
    pub links: Option<&'q Links>,
}

/// An outcome and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How it ended.
    pub outcome: Outcome,
    /// Why, in one line.
    pub detail: Option<String>,
}

impl Verdict {
    /// A verdict with its reason, which becomes one bounded line.
    pub fn new(outcome: Outcome, detail: impl Into<String>) -> Self {
        Self { outcome, detail: Some(one_line(&detail.into())) }
    }

    /// What was due was seen.
    #[must_use]
    pub fn pass() -> Self {
        Self::plain(Outcome::Pass)
    }

    fn plain(outcome: Outcome) -> Self {
        Self { outcome, detail: None }
    }

    /// The graver of two.
    #[must_use]
    pub fn precedence(self, other: Self) -> Self {
        if other.outcome.precedence(self.outcome) == self.outcome { self } else { other }
    }
}

/// Judges one run.
#[must_use]
pub fn judge(question: &Question<'_>, observation: &Observation) -> Verdict {
    match observation {
        Observation::TimedOut(progress) => {
            Verdict::new(Outcome::Timeout, format!("killed at the deadline, {progress}"))
        }
        Observation::TooMuchMemory(used) => Verdict::new(Outcome::OutOfMemory, used.as_str()),
        Observation::Crashed(reason) => Verdict::new(Outcome::Crash, reason.as_str()),
        Observation::Answered(transcript) => answered(question, transcript),
    }
}

fn answered(question: &Question<'_>, transcript: &Transcript) -> Verdict {
    let hello = &transcript.hello;
    if hello.runtime != question.runtime || hello.config != question.config {
        return Verdict::new(
            Outcome::Crash,
            format!("protocol: {}/{} answered", hello.runtime, hello.config),
        );
    }
    match &transcript.end {
        Some(End::Fail(refusal)) => refused(refusal),
        Some(End::Trap(trap)) => trapped(question, transcript, trap),
        None => completed(question, transcript),
    }
}

fn refused(refusal: &Refusal) -> Verdict {
    let Refusal { stage, kind, text } = refusal;
    // The firmware of the badge survives what ends a runner on a host, and
    // then says which outcome it was in its first word.
    let first_word = text.split_once(": ").map_or("", |(word, _)| word);
    let outcome = match (kind.as_str(), first_word) {
        ("out-of-memory", _) => Outcome::OutOfMemory,
        ("other", "timeout") => Outcome::Timeout,
        ("other", "crash") => Outcome::Crash,
        ("other", "mismatch") => Outcome::Mismatch,
        _ => Outcome::Unsupported,
    };
    if let Some((_, words)) = text.split_once(": ")
        && outcome != Outcome::Unsupported
    {
        return Verdict::new(outcome, format!("{stage}: {words}"));
    }
    Verdict::new(outcome, format!("{stage}: {kind}: {text}"))
}

fn trapped(question: &Question<'_>, transcript: &Transcript, trap: &TrapLine) -> Verdict {
    let place = match trap.frame {
        Some(frame) => format!("frame {frame}"),
        None => "start".to_owned(),
    };
    let words = format!("{} in {place}: {}", trap.kind, trap.text);
    let Some(Expectation::Trap(expected)) = question.workload.map(|w| &w.expectation) else {
        return Verdict::new(Outcome::Trap, words);
    };
    let frame = trap.frame.map_or(-1, i64::from);
    if frame != expected.frame || !expects(expected, trap) {
        return Verdict::new(Outcome::Trap, words);
    }
    chain(question, transcript).unwrap_or_else(|| Verdict::new(Outcome::Pass, words))
}

fn expects(expected: &TrapExpectation, trap: &TrapLine) -> bool {
    expected.kinds.contains(&trap.kind)
}

fn completed(question: &Question<'_>, transcript: &Transcript) -> Verdict {
    if transcript.done.frames != question.frames {
        return Verdict::new(
            Outcome::Crash,
            format!("protocol: {} frames instead of {}", transcript.done.frames, question.frames),
        );
    }
    let Some(workload) = question.workload else {
        return Verdict::plain(Outcome::Unverified);
    };
    if let Expectation::Trap(expected) = &workload.expectation {
        let kinds: Vec<&str> = expected.kinds.iter().map(|kind| kind.as_str()).collect();
        return Verdict::new(
            Outcome::Mismatch,
            format!("no trap, where {} is due", kinds.join(" or ")),
        );
    }
    chain(question, transcript).unwrap_or_else(|| Verdict::plain(Outcome::Pass))
}

/// Compares the chain with the expected one; `None` if they agree as far as
/// both are due.
fn chain(question: &Question<'_>, transcript: &Transcript) -> Option<Verdict> {
    if transcript.done.nondeterministic {
        return Some(Verdict::new(
            Outcome::Mismatch,
            "the guest asked for real time, which no workload does",
        ));
    }
    let Some(expected) = question.links else {
        return Some(Verdict::new(Outcome::Unverified, "the workload has no expected.links yet"));
    };
    let seen = transcript
        .phases
        .values()
        .filter_map(|phase: &PhaseLine| phase.link)
        .chain(transcript.frames.iter().map(|frame| frame.link));
    let mut due = expected.chain.iter();
    for (index, link) in seen.enumerate() {
        let name = match index {
            0 => "start".to_owned(),
            frame => format!("frame {}", frame - 1),
        };
        match due.next() {
            Some(due) if due.0 == link.0 => (),
            Some(due) => {
                return Some(Verdict::new(
                    Outcome::Mismatch,
                    format!("{name}: link {link} instead of {due}"),
                ));
            }
            None => {
                return Some(Verdict::new(
                    Outcome::Mismatch,
                    format!("{name}: beyond the end of expected.links"),
                ));
            }
        }
    }
    // A trap is due at a frame that the chain reaches; a whole run's length
    // has been compared already.
    None
}

/// Longest detail that is stored, in characters.
const MAX_DETAIL: usize = 300;

/// A text for one cell of a table: one line, bounded.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let line = line.trim_end_matches([':', ' ']);
    match line.char_indices().nth(MAX_DETAIL) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
