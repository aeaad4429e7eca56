//! What an adapter is to the firmware.

#[cfg(feature = "console")]
mod cartridge;
#[cfg(not(feature = "console"))]
mod program;

#[cfg(feature = "console")]
pub use cartridge::Loaded;
#[cfg(not(feature = "console"))]
pub use program::{LinkedIn, Loaded};

use super::bench::PyBench;
use badge::Link;
use badge_protocol::payload::Entry;
use badge_protocol::{Phase, Reply};
use badge_runner::{Bench, Progress};
use badge_runtime::{Error, ErrorKind, Runtime};

/// A runtime or linked-in guests: what runs an entry of the payload.
pub trait Guest {
    /// Name of the runtime.
    const NAME: &'static str;
    /// Version that is linked.
    const VERSION: &'static str;

    /// Runs an entry for so many frames and replies with what was seen.
    fn run(entry: &Entry<'static>, frames: u32, bench: &mut PyBench<'_>) -> Progress;
}

const NOTHING: Progress = Progress { frames: 0, link: Link::ORIGIN, nondeterministic: false };

fn refuse(bench: &mut PyBench<'_>, error: &Error) -> Progress {
    bench.reply(&Reply::Fail { stage: Phase::Compile, kind: error.kind(), text: error.text() });
    NOTHING
}

/// The engine of an entry's config; a refusal is reported.
fn with_engine<R: Runtime>(
    entry: &Entry<'static>,
    bench: &mut PyBench<'_>,
    run: impl FnOnce(&R, &mut PyBench<'_>) -> Progress,
) -> Progress {
    let Some(config) = R::config(entry.config) else {
        return refuse(bench, &Error::new(ErrorKind::Unsupported));
    };
    match R::new(&config) {
        Ok(runtime) => run(&runtime, bench),
        Err(error) => refuse(bench, &error),
    }
}
