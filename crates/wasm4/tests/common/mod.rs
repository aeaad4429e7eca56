//! The imports by name, and a second implementation behind the same names.

// Each test file takes what it needs.
#![allow(dead_code)]

pub(crate) mod reference;

use badge_wasm4::{Console, Disk, Font, Page, STAND_IN, reset};

/// Names of the imports with the number of their parameters.
pub(crate) const IMPORTS: [(&str, usize); 17] = [
    ("blit", 6),
    ("blitSub", 9),
    ("line", 4),
    ("hline", 3),
    ("vline", 3),
    ("oval", 4),
    ("rect", 4),
    ("text", 3),
    ("textUtf8", 4),
    ("textUtf16", 4),
    ("tone", 4),
    ("diskr", 2),
    ("diskw", 2),
    ("trace", 1),
    ("traceUtf8", 2),
    ("traceUtf16", 2),
    ("tracef", 2),
];

/// A page as it is before instantiation.
pub(crate) fn page() -> Box<Page> {
    let mut page = Box::new([0; badge_wasm4::PAGE_BYTES]);
    reset(&mut page);
    page
}

/// The console's own font from the file that `WASM4_FONT` names.
pub(crate) fn official_font() -> Option<&'static Font> {
    let path = std::env::var_os("WASM4_FONT")?;
    let bytes = std::fs::read(&path).expect("WASM4_FONT names a file that can be read");
    assert_eq!(crc32fast::hash(&bytes), 0x7366_223d, "WASM4_FONT names another file");
    Some(Box::leak(Box::<Font>::new(bytes.try_into().expect("1,792 bytes"))))
}

pub(crate) fn console(font: Option<&'static Font>) -> Console {
    Console::new(font.unwrap_or(&STAND_IN), Disk::default())
}

/// Calls an import; what it returns, -1 where the cartridge traps.
pub(crate) fn call(console: &mut Console, page: &mut Page, name: &str, args: &[i32]) -> i32 {
    fn array<const N: usize>(args: &[i32]) -> [i32; N] {
        args.try_into().expect("as many arguments as parameters")
    }
    match name {
        "blit" => console.blit(page, array(args)),
        "blitSub" => console.blit_sub(page, array(args)),
        "line" => console.line(page, array(args)),
        "hline" => console.hline(page, array(args)),
        "vline" => console.vline(page, array(args)),
        "oval" => console.oval(page, array(args)),
        "rect" => console.rect(page, array(args)),
        "text" => console.text(page, array(args)),
        "textUtf8" => console.text_utf8(page, array(args)),
        "textUtf16" => console.text_utf16(page, array(args)),
        "tone" => console.tone(array(args)),
        "diskr" => return console.diskr(page, array(args)).unwrap_or(-1),
        "diskw" => return console.diskw(page, array(args)).unwrap_or(-1),
        "trace" => console.trace(page, array(args)),
        "traceUtf8" => console.trace_utf8(page, array(args)),
        "traceUtf16" => console.trace_utf16(page, array(args)),
        "tracef" => console.tracef(page, array(args)),
        _ => panic!("no import {name}"),
    }
    0
}
