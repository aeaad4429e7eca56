//! wasmi embedded by hand in the same firmware: the other side of the pair
//! benchmark on the emulated badge. The settings are those of the adapter.
#![no_std]
#![no_main]

extern crate alloc;

#[path = "mod.rs"]
mod by_hand;

use alloc::boxed::Box;
use badge::{Badge, Link, Screen};
use badge_protocol::payload::Entry;
use badge_runner::{Plan, Progress, drive};
use badge_runtime::{Error, ErrorKind, Session};
use by_hand::ByHand;
use core::ffi::CStr;
use runner_pybadge::firmware::{Guest, PyBench};
use wasmi::{CompilationMode, Config, Module, TypedFunc};

runner_pybadge::main!(guest Pair);

struct Pair;

struct Side(ByHand);

impl Session for Side {
    type Host = Badge;
    type Entry = TypedFunc<(), ()>;

    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error> {
        Ok(if name == c"start" { self.0.start } else { self.0.update })
    }

    #[inline]
    fn call(&mut self, entry: &Self::Entry) -> Result<(), Error> {
        entry.call(&mut self.0.store, ()).map_err(refused)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut Badge) -> T) -> T {
        f(&mut self.0.store.data_mut().badge)
    }
}

fn refused(_: wasmi::Error) -> Error {
    Error::new(ErrorKind::Other)
}

impl Guest for Pair {
    const NAME: &'static str = "wasmi";
    const VERSION: &'static str = "by hand";

    fn run(entry: &Entry<'static>, frames: u32, bench: &mut PyBench<'_>) -> Progress {
        // No clock, which the program of the pair does not ask for.
        let badge = Badge::new(Box::leak(Box::new(Screen::new())), entry.seed);
        let plan = Plan {
            frames,
            calls_per_frame: entry.calls_per_frame,
            // The bench walks through the payload's.
            trace: &[],
            fuel: entry.fuel,
            interrupt: false,
        };
        let mut config = Config::default();
        config
            .compilation_mode(CompilationMode::Eager)
            .set_min_stack_height(512)
            .set_max_stack_height(8192)
            .set_max_recursion_depth(64)
            .set_max_cached_stacks(1)
            .ignore_custom_sections(true);
        // SAFETY: the module was validated on the host; workloads are built
        // and validated by the tests.
        let compile = |engine: &_, wasm: &[u8]| unsafe { Module::new_unchecked(engine, wasm) };
        match ByHand::new(&config, entry.artifact, compile, badge) {
            Ok(side) => drive(&mut Side(side), &plan, bench),
            // Its transcript lacks frames, which is what a reader sees.
            Err(_) => Progress { frames: 0, link: Link::ORIGIN, nondeterministic: false },
        }
    }
}
