//! The loop, with a guest and a clock made for the test.

use badge::{Badge, DEFAULT_SEED, Link, Screen};
use badge_protocol::{End, Phase, Reader, Reply, Transcript};
use badge_runner::{Bench, Plan, drive};
use badge_runtime::{Error, ErrorKind, Session, TrapKind, text};
use std::ffi::CStr;

/// Draws one pixel per frame at the position that the buttons give.
struct Guest {
    badge: Badge,
    frame: u32,
    trap: Option<(u32, ErrorKind)>,
    fuel: Option<u64>,
    tells_fuel: bool,
    calls: u32,
    has_update: bool,
}

#[derive(Clone, Copy)]
enum Entry {
    Start,
    Update,
}

impl Guest {
    fn update(&mut self) -> Result<(), Error> {
        if let Some((frame, kind)) = self.trap
            && frame == self.frame
        {
            return Err(Error::new(kind));
        }
        let buttons = self.badge.buttons();
        self.badge.rect(buttons, self.frame as i32, 1, 1, 255);
        self.frame += 1;
        self.calls += 1;
        if let Some(fuel) = &mut self.fuel {
            *fuel -= 10;
        }
        Ok(())
    }
}

impl Session for Guest {
    type Host = Badge;
    type Entry = Entry;

    fn entry(&mut self, name: &CStr) -> Result<Entry, Error> {
        match text(name) {
            "start" => Ok(Entry::Start),
            "update" if self.has_update => Ok(Entry::Update),
            _ => Err(Error::no_export(name)),
        }
    }

    fn call(&mut self, entry: &Entry) -> Result<(), Error> {
        match entry {
            Entry::Start => self.badge.led(0, 1),
            Entry::Update => self.update()?,
        }
        Ok(())
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut Badge) -> T) -> T {
        f(&mut self.badge)
    }

    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        match &mut self.fuel {
            Some(fuel) => {
                *fuel = units;
                Ok(())
            }
            None => Err(Error::new(ErrorKind::Unsupported)),
        }
    }

    fn fuel_left(&mut self) -> Result<u64, Error> {
        self.fuel.filter(|_| self.tells_fuel).ok_or(Error::new(ErrorKind::Unsupported))
    }
}

fn guest() -> Guest {
    Guest {
        badge: Badge::new(Box::leak(Box::new(Screen::new())), DEFAULT_SEED),
        frame: 0,
        trap: None,
        fuel: None,
        tells_fuel: true,
        calls: 0,
        has_update: true,
    }
}

/// A clock that steps as told, and a transcript.
struct Script {
    now: u64,
    step: fn(u64) -> u64,
    lines: String,
    armed: i32,
}

impl Bench for Script {
    fn now(&mut self) -> u64 {
        assert_eq!(self.armed, 1, "the clock is read inside the guard alone");
        self.now = (self.step)(self.now);
        self.now
    }

    fn reply(&mut self, reply: &Reply<'_>) {
        assert_eq!(self.armed, 0, "no output inside a timed stretch");
        reply.write(&mut self.lines).expect("a string takes all");
        self.lines.push('\n');
    }

    fn enter(&mut self, _: Phase) {
        self.armed += 1;
    }

    fn leave(&mut self, _: Phase) {
        self.armed -= 1;
    }

    fn frame(&mut self, _: u32, _: &Badge) {}

