//! Runners that are programs on a host: request on standard input, transcript
//! on standard output, everything else on standard error.

mod bench;
mod cart;
mod script;

use crate::{Linked, Plan, drive, observe};
use badge::{Badge, Screen};
use badge_protocol::{Action, Invoke, Phase, PrepareFor, Prepared, Request, Run};
use badge_runtime::{Error, Invoke as _, Prepare, PrepareTarget, Runtime, Value};
use bench::HostBench;
use std::boxed::Box;
use std::ffi::CString;
use std::format;
use std::io::Read;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::string::String;
use std::vec::Vec;
use std::{eprintln, fs, io, vec};

/// Makes the `main` of a runner: `main!(Adapter)`, `main!(Adapter, prepare)`
/// for a runtime that implements [`Prepare`], or `main!(linked Adapter)` for
/// code that is linked into the runner.
#[macro_export]
macro_rules! main {
    (linked $linked:ty) => {
        fn main() -> ::std::process::ExitCode {
            $crate::host::linked_main::<$linked>()
        }
    };
    ($runtime:ty) => {
        fn main() -> ::std::process::ExitCode {
            $crate::host::runtime_main::<$runtime>(::core::option::Option::None)
        }
    };
    ($runtime:ty, prepare) => {
        fn main() -> ::std::process::ExitCode {
            $crate::host::runtime_main::<$runtime>(::core::option::Option::Some(
                $crate::host::prepare::<$runtime>,
            ))
        }
    };
}

/// Longest request that is read.
const MAX_REQUEST_BYTES: u64 = 16 << 20;

/// Translates a module for a config; `None` where the config does not exist.
type Preparer = fn(&str, &[u8], PrepareTarget) -> Option<Result<Vec<u8>, Error>>;

/// [`Prepare::prepare`] by the config's name.
pub fn prepare<R: Prepare>(
    config: &str,
    wasm: &[u8],
    target: PrepareTarget,
) -> Option<Result<Vec<u8>, Error>> {
    Some(R::prepare(&R::config(config)?, wasm, target))
}

/// The `main` of a runner that loads modules.
#[must_use]
pub fn runtime_main<R: Runtime>(preparer: Option<Preparer>) -> ExitCode {
    exit(|| {
        let request = request()?;
        let config = R::config(&request.config).ok_or_else(|| no_config(R::NAME, &request))?;
        let bytes = match request.action {
            // It names its files itself.
            Action::Script(_) => Vec::new(),
            _ => fs::read(&request.module)
                .map_err(|error| format!("{}: {error}", request.module.display()))?,
        };
        let mut bench = HostBench::new();
        bench.hello(R::NAME, &request.config, R::VERSION);
        match (&request.action, R::new(&config)) {
            (Action::Prepare(prepared), _) => {
                prepare_artifact(R::NAME, &request, prepared, &bytes, preparer, &mut bench)?;
            }
            (_, Err(error)) => bench.refuse(Phase::Compile, &error),
            (Action::Run(run), Ok(runtime)) => {
                let badge = badge_for(run, &mut bench)?;
                let progress = observe(&runtime, &bytes, badge, &plan(run), &mut bench);
                bench.done(progress);
            }
            (Action::Cart(cart), Ok(runtime)) => cart::run(&runtime, &bytes, cart, &mut bench)?,
            (Action::Script(script), Ok(runtime)) => script::run(&runtime, script, &mut bench)?,
            (Action::Invoke(invoke), Ok(runtime)) => {
                invoke_export(&runtime, &bytes, invoke, &mut bench)?;
            }
        }
        bench.finish()
    })
}

/// The `main` of a runner whose guests are linked in.
#[must_use]
pub fn linked_main<L: Linked>() -> ExitCode {
    exit(|| {
        let request = request()?;
        let Action::Run(run) = &request.action else {
            return Err(format!("{} can only run workloads", L::NAME));
        };
        let mut bench = HostBench::new();
        let badge = badge_for(run, &mut bench)?;
        let mut session = L::session(&request.config, &run.workload, badge)
            .ok_or_else(|| format!("{} has no {}/{}", L::NAME, request.config, run.workload))?;
        bench.hello(L::NAME, &request.config, L::VERSION);
        let progress = drive(&mut session, &plan(run), &mut bench);
        bench.done(progress);
        bench.finish()
    })
}

fn exit(run: impl FnOnce() -> Result<(), String>) -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

