//! The loop.

use crate::plan::Buttons;
use crate::{Bench, Plan};
use badge::{Badge, Link};
use badge_protocol::{Phase, Reply};
use badge_runtime::{Error, ErrorKind, MEMORY, Runtime, Session};

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Frames that were completed.
    pub frames: u32,
    /// The last link.
    pub link: Link,
    /// Whether the guest asked for real time.
    pub nondeterministic: bool,
}

impl Progress {
    /// Before `start`.
    pub(crate) const NONE: Self = Self { frames: 0, link: Link::ORIGIN, nondeterministic: false };
}

/// Compiles and instantiates a module, then drives it.
pub fn observe<R: Runtime>(
    runtime: &R,
    bytes: &[u8],
    badge: Badge,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
) -> Progress {
    let run = |bench: &mut _| {
        let module = timed(bench, Phase::Compile, || runtime.compile(bytes))?;
        let (mut session, guest) = timed(bench, Phase::Instantiate, || {
            let mut session = runtime.instantiate(&module, badge)?;
            session.memory_size().ok_or_else(|| Error::no_export(MEMORY))?;
            let guest = Guest::resolve(&mut session)?;
            Ok((session, guest))
        })?;
        Ok::<_, Reported>(call(&mut session, &guest, plan, bench))
    };
    run(bench).unwrap_or(Progress::NONE)
}

/// The two entries of a guest.
struct Guest<E> {
    start: E,
    update: E,
}

impl<E> Guest<E> {
    fn resolve(session: &mut impl Session<Entry = E>) -> Result<Self, Error> {
        Ok(Self { start: session.entry(c"start")?, update: session.entry(c"update")? })
    }
}

/// Resolves `start` and `update`, calls the one and then the other frame by
/// frame, and replies with what was seen, up to and including a trap.
pub fn drive<S: Session<Host = Badge>>(
    session: &mut S,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
) -> Progress {
    match Guest::resolve(session) {
        Ok(guest) => call(session, &guest, plan, bench),
        Err(error) => {
            let Reported = fail(bench, Phase::Instantiate, &error);
            Progress::NONE
        }
    }
}

fn call<S: Session<Host = Badge>>(
    session: &mut S,
    guest: &Guest<S::Entry>,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
) -> Progress {
    let mut progress = Progress::NONE;
    // The progress made before a trap counts, so it is no result.
    let (Ok(()) | Err(Reported)) = run(session, guest, plan, bench, &mut progress);
    progress.nondeterministic = session.host(|badge| badge.nondeterministic());
    progress
}

/// The run is over and the bench knows why.
pub(crate) struct Reported;

fn run<S: Session<Host = Badge>>(
    session: &mut S,
    guest: &Guest<S::Entry>,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
    progress: &mut Progress,
) -> Result<(), Reported> {
    if plan.interrupt {
        match session.interrupter() {
            Ok(interrupter) => bench.interrupter(interrupter),
            Err(error) => return Err(fail(bench, Phase::Instantiate, &error)),
        }
    }
    first(session, guest, plan, bench, progress)?;
    let mut buttons = Buttons::new(plan.trace);
    for index in 0..plan.frames {
        let mask = bench.buttons(index, buttons.at(index));
        session.host(|badge| badge.enter_update(index, mask));
        frame(session, guest, plan, bench, progress, index)?;
    }
    Ok(())
}

fn first<S: Session<Host = Badge>>(
    session: &mut S,
    guest: &Guest<S::Entry>,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
    progress: &mut Progress,
) -> Result<(), Reported> {
    session.host(Badge::enter_start);
    refuel(session, plan, bench)?;
    let (elapsed, result) = time(bench, Phase::Start, || session.call(&guest.start));
    result.map_err(|error| ended(bench, Phase::Start, None, &error))?;
    let elapsed = elapsed.ok_or_else(|| fail_backward(bench, Phase::Start))?;
    progress.link = session.host(|badge| badge.link(Link::ORIGIN));
    bench.reply(&Reply::Phase { phase: Phase::Start, elapsed, link: Some(progress.link) });
    Ok(())
}

fn frame<S: Session<Host = Badge>>(
    session: &mut S,
    guest: &Guest<S::Entry>,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
    progress: &mut Progress,
    index: u32,
) -> Result<(), Reported> {
    refuel(session, plan, bench)?;
    let (elapsed, result) = match plan.calls_per_frame {
        1 => time(bench, Phase::Update, || session.call(&guest.update)),
        calls => time(bench, Phase::Update, || {
            for _ in 0..calls {
                session.call(&guest.update)?;
            }
            Ok(())
        }),
    };
    result.map_err(|error| ended(bench, Phase::Update, Some(index), &error))?;
    let elapsed = elapsed.ok_or_else(|| fail_backward(bench, Phase::Update))?;
    let fuel = match plan.fuel {
        Some(budget) => match session.fuel_left() {
            Ok(left) => Some(budget.saturating_sub(left)),
            // Some engines bound a call and do not tell what it cost.
            Err(error) if error.kind() == ErrorKind::Unsupported => None,
            Err(error) => return Err(fail(bench, Phase::Update, &error)),
        },
        None => None,
    };
    progress.link = session.host(|badge| badge.link(progress.link));
    progress.frames = index + 1;
    bench.reply(&Reply::Frame { index, elapsed, link: progress.link, fuel });
    session.host(|badge| bench.frame(index, badge));
    Ok(())
}

fn refuel<S: Session<Host = Badge>>(
    session: &mut S,
    plan: &Plan<'_>,
    bench: &mut impl Bench,
) -> Result<(), Reported> {
    match plan.fuel {
        Some(budget) => {
            session.set_fuel(budget).map_err(|error| fail(bench, Phase::Instantiate, &error))
        }
        None => Ok(()),
    }
}

/// The elapsed time of `call`, `None` when the clock stepped backwards.
pub(crate) fn time<T>(
    bench: &mut impl Bench,
    phase: Phase,
    call: impl FnOnce() -> T,
) -> (Option<u64>, T) {
    bench.enter(phase);
    let before = bench.now();
    let result = call();
    let after = bench.now();
    bench.leave(phase);
    (after.checked_sub(before), result)
}

pub(crate) fn timed<T>(
    bench: &mut impl Bench,
    phase: Phase,
    call: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Reported> {
    let (elapsed, result) = time(bench, phase, call);
    let value = result.map_err(|error| fail(bench, phase, &error))?;
    let elapsed = elapsed.ok_or_else(|| fail_backward(bench, phase))?;
    bench.reply(&Reply::Phase { phase, elapsed, link: None });
    Ok(value)
}

pub(crate) fn ended(
    bench: &mut impl Bench,
    phase: Phase,
    frame: Option<u32>,
    error: &Error,
) -> Reported {
    match error.kind() {
        ErrorKind::Trap(kind) => {
            bench.reply(&Reply::Trap { frame, kind, text: error.text() });
            Reported
        }
        _ => fail(bench, phase, error),
    }
}

pub(crate) fn fail(bench: &mut impl Bench, stage: Phase, error: &Error) -> Reported {
    bench.reply(&Reply::Fail { stage, kind: error.kind(), text: error.text() });
    Reported
}

pub(crate) fn fail_backward(bench: &mut impl Bench, stage: Phase) -> Reported {
    bench.reply(&Reply::Fail {
        stage,
        kind: ErrorKind::Other,
        text: "the clock stepped backwards",
    });
    Reported
}
