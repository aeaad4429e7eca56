//! What an adapter is to the firmware.

use super::bench::PyBench;
use badge::{Badge, Link};
use badge_protocol::payload::Entry;
use badge_protocol::{Phase, Reply};
use badge_runner::{Bench, Linked, Plan, Progress, drive, observe};
use badge_runtime::{Error, ErrorKind, Runtime};
use core::marker::PhantomData;

/// A runtime or linked-in guests: what runs an entry of the payload.
pub trait Guest {
    /// Name of the runtime.
    const NAME: &'static str;
    /// Version that is linked.
    const VERSION: &'static str;

    /// Runs an entry and replies with what was seen.
    fn run(
        entry: &Entry<'static>,
        badge: Badge,
        plan: &Plan<'_>,
        bench: &mut PyBench<'_>,
    ) -> Progress;
}

const NOTHING: Progress = Progress { frames: 0, link: Link::ORIGIN, nondeterministic: false };

fn refuse(bench: &mut PyBench<'_>, error: &Error) -> Progress {
    bench.reply(&Reply::Fail { stage: Phase::Compile, kind: error.kind(), text: error.text() });
    NOTHING
}

/// A runtime that loads modules or artifacts.
#[derive(Debug)]
pub struct Loaded<R>(PhantomData<R>);

impl<R: Runtime> Guest for Loaded<R> {
    const NAME: &'static str = R::NAME;
    const VERSION: &'static str = R::VERSION;

    fn run(
        entry: &Entry<'static>,
        badge: Badge,
        plan: &Plan<'_>,
        bench: &mut PyBench<'_>,
    ) -> Progress {
        let Some(config) = R::config(entry.config) else {
            return refuse(bench, &Error::new(ErrorKind::Unsupported));
        };
        match R::new(&config) {
            Ok(runtime) => observe(&runtime, entry.artifact, badge, plan, bench),
            Err(error) => refuse(bench, &error),
        }
    }
}

/// Guests that are linked in.
#[derive(Debug)]
pub struct LinkedIn<L>(PhantomData<L>);

impl<L: Linked> Guest for LinkedIn<L> {
    const NAME: &'static str = L::NAME;
    const VERSION: &'static str = L::VERSION;

    fn run(
        entry: &Entry<'static>,
        badge: Badge,
        plan: &Plan<'_>,
        bench: &mut PyBench<'_>,
    ) -> Progress {
        match L::session(entry.config, entry.workload, badge) {
            Some(mut session) => drive(&mut session, plan, bench),
            None => refuse(bench, &Error::new(ErrorKind::Unsupported)),
        }
    }
}
