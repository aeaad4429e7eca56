//! The files of records: how they are written, and what is refused.

use badge_catalogue::Outcome;
use badge_records::{Lane, Lanes, Provenance, Record, format_lines, parse_lines};

/// A line as it is stored.
const LINE: &str = r#"{"runtime":"alpha","config":"eager","version":"1.2.3","workload":"badge","target":"host","outcome":"pass","provenance":"measured","trap":{"kind":"out-of-fuel","frame":-1},"module":{"name":"badge.wasm","sha256":"abababababababababababababababababababababababababababababababab","bytes":9876},"frames":2,"hash":"00ab12cd","samples":{"update":{"ns":[5,6]},"update_total":{"ns":[11,12,13]}},"baseline":{"session":"2026-11-24.1","frames":2,"update_total":{"ns":[9]}},"memory":{"peak_rss_bytes":12582912,"stack_bytes":4321},"machine":"example-2","date":"2026-11-24","commit":"0123456789abcdef"}
"#;

fn record() -> Record {
    parse_lines("a.jsonl", LINE).expect("valid").remove(0)
}

#[track_caller]
fn refused(from: &str, to: &str, key: &str) {
    assert!(LINE.contains(from), "the example lacks {from}");
    let error = parse_lines("a.jsonl", &LINE.replacen(from, to, 1)).expect_err("invalid");
    assert_eq!((error.line, error.key.as_str()), (Some(1), key), "{error}");
}

#[test]
fn records_are_written_as_they_are_read() {
    assert_eq!(format_lines(&[record()]).as_deref(), Ok(LINE));
}

#[test]
fn records_are_sorted_by_cell() {
    let later = Record { workload: "life".into(), ..record() };
    let text = format_lines(&[later, record()]).expect("valid");
    assert!(text.starts_with(LINE), "{text}");
}

#[test]
fn mistakes_name_line_and_key() {
    refused("\"config\"", "\"konfig\"", "");
    refused("\"pass\"", "\"mismatch\"", "samples");
    refused("\"measured\"", "\"cited\"", "provenance");
    refused("\"measured\"", "\"none\"", "provenance");
    refused("[5,6]", "[5,6,7]", "samples");
    refused("\"update_total\":{\"ns\":[11", "\"updates\":{\"ns\":[11", "samples");
    refused("{\"ns\":[9]}", "{\"s\":[9]}", "baseline");
    refused("00ab12cd", "00AB12CD", "");
    refused("out-of-fuel", "fuel", "");
    let twice = parse_lines("a.jsonl", &LINE.repeat(2)).expect_err("one record per cell");
    assert_eq!((twice.line, twice.key.as_str()), (Some(2), "workload"));
}

#[test]
fn another_date_or_commit_is_the_same_observation() {
    let old = record();
    let mut new =
        Record { date: "2027-01-01".parse().expect("a date"), commit: None, ..old.clone() };
    assert!(new.same_observation(&old));
    new.detail = Some("signal 6".into());
    assert!(!new.same_observation(&old));
}

#[test]
fn lanes_are_never_mixed() {
    let insert = |lane, record| Lanes::default().insert(lane, "data/a.jsonl", vec![record]);
    assert_eq!(insert(Lane::Host, record()), Ok(()));
    let error = insert(Lane::Emulated, record()).expect_err("a host record");
    assert_eq!((error.file.as_str(), error.key.as_str()), ("data/a.jsonl", "target"));
    let device = Record { provenance: Provenance::Device, ..record() };
    assert_eq!(insert(Lane::Host, device).expect_err("another lane").key, "provenance");
    let open = Record { provenance: Provenance::None, outcome: Outcome::Crash, ..record() };
    assert_eq!(insert(Lane::Host, open), Ok(()), "not observed, hence of any lane");
}
