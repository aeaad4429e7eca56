//! WASM-4 cartridges: the second host behind the same trait.

use crate::drive::{Reported, ended, fail, fail_backward, time, timed};
use crate::{CartBench, Progress};
use badge::Link;
use badge_protocol::{Phase, Reply};
use badge_runtime::{Error, ErrorKind, Invoke, MEMORY, Runtime, Session, Value};
use badge_wasm4::{Called, Cartridge, Console, Entry, Guest, Input, PAGE_BYTES, Page, TickError};

/// What a cartridge is put through.
#[derive(Clone, Copy, Debug)]
pub struct CartPlan<'a> {
    /// How many ticks.
    pub ticks: u32,
    /// Pairs of tick and the four gamepads from then on, increasing in tick.
    pub pads: &'a [(u32, [u8; 4])],
}

/// Compiles and instantiates a cartridge, then lets it tick.
pub fn observe_cart<R: Runtime>(
    runtime: &R,
    bytes: &[u8],
    console: Console,
    plan: &CartPlan<'_>,
    bench: &mut impl CartBench,
) -> Progress {
    let mut progress = Progress::NONE;
    // The progress made before a trap counts, so it is no result.
    let (Ok(()) | Err(Reported)) = play(runtime, bytes, console, plan, bench, &mut progress);
    progress
}

fn play<R: Runtime>(
    runtime: &R,
    bytes: &[u8],
    console: Console,
    plan: &CartPlan<'_>,
    bench: &mut impl CartBench,
    progress: &mut Progress,
) -> Result<(), Reported> {
    let module = timed(bench, Phase::Compile, || runtime.compile(bytes))?;
    let (session, exports) = timed(bench, Phase::Instantiate, || {
        let mut session = runtime.instantiate(&module, console)?;
        let exports = Exports::resolve(&mut session)?;
        Ok((session, exports))
    })?;
    let mut cartridge = Cartridge::new(Player { session, exports, bench, elapsed: Some(0) });
    if let Err(error) = cartridge.begin() {
        return Err(cartridge.guest().report(None, error));
    }
    let elapsed = cartridge.guest().take_elapsed(Phase::Start)?;
    progress.link = cartridge.guest().link(None, Link::ORIGIN)?;
    let link = Some(progress.link);
    cartridge.guest().bench.reply(&Reply::Phase { phase: Phase::Start, elapsed, link });
    let mut pads = plan.pads.iter().copied().peekable();
    let mut planned = [0; 4];
    let mut input = Input::default();
    for index in 0..plan.ticks {
        while let Some((_, pressed)) = pads.next_if(|(tick, _)| *tick <= index) {
            planned = pressed;
        }
        input.pads = cartridge.guest().bench.pads(index, planned);
        if let Err(error) = cartridge.tick(&input) {
            return Err(cartridge.guest().report(Some(index), error));
        }
        let guest = cartridge.guest();
        let elapsed = guest.take_elapsed(Phase::Update)?;
        progress.link = guest.link(Some(index), progress.link)?;
        progress.frames = index + 1;
        let frame = Reply::Frame { index, elapsed, link: progress.link, fuel: None };
        guest.bench.reply(&frame);
    }
    Ok(())
}

/// An export of a cartridge, by [`Entry`].
struct Exports<E>([Export<E>; 4]);

enum Export<E> {
    /// It takes and returns nothing.
    Plain(E),
    /// There is none, or one that returns something: a call tells.
    Other,
}

impl<E> Exports<E> {
    fn resolve<S: Invoke<Host = Console, Entry = E>>(session: &mut S) -> Result<Self, Error> {
        if session.memory_size() != Some(PAGE_BYTES as u64) {
            return Err(Error::no_export(MEMORY));
        }
        let mut exports = [const { Export::Other }; 4];
        for (export, entry) in exports.iter_mut().zip(ENTRIES) {
            match session.entry(entry.name()) {
                Ok(plain) => *export = Export::Plain(plain),
                Err(error) if error.kind() == ErrorKind::Export => (),
                Err(error) => return Err(error),
            }
        }
        Ok(Self(exports))
    }

    fn get(&self, entry: Entry) -> &Export<E> {
        let at = ENTRIES.iter().position(|one| *one == entry);
        at.and_then(|at| self.0.get(at)).unwrap_or(&Export::Other)
    }
}

const ENTRIES: [Entry; 4] = [Entry::PosixStart, Entry::Initialize, Entry::Start, Entry::Update];

/// Most results of an entry that are looked at, and dropped.
const MAX_RESULTS: usize = 16;

struct Player<'b, S: Invoke, B> {
    session: S,
    exports: Exports<S::Entry>,
    bench: &'b mut B,
    /// Of the calls since it was taken; `None` when the clock stepped backwards.
    elapsed: Option<u64>,
}

impl<S: Invoke<Host = Console>, B: CartBench> Player<'_, S, B> {
    fn take_elapsed(&mut self, phase: Phase) -> Result<u64, Reported> {
        self.elapsed.replace(0).ok_or_else(|| fail_backward(self.bench, phase))
    }

    /// The link of what the page shows, which the bench gets too.
    fn link(&mut self, tick: Option<u32>, before: Link) -> Result<Link, Reported> {
        let Self { session, bench, .. } = self;
        let link = lend(session, |console, page| {
            let link = Link(console.link(before.0, page));
            bench.shown(tick, console, page);
            link
        });
        let phase = if tick.is_some() { Phase::Update } else { Phase::Start };
        link.map_err(|error| fail(self.bench, phase, &error))
    }

    fn report(&mut self, frame: Option<u32>, error: TickError<Error>) -> Reported {
        match error {
            TickError::Trap(Entry::Update, error) => {
                ended(self.bench, Phase::Update, frame, &error)
            }
            TickError::Trap(_, error) => ended(self.bench, Phase::Start, None, &error),
            TickError::Ended => Reported,
        }
    }
}

impl<S: Invoke<Host = Console>, B: CartBench> Guest for Player<'_, S, B> {
    type Error = Error;

    fn call(&mut self, entry: Entry) -> Result<Called, Error> {
        let phase = if entry == Entry::Update { Phase::Update } else { Phase::Start };
        let Self { session, exports, bench, elapsed } = self;
        let (took, result) = match exports.get(entry) {
            Export::Plain(plain) => time(*bench, phase, || session.call(plain)),
            Export::Other => time(*bench, phase, || {
                let mut dropped = [Value::default(); MAX_RESULTS];
                session.invoke(entry.name(), &[], &mut dropped).map(drop)
            }),
        };
        *elapsed = elapsed.zip(took).map(|(before, took)| before.saturating_add(took));
        match result {
            Ok(()) => Ok(Called::Returned),
            Err(error) if error.kind() == ErrorKind::Export => Ok(Called::Absent),
            Err(error) => Err(error),
        }
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut Console, &mut Page) -> T) -> Result<T, Error> {
        lend(&mut self.session, f)
    }
}

fn lend<T>(
    session: &mut impl Session<Host = Console>,
    f: impl FnOnce(&mut Console, &mut Page) -> T,
) -> Result<T, Error> {
    let lent = session
        .lend(|console, memory| <&mut Page>::try_from(memory).ok().map(|page| f(console, page)));
    lent.flatten().ok_or_else(|| {
        Error::because(ErrorKind::Unsupported, "this engine lends no memory of a host")
    })
}
