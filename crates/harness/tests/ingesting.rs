//! What a badge said over its serial line, taken in whole or not at all.

#![allow(clippy::unwrap_used)] // A test may panic.

use badge_catalogue::Outcome;
use badge_harness::pybadge::emulated::Serial;
use badge_harness::pybadge::image::{Note, NoteEntry};
use badge_harness::pybadge::ingest::take;
use badge_harness::store;
use badge_harness::workspace::Workspace;
use badge_protocol::payload::ImageId;
use badge_records::{Blob, Lane, Provenance, Sha256, phase, unit};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const IMAGE: &str = "0123456789abcdef";
const FRAMES: u32 = 3;

/// A repository with one runtime, one workload, and a note of one image.
struct Place {
    dir: tempfile::TempDir,
    workspace: Workspace,
    links: Vec<String>,
}

impl Place {
    fn new() -> Self {
        let real = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let dir = tempfile::tempdir().unwrap();
        for file in [
            "runtimes/rust/native/runtime.toml",
            "workloads/noop/workload.toml",
            "workloads/noop/expected.links",
        ] {
            let copy = dir.path().join(file);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(real.join(file), copy).unwrap();
        }
        let workspace = Workspace::open_at(dir.path()).unwrap();
        let workload = workspace.catalogue.workload("noop").unwrap();
        let chain = workspace.links(workload).unwrap().unwrap().chain;
        let links = chain.iter().map(ToString::to_string).collect();
        let blob = Blob { name: "noop.wasm".to_owned(), sha256: Sha256([1; 32]), bytes: 99 };
        let note = Note {
            image: IMAGE.to_owned(),
            runtime: "native".to_owned(),
            config: "default".to_owned(),
            entries: vec![NoteEntry {
                workload: "noop".to_owned(),
                module: Some(blob),
                artifact: None,
                frames: FRAMES,
                show_frames: 2,
                inputs: Some(Sha256([2; 32])),
            }],
            sha256: Sha256([3; 32]),
            flash_bytes: 40_000,
            payload_bytes: 512,
            static_ram_bytes: 50_000,
            toolchain: "rustc".to_owned(),
            commit: None,
        };
        note.keep(&workspace).unwrap();
        Self { dir, workspace, links }
    }

    /// A transcript as the firmware writes it.
    fn pass(&self, image: &str, pass: &str, frames: u32, step: u64) -> String {
        let links = &self.links;
        let mut log = format!(
            r#"{{"type":"hello","protocol":1,"runtime":"native","config":"default","version":"1.95.0","unit":"cycles","hz":120000000,"resolution":1,"image":"{image}","workload":"noop","pass":"{pass}"}}"#
        );
        let first = &links[0];
        write!(
            log,
            "\r\n{{\"type\":\"phase\",\"phase\":\"start\",\"elapsed\":500,\"link\":\"{first}\"}}\r\n"
        )
        .unwrap();
        for frame in 0..frames {
            let link = &links[frame as usize + 1];
            let elapsed = step + u64::from(frame);
            write!(
                log,
                "{{\"type\":\"frame\",\"index\":{frame},\"elapsed\":{elapsed},\"link\":\"{link}\"}}\r\n"
            )
            .unwrap();
        }
        let last = &links[frames as usize];
        write!(
            log,
            "{{\"type\":\"memory\",\"heap_peak_bytes\":1234,\"stack_bytes\":567}}\r\n{{\"type\":\"done\",\"frames\":{frames},\"link\":\"{last}\",\"nondeterministic\":false}}\r\n"
        )
        .unwrap();
        log
    }

    fn log(&self) -> String {
        let measured = self.pass(IMAGE, "measure", FRAMES, 9000);
        let shown = self.pass(IMAGE, "show", 2, 1_966_000);
        format!("a word for people\r\n{measured}{shown}")
    }

    fn stored(&self) -> PathBuf {
        self.dir.path().join("results")
    }

    /// What is said of a log that is refused; nothing is stored then.
    #[track_caller]
    fn refused(&self, log: &[u8], due: &str) {
        let mut serial = Serial::default();
        serial.take(log);
        let error = take(&self.workspace, &serial).expect_err("refused");
        let words = format!("{error:#}");
        assert!(words.contains(due), "{words}");
        assert!(!self.stored().exists(), "something was stored");
    }
}

#[test]
fn a_whole_log_becomes_a_record_of_the_device_lane() {
    let place = Place::new();
    let mut serial = Serial::default();
    serial.take(place.log().as_bytes());
    take(&place.workspace, &serial).unwrap();
    let lanes = store::lanes(&place.workspace).unwrap();
    let record = lanes.get(Lane::Device, "native", "default", "noop").unwrap();
    assert_eq!(record.outcome, Outcome::Pass);
    assert_eq!(record.provenance, Provenance::Device);
    let cycles = |phase| record.samples.get(phase, unit::CYCLES).to_vec();
    assert_eq!(cycles(phase::UPDATE), [9000, 9001, 9002]);
    assert_eq!(cycles(phase::UPDATE_TOTAL), [27_003]);
    assert_eq!(cycles(phase::START), [500]);
    assert_eq!(cycles(phase::FIRST_FRAME), [9500]);
    assert_eq!(cycles(phase::SHOW), [1_966_000, 1_966_001]);
    assert_eq!(record.memory.heap_peak_bytes, Some(1234));
    assert_eq!(record.memory.static_ram_bytes, Some(50_000));
    assert_eq!(record.image, Some(Sha256([3; 32])));
    assert_eq!(record.inputs, Some(Sha256([2; 32])));
    let native = record.baseline.as_ref().unwrap();
    assert_eq!(native.update_total[unit::CYCLES], [27_003]);
}

