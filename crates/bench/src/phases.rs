//! Criterion per phase.

use crate::lent::{Lent, new_badge};
use crate::modules::{Call, Modules};
use anyhow::{Context, Result, anyhow};
use badge::Badge;
use badge_runtime::{Error, Runtime, Session};
use criterion::{BenchmarkId, Criterion, SamplingMode};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is timed, and how many calls make up a frame of it.
const WORKLOADS: [(&str, u32); 4] = [("badge", 1), ("life", 1), ("sprites", 1), ("noop", 1000)];

/// Frames after which a new session begins, so that every engine is timed on
/// the same frames however many of them fit into a sample.
const FRAMES: u32 = 120;

/// Criterion's smallest. With the two times it keeps a benchmark below one
/// second: there are 160 of them.
const SAMPLES: usize = 10;
const WARM_UP: Duration = Duration::from_millis(100);
const MEASURE: Duration = Duration::from_millis(400);
const RESAMPLES: usize = 10_000;

/// Times `compile`, `instantiate`, `start` and `update` of each config on the
/// modules in `BADGE_MODULES`, no button pressed.
///
/// What a config refuses is said and left out, as is a workload that is not
/// built. Fails when nothing could be timed.
pub fn phases<R: Runtime>(configs: &[&str]) -> ExitCode {
    let call = Call::of_this_program();
    let modules = match Modules::from_environment() {
        Ok(modules) => modules,
        Err(error) => {
            eprintln!("{error:#}");
            return match call {
                Call::Bench => ExitCode::from(2),
                Call::Test => ExitCode::SUCCESS,
            };
        }
    };
    match all::<R>(configs, &modules) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error:#}", R::NAME);
            ExitCode::FAILURE
        }
    }
}

fn all<R: Runtime>(configs: &[&str], modules: &Modules) -> Result<()> {
    let mut workloads = Vec::new();
    for (name, calls) in WORKLOADS {
        match modules.find(name)? {
            Some(wasm) => workloads.push((name, calls, wasm)),
            None => eprintln!("{name} is not built and left out"),
        }
    }
    let mut criterion = Criterion::default()
        .sample_size(SAMPLES)
        .warm_up_time(WARM_UP)
        .measurement_time(MEASURE)
        .nresamples(RESAMPLES)
        .without_plots()
        .configure_from_args();
    let mut timed = 0;
    for config in configs {
        let settings = R::config(config).with_context(|| format!("no config {config}"))?;
        let runtime = R::new(&settings).map_err(|error| anyhow!("{config}: {error}"))?;
        for (name, calls, wasm) in &workloads {
            let cell = Cell { runtime: &runtime, wasm, calls: *calls };
            match cell.attempt() {
                Ok(()) => cell.bench(&mut criterion, config, name),
                Err(error) => {
                    eprintln!("{}/{config} refuses {name}: {error}", R::NAME);
                    continue;
                }
            }
            timed += 1;
        }
    }
    if timed == 0 {
        return Err(anyhow!("no workload could be timed"));
    }
    criterion.final_summary();
    Ok(())
}

/// `start` and `update`.
fn entries<S: Session>(session: &mut S) -> Result<(S::Entry, S::Entry), Error> {
    Ok((session.entry(c"start")?, session.entry(c"update")?))
}

struct Cell<'a, R> {
    runtime: &'a R,
    wasm: &'a [u8],
    calls: u32,
}

impl<R: Runtime> Cell<'_, R> {
    /// Goes through all phases once, before anything is timed.
    fn attempt(&self) -> Result<(), Error> {
        let module = self.runtime.compile(self.wasm)?;
        let mut session = self.runtime.instantiate(&module, Lent::new())?;
        let (start, update) = entries(&mut session)?;
        session.host(|lent| lent.badge().enter_start());
        session.call(&start)?;
        session.host(|lent| lent.badge().enter_update(0, 0));
        session.call(&update)
    }

    fn bench(&self, criterion: &mut Criterion, config: &str, workload: &str) {
        let mut phase = |phase: &str, sample: &dyn Fn(u64) -> Result<Duration, Error>| {
            let mut group = criterion.benchmark_group(format!("{}/{phase}", R::NAME));
            // Every sample repeats the same frames.
            group.sampling_mode(SamplingMode::Flat);
            let id = BenchmarkId::new(config, workload);
            group.bench_function(id, |bencher| {
                bencher.iter_custom(|times| {
                    sample(times).unwrap_or_else(|error| {
                        // `attempt` went through: this is a defect, not a row.
                        eprintln!("{}/{config}: {workload}: {phase}: {error}", R::NAME);
                        std::process::exit(1)
                    })
                });
            });
            group.finish();
        };
        phase("compile", &|times| self.compile(times));
        phase("instantiate", &|times| self.instantiate(times));
        phase("start", &|times| self.start(times));
        phase("update", &|times| self.update(times));
    }

    fn compile(&self, times: u64) -> Result<Duration, Error> {
        let mut total = Duration::ZERO;
        for _ in 0..times {
            let begin = Instant::now();
            let module = self.runtime.compile(self.wasm)?;
            total += begin.elapsed();
            drop(module);
        }
        Ok(total)
    }

    /// The first instance of a module: wasm3 hands its module over to it.
    fn instantiate(&self, times: u64) -> Result<Duration, Error> {
        let mut total = Duration::ZERO;
        for _ in 0..times {
            let module = self.runtime.compile(self.wasm)?;
            let lent = Lent::new();
            let begin = Instant::now();
            let mut session = self.runtime.instantiate(&module, lent)?;
            entries(&mut session)?;
            total += begin.elapsed();
            drop(session);
        }
        Ok(total)
    }

    /// The first call of a module: lazy engines translate in it.
    fn start(&self, times: u64) -> Result<Duration, Error> {
        let mut total = Duration::ZERO;
        for _ in 0..times {
            let module = self.runtime.compile(self.wasm)?;
            let mut session = self.runtime.instantiate(&module, Lent::new())?;
            let start = session.entry(c"start")?;
            session.host(|lent| lent.badge().enter_start());
            let begin = Instant::now();
            session.call(&start)?;
            total += begin.elapsed();
            drop(session);
        }
        Ok(total)
    }

    fn update(&self, times: u64) -> Result<Duration, Error> {
        let module = self.runtime.compile(self.wasm)?;
        let mut total = Duration::ZERO;
        let mut left = times;
        while left > 0 {
            let frames = left.min(FRAMES.into());
            left -= frames;
            let mut session = self.runtime.instantiate(&module, new_badge())?;
            let (start, update) = entries(&mut session)?;
            session.host(Badge::enter_start);
            session.call(&start)?;
            for index in 0..frames {
                session.host(|badge| badge.enter_update(index as u32, 0));
                let begin = Instant::now();
                for _ in 0..self.calls {
                    session.call(&update)?;
                }
                total += begin.elapsed();
            }
        }
        Ok(total)
    }
}
