//! What the console's own web runtime drew, by both implementations.

mod common;

use badge_wasm4::{STAND_IN, frame};
use common::reference::Reference;

#[test]
fn both_implementations_draw_what_the_web_runtime_drew() {
    let font = common::official_font();
    let (mut compared, mut skipped) = (0, 0);
    let lines = include_str!("vectors.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, crc, counts, calls] = fields[..] else { panic!("four fields: {line}") };
        let mut console = common::console(font);
        let mut page = common::page();
        let mut reference = Reference { memory: page.to_vec(), font: font.unwrap_or(&STAND_IN) };
        for call in calls.split("; ").filter(|call| !call.is_empty()) {
            let mut words = call.split(' ');
            let import = words.next().expect("a name");
            let words: Vec<&str> = words.collect();
            let hex = |word: &str| u32::from_str_radix(word, 16).expect("hexadecimal");
            match import {
                "dc" | "poke" => {
                    let bytes = if import == "dc" {
                        (hex(words[0]) as u16).to_le_bytes().to_vec()
                    } else {
                        let pairs = words[1].as_bytes().chunks(2);
                        let text = |pair| std::str::from_utf8(pair).expect("ASCII");
                        pairs.map(|pair| hex(text(pair)) as u8).collect()
                    };
                    let at = if import == "dc" { 0x14 } else { hex(words[0]) as usize };
                    page[at..][..bytes.len()].copy_from_slice(&bytes);
                    reference.memory[at..][..bytes.len()].copy_from_slice(&bytes);
                }
                _ => {
                    let has_address = import.starts_with("blit") || import.starts_with("text");
                    let number = |(index, word): (usize, &&str)| match index {
                        0 if has_address => hex(word) as i32,
                        _ => word.parse().expect("decimal"),
                    };
                    let args: Vec<i32> = words.iter().enumerate().map(number).collect();
                    common::call(&mut console, &mut page, import, &args);
                    reference.call(import, &args);
                }
            }
        }
        assert!(page[..] == reference.memory[..], "{name}: the second implementation differs");
        if calls.contains("text") && font.is_none() {
            skipped += 1;
            continue;
        }
        let mut seen = [0; 4];
        for byte in frame(&page) {
            for shift in [0, 2, 4, 6] {
                seen[usize::from(byte >> shift & 3)] += 1;
            }
        }
        assert_eq!(seen.map(|count: u32| count.to_string()).join(" "), counts, "{name}");
        assert_eq!(format!("{:08x}", crc32fast::hash(frame(&page))), crc, "{name}");
        compared += 1;
    }
    println!("{compared} vectors compared");
    if font.is_none() {
        println!("{skipped} skipped: they need the console's font, which WASM4_FONT does not name");
    }
    assert_eq!((compared + skipped, skipped), (56, if font.is_some() { 0 } else { 10 }));
}
