//! The life of a cartridge, its disk, its traces, and the stand-in font.

mod common;

use badge_wasm4::{
    Called, Cartridge, Console, Disk, Entry, Guest, Input, LINE_BYTES, Page, STAND_IN, TickError,
    frame, pad, palette,
};
use std::cell::RefCell;

struct Scripted {
    console: Console,
    page: Box<Page>,
    calls: Vec<Entry>,
    /// What the page holds at 0x16, 0x1a and in the first byte of the picture
    /// when `start` and `update` begin.
    seen: Vec<[u8; 3]>,
    traps: Option<Entry>,
    absent: bool,
}

impl Guest for Scripted {
    type Error = &'static str;

    fn call(&mut self, entry: Entry) -> Result<Called, &'static str> {
        if self.absent {
            return Ok(Called::Absent);
        }
        self.calls.push(entry);
        if matches!(entry, Entry::Start | Entry::Update) {
            self.seen.push([self.page[0x16], self.page[0x1a], self.page[0xa0]]);
            self.page[0xa0] = 0xff;
        }
        if self.traps == Some(entry) { Err("unreachable") } else { Ok(Called::Returned) }
    }

    fn lend<T>(&mut self, f: impl FnOnce(&mut Console, &mut Page) -> T) -> Result<T, &'static str> {
        Ok(f(&mut self.console, &mut self.page))
    }
}

fn cartridge() -> Cartridge<Scripted> {
    Cartridge::new(Scripted {
        console: common::console(None),
        page: common::page(),
        calls: Vec::new(),
        seen: Vec::new(),
        traps: None,
        absent: false,
    })
}

#[test]
fn entries_come_in_order_and_start_sees_no_pads_and_no_frame_after_it() {
    let mut cartridge = cartridge();
    let input = Input { pads: [pad::X | pad::DOWN, 0, 0, 0], mouse: (5, -1), mouse_buttons: 1 };
    assert_eq!(cartridge.tick(&input), Ok(()));
    cartridge.guest().page[0x1f] = 1;
    assert_eq!(cartridge.tick(&input), Ok(()));
    let guest = cartridge.guest();
    use Entry::{Initialize, PosixStart, Start, Update};
    assert_eq!(guest.calls, [PosixStart, Initialize, Start, Update, Update]);
    assert_eq!(guest.seen, [[0, 0xff, 0], [0x81, 5, 0], [0x81, 5, 0xff]]);
    assert_eq!(guest.page[0x1a..0x1f], [5, 0, 0xff, 0xff, 1]);
}

#[test]
fn a_trap_ends_a_cartridge_wherever_it_comes() {
    for entry in [Entry::PosixStart, Entry::Initialize, Entry::Start, Entry::Update] {
        let mut cartridge = cartridge();
        cartridge.guest().traps = Some(entry);
        let input = Input::default();
        assert_eq!(cartridge.tick(&input), Err(TickError::Trap(entry, "unreachable")));
        assert_eq!(cartridge.tick(&input), Err(TickError::Ended));
        assert_eq!(cartridge.guest().calls.last(), Some(&entry));
    }
}

#[test]
fn a_cartridge_without_exports_ticks_and_its_sound_goes_on() {
    let mut cartridge = cartridge();
    cartridge.guest().absent = true;
    cartridge.guest().console.tone([440, 2, 100, 0]);
    for sounds in [true, true, false] {
        assert_eq!(cartridge.tick(&Input::default()), Ok(()));
        assert_eq!(cartridge.guest().console.sound.beeper().is_some(), sounds);
    }
}

#[test]
fn a_fresh_page_has_the_first_values_and_nothing_else() {
    let page = common::page();
    assert_eq!(palette(&page), [0xe0_f8cf, 0x86_c06c, 0x30_6850, 0x07_1821]);
    assert_eq!(page[0x14..0x20], [3, 0x12, 0, 0, 0, 0, 0xff, 0x7f, 0xff, 0x7f, 0, 0]);
    assert!(page[..4].iter().chain(&page[0x20..]).all(|&byte| byte == 0));
    assert_eq!(frame(&page).len(), 6400);
}

