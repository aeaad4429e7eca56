//! A payload that is written reads back; one that is malformed is named.
#![cfg(feature = "std")]

use badge::Link;
use badge_protocol::payload::{
    ENTRY_BYTES, EntryDraft, HEADER_BYTES, ImageId, Pass, Passes, Payload, PayloadDraft,
    PayloadError, SelfCheck, WriteError,
};
use std::num::NonZeroU32;

const ENTRIES: usize = HEADER_BYTES + 16;
const FONT_AT: usize = HEADER_BYTES + 8;

fn entry(workload: &str, artifact: &[u8]) -> EntryDraft {
    EntryDraft {
        workload: workload.to_owned(),
        config: "eager".to_owned(),
        trace: vec![(3, 1), (9, 0), (40, 255)],
        artifact: artifact.to_vec(),
        seed: NonZeroU32::new(0x9E37_79B9).expect("not 0"),
        frames: 600,
        calls_per_frame: 1,
        show_frames: 120,
        fuel: Some(0x1_0000_0002),
        interrupt_ms: None,
        self_check: Some(SelfCheck { frames: 30, link: Link(0xABCD) }),
    }
}

fn draft() -> PayloadDraft {
    PayloadDraft {
        passes: Passes::NONE.with(Pass::Measure).with(Pass::Show),
        plays_after_check: false,
        selection: 1,
        font: vec![7; 9],
        entries: vec![entry("badge", b"\0asm\x01\0\0\0."), entry("life", b"")],
    }
}

/// Changes a good payload and makes its CRC right again.
fn changed(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = draft().write().expect("a good draft");
    change(&mut bytes);
    let crc = crc(&bytes[HEADER_BYTES..]);
    bytes[16..20].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// Bit by bit, unlike the crate's.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
        }
    }
    !crc
}

fn put(bytes: &mut [u8], at: usize, word: u32) {
    bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
}

/// Where a word of an entry lies.
fn at(entry: usize, word: usize) -> usize {
    ENTRIES + ENTRY_BYTES * entry + 4 * word
}

#[track_caller]
fn check_refused(bytes: &[u8], due: PayloadError) {
    assert_eq!(Payload::read(bytes).expect_err("malformed"), due);
}

#[track_caller]
fn check_word(entry: usize, word: usize, value: u32, due: PayloadError) {
    check_refused(&changed(|bytes| put(bytes, at(entry, word), value)), due);
}

#[test]
fn what_is_written_reads_back() {
    let mut bytes = draft().write().unwrap();
    let length = bytes.len();
    let id = ImageId([1, 2, 3, 4, 5, 6, 7, 0xAB]);
    id.stamp(&mut bytes).unwrap();
    bytes.extend([0xFF; 100]);
    let payload = Payload::read(&bytes).unwrap();
    assert_eq!((payload.len(), payload.image()), (length, id));
    assert_eq!(payload.image().to_string(), "01020304050607ab");
    assert_eq!("01020304050607ab".parse(), Ok(id));
    assert!(payload.passes().contains(Pass::Show));
    assert!(!payload.passes().contains(Pass::Play));
    assert!(!payload.plays_after_check());
    assert_eq!((payload.selection(), payload.entries().len()), (1, 2));
    assert_eq!(payload.font(), [7; 9]);
    let badge = payload.entry(0).unwrap();
    assert_eq!((badge.workload, badge.config), ("badge", "eager"));
    assert_eq!(badge.artifact, b"\0asm\x01\0\0\0.");
    let offset = badge.artifact.as_ptr() as usize - bytes.as_ptr() as usize;
    assert_eq!(offset % 16, 0);
    let trace: Vec<_> = badge.trace.iter().collect();
    assert_eq!(trace, [(3, 1), (9, 0), (40, 255)]);
    assert_eq!(badge.seed.get(), 0x9E37_79B9);
    assert_eq!((badge.frames, badge.show_frames), (600, 120));
    assert_eq!((badge.fuel, badge.interrupt_ms), (Some(0x1_0000_0002), None));
    assert_eq!(badge.self_check.map(|check| check.link), Some(Link(0xABCD)));
    assert_eq!(payload.entry(1).unwrap().artifact, b"");
    assert!(payload.entry(2).is_none());
}

#[test]
fn a_font_may_be_absent_and_lies_behind_the_entries() {
    let bytes = PayloadDraft { font: Vec::new(), ..draft() }.write().unwrap();
    assert_eq!(Payload::read(&bytes).unwrap().font(), b"");
    check_refused(&changed(|bytes| put(bytes, FONT_AT, 40)), PayloadError::Font);
    check_refused(&changed(|bytes| put(bytes, FONT_AT + 4, u32::MAX)), PayloadError::Font);
}

