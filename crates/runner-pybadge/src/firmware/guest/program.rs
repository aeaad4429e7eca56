//! Programs of the badge.

use super::{Guest, refuse, with_engine};
use crate::firmware::bench::PyBench;
use badge::{Badge, Screen};
use badge_protocol::payload::Entry;
use badge_runner::{Linked, Plan, Progress, drive, observe};
use badge_runtime::{Error, ErrorKind, Runtime};
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use cortex_m::peripheral::DWT;
use cortex_m::singleton;
use pybadge_board::CORE_HZ;

/// A runtime that loads modules or artifacts.
#[derive(Debug)]
pub struct Loaded<R>(PhantomData<R>);

impl<R: Runtime> Guest for Loaded<R> {
    const NAME: &'static str = R::NAME;
    const VERSION: &'static str = R::VERSION;

    fn run(entry: &Entry<'static>, frames: u32, bench: &mut PyBench<'_>) -> Progress {
        with_engine::<R>(entry, bench, |runtime, bench| {
            observe(runtime, entry.artifact, badge(entry), &plan(entry, frames), bench)
        })
    }
}

/// Guests that are linked in.
#[derive(Debug)]
pub struct LinkedIn<L>(PhantomData<L>);

impl<L: Linked> Guest for LinkedIn<L> {
    const NAME: &'static str = L::NAME;
    const VERSION: &'static str = L::VERSION;

    fn run(entry: &Entry<'static>, frames: u32, bench: &mut PyBench<'_>) -> Progress {
        match L::session(entry.config, entry.workload, badge(entry)) {
            Some(mut session) => drive(&mut session, &plan(entry, frames), bench),
            None => refuse(bench, &Error::new(ErrorKind::Unsupported)),
        }
    }
}

fn plan(entry: &Entry<'static>, frames: u32) -> Plan<'static> {
    Plan {
        frames,
        calls_per_frame: entry.calls_per_frame,
        // The bench walks through the payload's.
        trace: &[],
        fuel: entry.fuel,
        interrupt: false,
    }
}

/// Cycle count when the run began, for `clock_ms`.
static BEGAN: AtomicU32 = AtomicU32::new(0);

fn clock_ms() -> u32 {
    DWT::cycle_count().wrapping_sub(BEGAN.load(Relaxed)) / (CORE_HZ / 1000)
}

/// A badge that nobody has used.
fn badge(entry: &Entry<'static>) -> Badge {
    let Some(screen) = singleton!(: Screen = Screen::new()) else {
        // One run in one life; nothing else takes it.
        unreachable!()
    };
    let mut badge = Badge::new(screen, entry.seed);
    BEGAN.store(DWT::cycle_count(), Relaxed);
    badge.set_clock(clock_ms);
    badge
}