#[test]
fn the_disk_replaces_cuts_and_refuses() {
    let mut console = Console::new(&STAND_IN, Disk::new(b"old"));
    let mut page = common::page();
    assert!(!console.disk.take_changed());
    assert_eq!(console.diskr(&mut page, [0x2000, 100]), Ok(3));
    assert_eq!(page[0x2000..0x2004], *b"old\0");
    assert_eq!(console.diskr(&mut page, [0x3000, 2]), Ok(2));
    assert_eq!(page[0x3000..0x3003], *b"ol\0");
    assert_eq!(console.diskw(&page, [0x2000, 3]), Ok(3));
    assert!(!console.disk.take_changed(), "the same bytes again");
    assert_eq!(console.diskw(&page, [0x2001, 1]), Ok(1));
    assert_eq!(console.disk.contents(), b"l");
    assert!(console.disk.take_changed() && !console.disk.take_changed());
    assert_eq!(console.diskw(&page, [0, i32::MAX]), Ok(1024));
    assert_eq!(console.disk.contents(), &page[..1024]);
    for args in [[0, -1], [65_535, 2], [-1, 1]] {
        assert!(console.diskw(&page, args).is_err(), "diskw {args:?}");
        assert!(console.diskr(&mut page, args).is_err(), "diskr {args:?}");
    }
    assert_eq!(console.disk.contents().len(), 1024);
}

thread_local!(static TRACED: RefCell<String> = const { RefCell::new(String::new()) });

fn traced(call: impl FnOnce(&Console, &mut Page)) -> String {
    let mut console = common::console(None);
    console.set_trace(|text| TRACED.with_borrow_mut(|all| all.push_str(text)));
    call(&console, &mut common::page());
    TRACED.take()
}

fn put(page: &mut Page, bytes: &[u8]) {
    page[0x2000..][..bytes.len()].copy_from_slice(bytes);
}

#[test]
fn traces_are_decoded_and_end_a_line() {
    let line = traced(|console, page| {
        put(page, b"h\xc3\xa9\xff!\0no");
        console.trace(page, [0x2000]);
        console.trace_utf8(page, [0x2000, 3]);
        console.trace_utf8(page, [0x2000, -1]);
        put(page, &[0x3d, 0xd8, 0x00, 0xde, 0x41, 0, 0x00, 0xd8, 0x42]);
        console.trace_utf16(page, [0x2000, 9]);
    });
    assert_eq!(line, "hé\u{fffd}!\nhé\n\n\u{1f600}A\u{fffd}\n");
}

#[test]
fn formats_read_their_arguments_without_alignment() {
    let line = traced(|console, page| {
        put(page, b"%d %x %c|%s|%f %% %q %");
        page[0x3000..0x3003].copy_from_slice(b"str");
        let mut arguments = Vec::new();
        for word in [-7_i32, -255, 0x41, 0x3000] {
            arguments.extend(word.to_le_bytes());
        }
        arguments.extend(1.5_f64.to_le_bytes());
        page[0x4001..][..arguments.len()].copy_from_slice(&arguments);
        console.tracef(page, [0x2000, 0x4001]);
    });
    assert_eq!(line, "-7 -ff A|str|1.5 % %q %\n");
}

#[test]
fn a_line_without_end_is_cut() {
    let line = traced(|console, page| {
        page.fill(b'a');
        console.trace(page, [0]);
    });
    assert_eq!(line.len(), LINE_BYTES + 1);
}

#[test]
fn every_code_with_a_glyph_has_ink_and_no_other() {
    for (index, glyph) in STAND_IN.as_chunks::<8>().0.iter().enumerate() {
        let code = index + 32;
        let blank = matches!(code, 0x20 | 0x82 | 0x83 | 0x88..=0xa0 | 0xad);
        assert_eq!(*glyph == [0xff; 8], blank, "code {code:#x}");
    }
}