    fn interrupter(&mut self, _: impl Fn() + Send + 'static) {}
}

const PLAN: Plan<'_> =
    Plan { frames: 4, calls_per_frame: 1, trace: &[(2, 7)], fuel: None, interrupt: false };

fn run(guest: &mut Guest, plan: &Plan<'_>, step: fn(u64) -> u64) -> Transcript {
    let mut script = Script { now: 1 << 40, step, lines: String::new(), armed: 0 };
    script.reply(&Reply::Hello {
        runtime: "test",
        config: "test",
        version: "1",
        unit: "ns",
        hz: 1,
        resolution: 1,
        badge: None,
    });
    let progress = drive(guest, plan, &mut script);
    script.reply(&Reply::Memory {
        peak_rss_bytes: None,
        heap_peak_bytes: None,
        stack_bytes: None,
        static_ram_bytes: None,
        flash_bytes: None,
    });
    script.reply(&Reply::Done {
        frames: progress.frames,
        link: progress.link,
        nondeterministic: progress.nondeterministic,
    });
    let mut reader = Reader::new();
    for line in script.lines.lines() {
        reader.line(line.as_bytes()).expect(line);
    }
    reader.finish().expect("a whole transcript")
}

#[test]
fn every_frame_is_timed_and_linked() {
    let transcript = run(&mut guest(), &PLAN, |now| now + 5);
    assert_eq!(transcript.frames.len(), 4);
    assert!(transcript.frames.iter().all(|frame| frame.elapsed == 5));
    let mut expected = guest();
    expected.badge.led(0, 1);
    let mut link = expected.badge.link(Link::ORIGIN);
    for (frame, x) in [0, 0, 7, 7].into_iter().enumerate() {
        expected.badge.rect(x, frame as i32, 1, 1, 255);
        link = expected.badge.link(link);
        assert_eq!(transcript.frames[frame].link, link);
    }
}

#[test]
fn an_entry_that_is_missing_is_a_refusal_before_the_first_call() {
    let mut guest = guest();
    guest.has_update = false;
    let transcript = run(&mut guest, &PLAN, |now| now + 5);
    let Some(End::Fail(refusal)) = transcript.end else {
        panic!("no refusal: {:?}", transcript.end);
    };
    assert_eq!((refusal.stage.as_str(), refusal.kind.as_str()), ("instantiate", "export"));
    assert_eq!(guest.badge.leds()[0], 0, "start was called");
}

#[test]
fn a_trap_ends_the_run_without_a_link_for_its_frame() {
    let mut guest = guest();
    guest.trap = Some((2, ErrorKind::Trap(TrapKind::Unreachable)));
    let transcript = run(&mut guest, &PLAN, |now| now + 5);
    assert_eq!(transcript.done.frames, 2);
    let Some(End::Trap(trap)) = transcript.end else {
        panic!("no trap: {:?}", transcript.end);
    };
    assert_eq!((trap.frame, trap.kind), (Some(2), TrapKind::Unreachable));
}

#[test]
fn an_error_that_is_no_trap_is_a_refusal() {
    let mut guest = guest();
    guest.trap = Some((1, ErrorKind::OutOfMemory));
    let transcript = run(&mut guest, &PLAN, |now| now + 5);
    let Some(End::Fail(refusal)) = transcript.end else {
        panic!("no refusal: {:?}", transcript.end);
    };
    assert_eq!((refusal.stage.as_str(), refusal.kind.as_str()), ("update", "out-of-memory"));
}

#[test]
fn a_clock_that_steps_backwards_ends_the_run() {
    let transcript = run(&mut guest(), &PLAN, |now| now - 1);
    let Some(End::Fail(refusal)) = transcript.end else {
        panic!("no refusal: {:?}", transcript.end);
    };
    assert!(refusal.text.contains("backwards"));
    assert_eq!(transcript.done.frames, 0);
}

#[test]
fn fuel_is_set_anew_for_each_frame() {
    let mut guest = guest();
    guest.fuel = Some(0);
    let plan = Plan { fuel: Some(25), ..PLAN };
    let transcript = run(&mut guest, &plan, |now| now + 5);
    assert!(transcript.frames.iter().all(|frame| frame.fuel == Some(10)));
}

#[test]
fn fuel_that_is_metered_but_not_told_is_no_refusal() {
    let mut guest = guest();
    guest.fuel = Some(0);
    guest.tells_fuel = false;
    let plan = Plan { fuel: Some(25), ..PLAN };
    let transcript = run(&mut guest, &plan, |now| now + 5);
    assert_eq!(transcript.frames.len(), 4);
    assert!(transcript.frames.iter().all(|frame| frame.fuel.is_none()));
}

#[test]
fn fuel_that_is_not_metered_is_a_refusal() {
    let plan = Plan { fuel: Some(25), ..PLAN };
    let transcript = run(&mut guest(), &plan, |now| now + 5);
    assert!(matches!(transcript.end, Some(End::Fail(refusal)) if refusal.kind == "unsupported"));
}

#[test]
fn an_interrupt_that_does_not_exist_is_a_refusal() {
    let plan = Plan { interrupt: true, ..PLAN };
    let transcript = run(&mut guest(), &plan, |now| now + 5);
    assert!(matches!(transcript.end, Some(End::Fail(refusal)) if refusal.kind == "unsupported"));
}

#[test]
fn a_sample_may_be_many_calls() {
    let mut guest = guest();
    let plan = Plan { frames: 2, calls_per_frame: 10, ..PLAN };
    let transcript = run(&mut guest, &plan, |now| now + 5);
    assert_eq!((transcript.frames.len(), guest.calls), (2, 20));
}