#[test]
fn a_payload_cut_anywhere_is_truncated() {
    let bytes = draft().write().unwrap();
    for length in 0..bytes.len() {
        let due = if length < HEADER_BYTES { HEADER_BYTES } else { bytes.len() } as u32;
        let found = length as u32;
        check_refused(&bytes[..length], PayloadError::Truncated { due, found });
    }
}

#[test]
fn every_damaged_bit_is_noticed_but_those_of_the_image_id() {
    let bytes = draft().write().unwrap();
    for bit in 0..8 * bytes.len() {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Payload::read(&damaged).is_ok(), (24..32).contains(&(bit / 8)), "bit {bit}");
    }
}

#[test]
fn erased_flash_is_no_payload() {
    check_refused(&[0xFF; 512], PayloadError::Magic);
    check_refused(&[0; 512], PayloadError::Magic);
}

#[test]
fn another_format_and_short_lengths_are_refused() {
    check_refused(&changed(|b| put(b, 8, 3)), PayloadError::Format(3));
    check_refused(&changed(|b| put(b, 12, 39)), PayloadError::Length(39));
    let short = ENTRIES as u32 + 100;
    let cut = changed(|bytes| {
        bytes.truncate(short as usize);
        put(bytes, 12, short);
    });
    check_refused(&cut, PayloadError::Length(short));
}

#[test]
fn a_wrong_crc_says_both_sums() {
    let mut bytes = draft().write().unwrap();
    let found = crc(&bytes[HEADER_BYTES..]);
    put(&mut bytes, 16, !found);
    check_refused(&bytes, PayloadError::Crc { due: !found, found });
}

#[test]
fn requests_that_ask_for_nothing_known_are_refused() {
    check_refused(&changed(|b| b[20] = 1), PayloadError::Reserved);
    check_refused(&changed(|b| b[38] = 1), PayloadError::Reserved);
    check_refused(&changed(|b| b[32] = 0), PayloadError::Passes(0));
    check_refused(&changed(|b| b[32] = 9), PayloadError::Passes(9));
    check_refused(&changed(|b| b[33] = 2), PayloadError::Flags);
    check_refused(&changed(|b| b[36] = 0), PayloadError::Empty);
    check_refused(&changed(|b| b[34] = 2), PayloadError::Selection(2));
}

#[test]
fn spans_beyond_the_payload_overlapping_or_crooked_are_refused() {
    check_word(1, 7, 1 << 20, PayloadError::Outside(1));
    check_word(1, 6, u32::MAX, PayloadError::Outside(1));
    // Into the table of entries, into the entry before, into its own name.
    check_word(0, 0, 0, PayloadError::Overlap(0));
    check_word(1, 0, ENTRIES as u32 + 2 * ENTRY_BYTES as u32, PayloadError::Overlap(1));
    let bytes = draft().write().unwrap();
    let name = u32::from_le_bytes(bytes[at(0, 0)..at(0, 0) + 4].try_into().unwrap());
    check_word(0, 2, name, PayloadError::Overlap(0));
    let artifact = u32::from_le_bytes(bytes[at(0, 6)..at(0, 6) + 4].try_into().unwrap());
    check_word(0, 6, artifact + 1, PayloadError::Alignment(0));
}

#[test]
fn entries_with_broken_fields_are_refused() {
    check_word(0, 1, 0, PayloadError::Name(0));
    check_word(0, 5, 7, PayloadError::Trace(0));
    for word in [8, 9, 10] {
        check_word(1, word, 0, PayloadError::Zero(1));
    }
    check_word(0, 12, 8, PayloadError::Flags);
    check_word(0, 12, 0, PayloadError::Flags);
    check_word(0, 13, 5, PayloadError::Flags);
    let name = |bytes: &mut Vec<u8>| {
        let start = bytes[at(0, 0)] as usize | (bytes[at(0, 0) + 1] as usize) << 8;
        bytes[start] = 0xFF;
    };
    check_refused(&changed(name), PayloadError::Name(0));
}

#[test]
fn a_trace_that_does_not_increase_is_not_written() {
    let mut draft = draft();
    draft.entries[1].trace = vec![(3, 1), (3, 2)];
    assert_eq!(draft.write().unwrap_err(), WriteError::Refused(PayloadError::Trace(1)));
    draft.entries.clear();
    assert_eq!(draft.write().unwrap_err(), WriteError::Refused(PayloadError::Empty));
}

#[test]
fn arbitrary_bytes_are_refused_without_a_panic() {
    let mut random = 0x9E37_79B9_u32;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        random
    };
    for _ in 0..20_000 {
        let (place, value) = (next() as usize, next());
        let bytes = changed(|bytes| {
            let place = 32 + place % (bytes.len() - 36);
            put(bytes, place, value);
        });
        if let Ok(payload) = Payload::read(&bytes) {
            for entry in payload.entries() {
                assert!(entry.trace.iter().count() == entry.trace.len());
                assert!(!entry.workload.is_empty());
            }
        }
    }
}
