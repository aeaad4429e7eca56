//! Cartridges of WASM-4.

use super::{Guest, with_engine};
use crate::firmware::bench::PyBench;
use crate::firmware::image;
use crate::saves;
use badge_protocol::payload::Entry;
use badge_runner::{CartPlan, Progress, observe_cart};
use badge_runtime::Runtime;
use badge_wasm4::{Console, Font, STAND_IN};
use core::marker::PhantomData;

/// A runtime that loads modules or artifacts.
#[derive(Debug)]
pub struct Loaded<R>(PhantomData<R>);

impl<R: Runtime> Guest for Loaded<R> {
    const NAME: &'static str = R::NAME;
    const VERSION: &'static str = R::VERSION;

    fn run(entry: &Entry<'static>, frames: u32, bench: &mut PyBench<'_>) -> Progress {
        with_engine::<R>(entry, bench, |runtime, bench| {
            let console = Console::new(font(), bench.stored(saves::key(entry.workload)));
            // The bench walks through the payload's trace.
            let plan = CartPlan { ticks: frames, pads: &[] };
            observe_cart(runtime, entry.artifact, console, &plan, bench)
        })
    }
}

/// The payload's, or a stand-in.
fn font() -> &'static Font {
    let own = image::payload().ok().map(|payload| payload.font());
    own.and_then(|bytes| <&Font>::try_from(bytes).ok()).unwrap_or(&STAND_IN)
}
