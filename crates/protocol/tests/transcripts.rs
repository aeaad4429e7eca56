//! What is written reads back, and what departs from the specification is
//! named.
#![cfg(feature = "std")]

use badge::Link;
use badge_protocol::payload::{ImageId, Pass};
use badge_protocol::{BadgeRun, End, Hello, Phase, Reader, Reply, Transcript};
use badge_runtime::{ErrorKind, TrapKind, Value};

const HELLO: Reply<'_> = Reply::Hello {
    runtime: "wasmi",
    config: "eager",
    version: "2.0.0",
    unit: "ns",
    hz: 1_000_000_000,
    resolution: 20,
    badge: None,
};
const COMPILE: Reply<'_> = Reply::Phase { phase: Phase::Compile, elapsed: 5, link: None };
const INSTANTIATE: Reply<'_> = Reply::Phase { phase: Phase::Instantiate, elapsed: 6, link: None };
const START: Reply<'_> = Reply::Phase { phase: Phase::Start, elapsed: 7, link: Some(Link(1)) };
const MEMORY: Reply<'_> = Reply::Memory {
    peak_rss_bytes: Some(4096),
    heap_peak_bytes: None,
    stack_bytes: None,
    static_ram_bytes: None,
    flash_bytes: None,
};

fn frame(index: u32) -> Reply<'static> {
    Reply::Frame { index, elapsed: 8, link: Link(index + 2), fuel: (index == 1).then_some(9) }
}

fn done(frames: u32, link: u32) -> Reply<'static> {
    Reply::Done { frames, link: Link(link), nondeterministic: false }
}