fn request() -> Result<Request, String> {
    let mut text = Vec::new();
    io::stdin()
        .take(MAX_REQUEST_BYTES)
        .read_to_end(&mut text)
        .map_err(|error| format!("standard input: {error}"))?;
    let request: Request = serde_json::from_slice(&text).map_err(|error| {
        format!("the request on standard input: {error}; crates/protocol/README.md defines it")
    })?;
    if request.protocol != badge_protocol::VERSION {
        return Err(format!(
            "the request speaks protocol {}, this runner {}",
            request.protocol,
            badge_protocol::VERSION
        ));
    }
    Ok(request)
}

fn no_config(runtime: &str, request: &Request) -> String {
    format!("{runtime} has no config {}", request.config)
}

fn plan(run: &Run) -> Plan<'_> {
    Plan {
        frames: run.frames,
        calls_per_frame: run.calls_per_frame,
        trace: &run.trace,
        fuel: run.fuel,
        interrupt: run.interrupt_ms.is_some(),
    }
}

fn badge_for(run: &Run, bench: &mut HostBench) -> Result<Badge, String> {
    let mut badge = new_badge(run.seed);
    if run.echo_log {
        badge.set_log(bench::echo);
    }
    if let Some(screens) = &run.screens {
        bench.write_screens(screens.clone());
    }
    bench.set_deadline(run.interrupt_ms);
    Ok(badge)
}

fn new_badge(seed: NonZeroU32) -> Badge {
    // One per process, which ends after the run.
    let screen = Box::leak(Box::new(Screen::new()));
    let mut badge = Badge::new(screen, seed);
    bench::start_clock();
    badge.set_clock(bench::clock_ms);
    badge
}

fn prepare_artifact(
    name: &str,
    request: &Request,
    prepared: &Prepared,
    wasm: &[u8],
    preparer: Option<Preparer>,
    bench: &mut HostBench,
) -> Result<(), String> {
    let preparer = preparer.ok_or_else(|| format!("{name} prepares nothing"))?;
    let target = match prepared.prepare_for {
        PrepareFor::Host => PrepareTarget::Host,
        PrepareFor::Pybadge => PrepareTarget::Pybadge,
    };
    let before = bench::nanoseconds();
    let artifact = preparer(&request.config, wasm, target);
    let elapsed = bench::nanoseconds() - before;
    match artifact.ok_or_else(|| no_config(name, request))? {
        Ok(artifact) => {
            fs::write(&prepared.output, artifact)
                .map_err(|error| format!("{}: {error}", prepared.output.display()))?;
            bench.phase(Phase::Prepare, elapsed);
            bench.closing(badge::Link::ORIGIN, 0, false);
        }
        Err(error) => bench.refuse(Phase::Prepare, &error),
    }
    Ok(())
}

/// Most results that a function has: the limit of the JavaScript interface of
/// WebAssembly, which the other engines share.
pub(crate) const MAX_RESULTS: usize = 1000;

fn invoke_export<R: Runtime>(
    runtime: &R,
    bytes: &[u8],
    invoke: &Invoke,
    bench: &mut HostBench,
) -> Result<(), String> {
    let function = CString::new(invoke.function.as_str())
        .map_err(|_| format!("{:?} is no name of an export", invoke.function))?;
    let arguments: Vec<Value> = invoke
        .arguments
        .iter()
        .map(|text| text.parse().map_err(|error| format!("argument {text:?}: {error}")))
        .collect::<Result<_, String>>()?;
    let mut badge = new_badge(invoke.seed);
    badge.set_log(bench::echo);
    let call = |bench: &mut HostBench| {
        let at = |stage| move |error| (stage, error);
        let begin = bench::nanoseconds();
        let module = runtime.compile(bytes).map_err(at(Phase::Compile))?;
        let compiled = bench::nanoseconds();
        bench.phase(Phase::Compile, compiled - begin);
        let mut session = runtime.instantiate(&module, badge).map_err(at(Phase::Instantiate))?;
        bench.phase(Phase::Instantiate, bench::nanoseconds() - compiled);
        let mut results = vec![Value::default(); MAX_RESULTS];
        let count =
            session.invoke(&function, &arguments, &mut results).map_err(at(Phase::Update))?;
        bench.results(results.get(..count).unwrap_or(&results));
        Ok(())
    };
    match call(bench) {
        Ok(()) => {
            bench.closing(badge::Link::ORIGIN, 0, false);
            Ok(())
        }
        // A trap too: the call is no frame.
        Err((stage, error)) => {
            bench.refuse(stage, &error);
            Ok(())
        }
    }
}
