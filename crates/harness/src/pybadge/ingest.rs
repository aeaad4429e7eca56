//! A badge's own numbers, from its serial port or from a
//! saved log, into the lane `device`.

use crate::plan::baseline;
use crate::progress::Progress;
use crate::pybadge::device;
use crate::pybadge::emulated::Serial;
use crate::pybadge::flash::port::{Port, is_there};
use crate::pybadge::image::Note;
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail, ensure};
use badge_catalogue::Date;
use badge_protocol::payload::Pass;
use badge_protocol::{Transcript, Violation};
use badge_records::{Lane, Record};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

/// More than a badge says of all workloads.
const MAX_LOG_BYTES: u64 = 64 << 20;

/// How long a badge may say nothing.
const SILENCE: Duration = Duration::from_secs(300);

/// How long the system may take to set up a port.
const SET_UP: Duration = Duration::from_secs(3);

/// Reads a source and stores what it says, or nothing.
///
/// # Errors
///
/// When the source cannot be read, is cut or garbled, or is of an image that
/// was not made here.
pub fn ingest(workspace: &Workspace, source: &Path, baud: u32) -> Result<Vec<Record>> {
    let serial = if source.is_file() {
        from_file(source)
    } else if source.is_dir() {
        bail!("{} is a directory; give a port or a file", source.display());
    } else if is_there(source) {
        listen(workspace, source, baud, SILENCE)
    } else {
        bail!("{} is neither a port nor a file", source.display());
    };
    serial
        .and_then(|serial| take(workspace, &serial))
        .with_context(|| format!("{}: nothing is stored", source.display()))
}

/// Makes records of what a badge said and stores all of them, a whole file at
/// a time.
///
/// # Errors
///
/// When anything about them is wrong; nothing is stored then.
pub fn take(workspace: &Workspace, serial: &Serial) -> Result<Vec<Record>> {
    if let Some(violation) = &serial.violation {
        bail!("cut or garbled: {violation}");
    }
    ensure!(
        !serial.is_within_transcript(),
        "cut: the last transcript is not whole, {}",
        serial.progress()
    );
    let stored = store::lanes(workspace)?;
    let (native, _) = baseline(&workspace.catalogue).context("there is no native baseline")?;
    let today = jiff::Timestamp::now().to_string();
    let today = today.get(..10).context("the clock has no date")?;
    let date = today.parse::<Date>().map_err(anyhow::Error::msg)?;
    let records = device::records(workspace, &serial.transcripts, &stored, &native.name, date)?;
    let mut by_runtime: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for record in &records {
        record
            .check()
            .map_err(|(key, reason)| anyhow::anyhow!("{}: {key}: {reason}", record.workload))?;
        let of_runtime = by_runtime.entry(&record.runtime).or_default();
        of_runtime.push(record.clone());
    }
    for (runtime, records) in by_runtime {
        store::merge(workspace, Lane::Device, runtime, &records)?;
    }
    Ok(records)
}

fn from_file(file: &Path) -> Result<Serial> {
    let size = fs::metadata(file).context("it cannot be read")?.len();
    ensure!(
        size <= MAX_LOG_BYTES,
        "{size} bytes are no log of a badge; at most {MAX_LOG_BYTES} are read"
    );
    let mut serial = Serial::default();
    serial.take(&fs::read(file).context("it cannot be read")?);
    Ok(serial)
}

/// Listens until the image has said everything. The badge restarts between its
/// passes, and a port over USB goes away with it: whole transcripts stay.
///
/// # Errors
///
/// When the port cannot be opened, or the badge says nothing for long.
pub fn listen(workspace: &Workspace, path: &Path, baud: u32, silence: Duration) -> Result<Serial> {
    let progress = Progress::new("listening", 0);
    let mut heard = Instant::now();
    let mut missed = None;
    println!(
        "listening at {}; start the badge again (reset) if it is done already",
        path.display()
    );
    let mut serial = Serial::default();
    let mut reopened: Option<Instant> = None;
    loop {
        let whole = serial.transcripts.len();
        let mut port = match Port::open(path, baud) {
            Ok(port) => port,
            // The system sets up a port that is back a moment later.
            Err(_) if reopened.is_some_and(|at| at.elapsed() < SET_UP) => {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            }
            Err(error) => return Err(error),
        };
        let mut bytes = [0; 4096];
        loop {
            match port.read(&mut bytes) {
                Ok(0) if !is_there(path) => break,
                Ok(0) => {}
                Ok(count) => {
                    heard = Instant::now();
                    serial.take(&bytes[..count]);
                    progress.begin(&format!(
                        "{} transcripts, {}",
                        serial.transcripts.len(),
                        serial.progress()
                    ));
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The badge restarts, and its port with it.
                Err(_) => break,
            }
            // The beginning was missed: there will be another.
            if serial.violation.is_some() && serial.transcripts.len() == whole {
                missed = serial.restart();
            }
            if serial.violation.is_some() || is_complete(workspace, &serial)? {
                progress.finish();
                return Ok(serial);
            }
            patience(heard, silence, missed.as_ref())?;
        }
        progress.say("the badge restarts");
        serial.restart();
        while !is_there(path) {
            patience(heard, silence, missed.as_ref())?;
            std::thread::sleep(Duration::from_millis(20));
        }
        reopened = Some(Instant::now());
    }
}

fn patience(heard: Instant, silence: Duration, missed: Option<&Violation>) -> Result<()> {
    if heard.elapsed() < silence {
        return Ok(());
    }
    let seconds = silence.as_secs();
    match missed {
        Some(violation) => bail!(
            "the badge has said nothing for {seconds} s, and before that nothing whole: {violation}"
        ),
        None => bail!("the badge has said nothing for {seconds} s"),
    }
}

/// Whether the image has said what its note announces. An unknown image is
/// complete at once: there is nothing to wait for.
fn is_complete(workspace: &Workspace, serial: &Serial) -> Result<bool> {
    let Some(last) = serial.transcripts.last() else {
        return Ok(false);
    };
    let Some(hello) = &last.hello.badge else {
        return Ok(true);
    };
    let Some(note) = Note::find(workspace, hello.image)? else {
        return Ok(true);
    };
    let has = |workload: &str, pass: Pass| {
        let is = |t: &&Transcript| {
            let badge = t.hello.badge.as_ref();
            badge.is_some_and(|badge| badge.workload == workload && badge.pass == pass)
        };
        serial.transcripts.iter().find(is)
    };
    Ok(note.entries.iter().all(|entry| {
        let timed = workspace
            .catalogue
            .workload(&entry.workload)
            .is_none_or(|workload| workload.is_timed());
        has(&entry.workload, Pass::Measure).is_some_and(|measured| {
            // What ended badly is not shown.
            let shows = timed && entry.show_frames > 0 && measured.end.is_none();
            !shows || has(&entry.workload, Pass::Show).is_some()
        })
    }))
}