fn read(replies: &[Reply<'_>]) -> Result<Transcript, String> {
    let mut reader = Reader::new();
    for reply in replies {
        let mut line = String::new();
        reply.write(&mut line).expect("a string takes all");
        reader.line(line.as_bytes()).map_err(|error| error.to_string())?;
    }
    reader.finish().map_err(|error| error.to_string())
}

#[track_caller]
fn check_refused(replies: &[Reply<'_>], reason: &str) {
    let error = read(replies).expect_err("a departure");
    assert!(error.contains(reason), "{error}");
}

#[test]
fn a_whole_run_reads_back() {
    let transcript =
        read(&[HELLO, COMPILE, INSTANTIATE, START, frame(0), frame(1), MEMORY, done(2, 3)])
            .unwrap();
    assert_eq!(transcript.hello.version, "2.0.0");
    assert_eq!(transcript.phases[&Phase::Start].link, Some(Link(1)));
    assert_eq!(transcript.frames.len(), 2);
    assert_eq!(transcript.frames[1].fuel, Some(9));
    assert_eq!(transcript.memory.peak_rss_bytes, Some(4096));
    assert_eq!(transcript.end, None);
}

#[test]
fn a_badge_says_which_image_workload_and_pass_it_is() {
    let mut line = String::new();
    let image = ImageId([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
    Reply::Hello {
        runtime: "wasmi",
        config: "eager",
        version: "2.0.0",
        unit: "cycles",
        hz: 120_000_000,
        resolution: 1,
        badge: Some(BadgeRun { image, workload: "badge", pass: Pass::Show }),
    }
    .write(&mut line)
    .expect("a string takes all");
    assert!(line.contains(r#""image":"0123456789abcdef","workload":"badge","pass":"show""#));
    let said = hello(&line).unwrap().badge.unwrap();
    assert_eq!((said.image, said.workload.as_str()), (image, "badge"));
    assert_eq!(said.pass, Pass::Show);
    let plain = line.replace(r#","pass":"show""#, "");
    assert_eq!(hello(&plain).unwrap().badge.unwrap().pass, Pass::Measure);
}

#[test]
fn a_badge_that_says_half_of_it_is_refused() {
    for (keys, reason) in [
        (r#","image":"0123456789abcdef""#, "stand together"),
        (r#","workload":"badge""#, "stand together"),
        (r#","pass":"measure""#, "stand together"),
        (r#","image":"0123","workload":"badge""#, "no image id"),
        (r#","image":"0123456789ABCDEF","workload":"badge""#, "no image id"),
        (r#","image":"0123456789abcdef","workload":"badge","pass":"play""#, "unknown pass play"),
    ] {
        let line = format!(
            r#"{{"type":"hello","protocol":1,"runtime":"a","config":"b","version":"1","unit":"cycles","hz":1,"resolution":1{keys}}}"#
        );
        let error = hello(&line).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}

/// The hello of a transcript that consists of it, one phase and the end.
fn hello(line: &str) -> Result<Hello, String> {
    let mut reader = Reader::new();
    let mut take = |line: &str| reader.line(line.as_bytes()).map_err(|e| e.to_string());
    take(line)?;
    for reply in [START, MEMORY, done(0, 1)] {
        let mut line = String::new();
        reply.write(&mut line).expect("a string takes all");
        take(&line)?;
    }
    Ok(reader.finish().map_err(|e| e.to_string())?.hello)
}

#[test]
fn a_linked_runner_reports_only_start_and_frames() {
    assert!(read(&[HELLO, START, frame(0), MEMORY, done(1, 2)]).is_ok());
}

#[test]
fn a_trap_keeps_the_engines_words() {
    let trap = Reply::Trap {
        frame: Some(1),
        kind: TrapKind::OutOfFuel,
        text: "all \"fuel\"\n\tused \u{1} \\ é",
    };
    let transcript =
        read(&[HELLO, COMPILE, INSTANTIATE, START, frame(0), trap, MEMORY, done(1, 2)]).unwrap();
    let Some(End::Trap(trap)) = transcript.end else {
        panic!("no trap");
    };
    assert_eq!(trap.text, "all \"fuel\"\n\tused \u{1} \\ é");
    assert_eq!((trap.frame, trap.kind), (Some(1), TrapKind::OutOfFuel));
}

#[test]
fn a_refusal_needs_no_phase_and_no_memory() {
    let fail = Reply::Fail { stage: Phase::Compile, kind: ErrorKind::Invalid, text: "bad magic" };
    assert!(read(&[HELLO, fail, done(0, 0)]).is_ok());
    check_refused(&[HELLO, fail, COMPILE], "after the end");
}

#[test]
fn results_are_values_of_every_type() {
    let values = [Value::I32(-1), Value::F64(0), Value::FuncRef { null: true }];
    let results = Reply::Results { values: &values };
    let transcript = read(&[HELLO, COMPILE, INSTANTIATE, results, MEMORY, done(0, 0)]).unwrap();
    assert_eq!(transcript.results.unwrap(), ["i32:-1", "f64:0.0", "funcref:null"]);
}

#[test]
fn a_long_text_is_cut_at_a_character() {
    let text = "é".repeat(40_000);
    let fail = Reply::Fail { stage: Phase::Compile, kind: ErrorKind::Other, text: &text };
    let mut line = String::new();
    fail.write(&mut line).unwrap();
    assert!(line.len() < 5_000);
}

#[test]
fn every_departure_is_named() {
    check_refused(&[], "no line at all");
    check_refused(&[COMPILE], "first line must be hello");
    check_refused(&[HELLO, HELLO], "a second hello");
    check_refused(&[HELLO, INSTANTIATE], "out of order");
    check_refused(&[HELLO, COMPILE, COMPILE], "out of order");
    check_refused(&[HELLO, COMPILE, START], "out of order");
    check_refused(&[HELLO, COMPILE, INSTANTIATE, frame(0)], "before start");
    check_refused(&[HELLO, START, frame(1)], "frame 0 is due");
    check_refused(&[HELLO, START, frame(0), frame(0)], "frame 1 is due");
    check_refused(&[HELLO, START, done(0, 1)], "done without memory");
    check_refused(&[HELLO, MEMORY, done(0, 0)], "without any phase");
    check_refused(&[HELLO, START, MEMORY, done(1, 1)], "done says 1 frames");
    check_refused(&[HELLO, START, MEMORY, done(0, 2)], "link 00000002");
    check_refused(&[HELLO, START, MEMORY, frame(0)], "after the end");
    check_refused(&[HELLO, START, MEMORY, MEMORY], "a second memory");
    check_refused(&[HELLO, START, frame(0), MEMORY], "without done");
    check_refused(&[HELLO, START, MEMORY, done(0, 1), MEMORY], "output after done");
    let late = Reply::Trap { frame: Some(3), kind: TrapKind::Host, text: "" };
    check_refused(&[HELLO, START, late], "frame 0 is due");
}

#[track_caller]
fn check_raw(line: &str, reason: &str) {
    let mut reader = Reader::new();
    let mut hello = String::new();
    HELLO.write(&mut hello).expect("a string takes all");
    reader.line(hello.as_bytes()).expect("in order");
    let error = reader.line(line.as_bytes()).expect_err("a departure");
    assert!(error.to_string().contains(reason), "{error}");
    assert!(error.to_string().starts_with("protocol: line 2"), "{error}");
}

#[test]
fn garbage_is_named() {
    check_raw("", "not a reply");
    check_raw("hello", "not a reply");
    check_raw("\u{0}", "not a reply");
    check_raw(r#"{"type":"frame"}"#, "missing field");
    check_raw(r#"{"type":"surprise"}"#, "unknown variant");
    check_raw(
        r#"{"type":"phase","phase":"start","elapsed":1,"link":"1"}"#,
        "eight hexadecimal digits",
    );
    check_raw(r#"{"type":"phase","phase":"compile","elapsed":9007199254740992}"#, "below 2^53");
    check_raw(r#"{"type":"phase","phase":"compile","elapsed":-1}"#, "not a reply");
    check_raw(r#"{"type":"phase","phase":"compile","elapsed":1,"extra":1}"#, "unknown field");
}