#[test]
fn an_unknown_image_is_refused() {
    let place = Place::new();
    let log = place.pass("fedcba9876543210", "measure", FRAMES, 9000);
    place.refused(log.as_bytes(), "image is unknown here");
}

#[test]
fn a_log_cut_anywhere_stores_nothing() {
    let place = Place::new();
    let log = place.pass(IMAGE, "measure", FRAMES, 9000);
    let whole = log.len() - 2;
    for end in 0..whole {
        let mut serial = Serial::default();
        serial.take(&log.as_bytes()[..end]);
        let error = take(&place.workspace, &serial).expect_err("cut");
        let words = format!("{error:#}");
        let told = words.contains("cut") || words.contains("no whole transcript");
        assert!(told, "{end}: {words}");
    }
    assert!(!place.stored().exists(), "something was stored");
}

#[test]
fn a_garbled_log_stores_nothing() {
    let place = Place::new();
    let log = place.log();
    // A line is lost in the middle.
    let lines: Vec<&str> = log.lines().collect();
    for lost in 1..lines.len() {
        let rest: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| *line).collect();
        let mut serial = Serial::default();
        serial.take((rest.join("\n") + "\n").as_bytes());
        assert!(take(&place.workspace, &serial).is_err(), "without {lost}");
    }
    // Bytes were changed on the way.
    for at in (20..log.len()).step_by(7) {
        let mut bytes = log.clone().into_bytes();
        bytes[at] ^= 0x80;
        let mut serial = Serial::default();
        serial.take(&bytes);
        let result = take(&place.workspace, &serial);
        assert!(result.is_err(), "byte {at}: {result:?}");
    }
    assert!(!place.stored().exists(), "something was stored");
}

#[test]
fn what_is_of_no_badge_or_of_another_config_is_refused() {
    let place = Place::new();
    place.refused(b"", "no whole transcript");
    place.refused(b"\x00\xff noise\n", "no whole transcript");
    let log = place.log();
    let host =
        log.replace(&format!(r#","image":"{IMAGE}","workload":"noop","pass":"measure""#), "");
    place.refused(host.as_bytes(), "names no image");
    let other = log.replace(r#""config":"default""#, r#""config":"other""#);
    place.refused(other.as_bytes(), "native/other answered");
    let nanoseconds = log.replace(r#""unit":"cycles""#, r#""unit":"ns""#);
    place.refused(nanoseconds.as_bytes(), "instead of cycles");
    let only_shown = place.pass(IMAGE, "show", 2, 1_966_000);
    place.refused(only_shown.as_bytes(), "measure is missing");
}

#[test]
fn other_pictures_are_a_mismatch_and_carry_no_timing() {
    let place = Place::new();
    let log = place.log().replace(&place.links[2], "00000000");
    let mut serial = Serial::default();
    serial.take(log.as_bytes());
    let records = take(&place.workspace, &serial).unwrap();
    assert_eq!(records[0].outcome, Outcome::Mismatch);
    assert!(records[0].samples.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_port_is_listened_to_until_everything_is_said() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::io::Write;

    let place = Place::new();
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let path = PathBuf::from(name.to_str().unwrap());
    let mut master = fs::File::from(master);
    // The end of what was said before anyone listened comes first.
    let late = place.pass(IMAGE, "measure", FRAMES, 1);
    let tail: String = late.lines().skip(2).map(|line| line.to_owned() + "\n").collect();
    let log = tail + &place.log();
    let (said, ready) = std::sync::mpsc::channel::<()>();
    let badge = std::thread::spawn(move || {
        // What arrives before the port is raw would be echoed and changed.
        ready.recv().unwrap();
        std::thread::sleep(Duration::from_millis(500));
        for chunk in log.as_bytes().chunks(100) {
            master.write_all(chunk).unwrap();
            std::thread::sleep(Duration::from_millis(2));
        }
        master
    });
    said.send(()).unwrap();
    let serial = badge_harness::pybadge::ingest::listen(
        &place.workspace,
        &path,
        921_600,
        Duration::from_secs(20),
    )
    .unwrap();
    drop(badge.join().unwrap());
    assert_eq!(serial.violation, None);
    assert_eq!(serial.transcripts.len(), 2);
    assert_eq!(
        serial.transcripts[0].hello.badge.as_ref().unwrap().image,
        IMAGE.parse::<ImageId>().unwrap()
    );
    take(&place.workspace, &serial).unwrap();
}
