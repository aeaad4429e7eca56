//! The examples of `crates/pybadge-bsp` on the emulated badge: what they show,
//! send and sound, and how many frames a second the wire carries.
//!
//! `UPDATE_EXPECT=1` renews the pictures in `crates/pybadge-bsp/expected`.

#![allow(clippy::unwrap_used)] // A test may panic.
#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]

use badge_harness::pybadge::emulated::lcd;
use badge_harness::pybadge::image::{APPLICATION, Linked, uf2};
use embedded_graphics::geometry::Point;
use embedded_graphics::mock_display::MockDisplay;
use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::FONT_6X10;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::text::{Baseline, Text};
use embedded_graphics::{Drawable, geometry::Size};
use pybadge_emulator::{Badge, Boot, Image, Limits, Reset, Stop};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const HZ: u64 = pybadge_board::CORE_HZ as u64;
const MILLISECOND: u64 = HZ / 1000;
const WIDTH: usize = 160;
const PIXELS: u64 = 160 * 128;

/// Buttons as the emulator has them.
const B: u8 = 1 << 7;
const A: u8 = 1 << 6;
const START: u8 = 1 << 5;
const SELECT: u8 = 1 << 4;
const RIGHT: u8 = 1 << 3;
const DOWN: u8 = 1 << 2;
const UP: u8 = 1 << 1;
const LEFT: u8 = 1;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// Builds all examples once and gives the UF2 file of one.
fn image(example: &str) -> Vec<u8> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let directory = BUILT.get_or_init(|| {
        let target = "thumbv7em-none-eabihf";
        let status = badge_harness::cargo::cargo()
            .current_dir(root())
            .args(["build", "--locked", "--quiet", "--package", "pybadge-bsp"])
            .args(["--examples", "--target", target, "--profile", "badge"])
            .args(["--target-dir", "target"])
            .status()
            .unwrap();
        assert!(status.success(), "the examples do not build");
        root().join("target").join(target).join("badge/examples")
    });
    let elf = std::fs::read(directory.join(example)).unwrap();
    let linked = Linked::read(&elf).unwrap_or_else(|error| panic!("{example}: {error}"));
    uf2(APPLICATION.start, &linked.flash)
}

/// A badge that runs an example and what it has sent so far.
struct Running {
    badge: Badge,
    serial: String,
}

impl Running {
    fn start(example: &str, buttons: u8) -> Self {
        let mut badge = Badge::new();
        badge.load_uf2(&image(example)).unwrap();
        assert_eq!(badge.reset(Reset::Power), Boot::Application);
        badge.set_buttons(buttons);
        Self { badge, serial: String::new() }
    }

    /// Runs on for a time; the program does not end by itself.
    fn milliseconds(&mut self, milliseconds: u64) {
        let stop = self.run(milliseconds);
        assert_eq!(stop, Stop::Limit, "{}", self.serial);
    }

    fn run(&mut self, milliseconds: u64) -> Stop {
        let stop = self.badge.run(Limits::cycles(milliseconds * MILLISECOND));
        let bytes = self.badge.take_serial();
        self.serial.push_str(&String::from_utf8(bytes).unwrap());
        stop
    }

    /// Runs on until the program resets the chip, and says what starts then.
    fn resets_into(&mut self, milliseconds: u64) -> Boot {
        let stop = self.run(milliseconds);
        assert_eq!(stop, Stop::Reset, "{}", self.serial);
        self.badge.reset(Reset::Software)
    }

    /// Runs until a frame is complete, and says which it is: 0 is the black one
    /// that start-up sends.
    fn whole_frame(&mut self) -> u64 {
        let frames = self.badge.display_pixels() / PIXELS;
        for _ in 0..HZ / 10 / 50 {
            assert_eq!(self.badge.run(Limits::cycles(50)), Stop::Limit);
            let pixels = self.badge.display_pixels();
            if pixels / PIXELS > frames {
                assert_eq!(pixels % PIXELS, 0, "a pause follows a frame");
                return pixels / PIXELS - 1;
            }
        }
        panic!("no frame in a tenth of a second");
    }

    /// The lines of text on the screen, in the font of the failure screens.
    fn text(&self) -> Vec<String> {
        let glyphs = glyphs();
        let screen = self.badge.screen();
        [2, 16, 27, 38, 49, 60, 71, 82, 93, 104, 116]
            .map(|top| {
                let cells = (0..26).map(|column| cell(&screen, 2 + 6 * column, top));
                let line: String =
                    cells.map(|cell| glyphs.get(&cell).copied().unwrap_or('\u{fffd}')).collect();
                line.trim_end().to_owned()
            })
            .into()
    }
}

/// Each printable character of ASCII by its pixels.
fn glyphs() -> BTreeMap<Vec<bool>, char> {
    (' '..='~')
        .rev()
        .map(|character| {
            let mut display = MockDisplay::<BinaryColor>::new();
            let style = MonoTextStyle::new(&FONT_6X10, BinaryColor::On);
            let text = character.to_string();
            Text::with_baseline(&text, Point::zero(), style, Baseline::Top)
                .draw(&mut display)
                .unwrap();
            let Size { width, height } = FONT_6X10.character_size;
            let pixels = (0..height as i32)
                .flat_map(|y| (0..width as i32).map(move |x| Point::new(x, y)))
                .map(|point| display.get_pixel(point) == Some(BinaryColor::On))
                .collect();
            (pixels, character)
        })
        .collect()
}

/// Which pixels of a cell are not of the colour of the pixel left of it.
fn cell(screen: &Image, left: usize, top: usize) -> Vec<bool> {
    let pixel = |x: usize, y: usize| &screen.rgb[(y * WIDTH + x) * 3..][..3];
    let background = pixel(0, top);
    (top..top + 10)
        .flat_map(|y| (left..left + 6).map(move |x| (x, y)))
        .map(|(x, y)| pixel(x, y) != background)
        .collect()
}

#[track_caller]
fn check_picture(screen: &Image, name: &str) {
    let path = root().join("crates/pybadge-bsp/expected").join(format!("{name}.png"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let file = BufWriter::new(File::create(&path).unwrap());
        let mut encoder = png::Encoder::new(file, screen.width as u32, screen.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&screen.rgb).unwrap();
    }
    let decoder = png::Decoder::new(BufReader::new(File::open(&path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut expected = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut expected).unwrap();
    let differ = screen.rgb.chunks(3).zip(expected.chunks(3)).filter(|(a, b)| a != b).count();
    assert_eq!(differ, 0, "pixels differ from {}", path.display());
    assert_eq!(screen.rgb.len(), expected.len());
}

#[test]
fn hello_shows_text_and_buttons_and_says_so() {
    let mut hello = Running::start("hello", 0);
    hello.milliseconds(400);
    check_picture(&hello.badge.screen(), "hello");
    assert_eq!(hello.serial, "hello from the badge\n");
    assert_eq!(hello.badge.neopixels(), [[0; 3]; 5]);
    assert!(hello.badge.backlight() && !hello.badge.red_led());
    assert_eq!(hello.badge.display_losses(), (0, 0));

    hello.serial.clear();
    hello.badge.take_samples();
    hello.badge.set_buttons(RIGHT | A);
    hello.milliseconds(200);
    check_picture(&hello.badge.screen(), "hello-pressed");
    assert_eq!(hello.serial, "A\nRight\n");
    assert!(hello.badge.red_led());
    let colors = [[0x10, 0, 0], [0x10, 8, 0], [0, 0x10, 0], [0, 0, 0x10], [8, 0, 0x10]];
    assert_eq!(hello.badge.neopixels(), colors);

    hello.badge.set_buttons(0);
    hello.milliseconds(50);
    check_picture(&hello.badge.screen(), "hello");
    assert_eq!(hello.badge.neopixels(), [[0; 3]; 5]);
}

#[test]
fn a_tone_has_its_frequency_and_its_length() {
    let mut hello = Running::start("hello", 0);
    hello.milliseconds(300);
    hello.badge.take_samples();
    hello.badge.set_buttons(RIGHT);
    hello.milliseconds(300);
    let samples = hello.badge.take_samples();
    let edges: Vec<u64> = samples
        .windows(2)
        .filter(|pair| pair[1].1 > 2048 && pair[0].1 < 2048)
        .map(|pair| pair[1].0)
        .collect();
    // 880 Hz for 100 ms.
    assert!((86..=88).contains(&edges.len()), "{} periods", edges.len());
    let length = edges[edges.len() - 1] - edges[0];
    let frequency = (edges.len() - 1) as f64 * HZ as f64 / length as f64;
    assert!((frequency - 880.0).abs() < 1.0, "{frequency} Hz");
    assert_eq!(samples.last().unwrap().1, 2048);
}

#[test]
fn the_serial_header_receives_and_sends() {
    let mut hello = Running::start("hello", 0);
    hello.milliseconds(400);
    hello.serial.clear();
    hello.badge.send_serial(b"does it arrive?");
    hello.milliseconds(50);
    assert_eq!(hello.serial, "DOES IT ARRIVE?");
}

#[test]
fn start_with_select_held_enters_the_bootloader() {
    let mut hello = Running::start("hello", START | SELECT);
    assert_eq!(hello.resets_into(50), Boot::Bootloader);
}

#[test]
fn frames_arrive_whole_at_the_rate_of_the_wire() {
    let mut frames = Running::start("frames", 0);
    frames.milliseconds(300);
    let first = frames.whole_frame();
    let begun = frames.badge.cycles();
    for number in first + 1..=first + 20 {
        assert_eq!(frames.whole_frame(), number);
        let shown = lcd::frame(&frames.badge.screen()).unwrap();
        let drawn: Vec<u8> = (0..PIXELS as u32)
            .map(|at| ((at % 160) ^ (at / 160)).wrapping_add(number as u32 - 1) as u8)
            .collect();
        assert_eq!(lcd::difference(&shown, &drawn), None, "frame {number}");
    }
    let cycles = frames.badge.cycles() - begun;
    let rate = 20.0 * HZ as f64 / cycles as f64;
    let limit = pybadge_board::WIRE_LIMIT;
    assert!(rate >= 0.99 * limit, "{rate} of {limit} frames a second");
    assert!(rate <= limit * 1.0001, "{rate} of {limit} frames a second");

    frames.milliseconds(2000);
    let line = frames.serial.lines().next().unwrap();
    assert!(line.starts_with("frame 60: "), "{line}");
    let said = line.split_whitespace().nth(2).unwrap();
    let said: f64 = said.parse().unwrap();
    // The first frames fill the queue, and are not yet on the wire.
    assert!((said / rate - 1.0).abs() < 0.03, "{said}, not {rate}");
    assert_eq!(frames.badge.display_losses(), (0, 0));
}

#[test]
fn two_runs_are_the_same_to_the_cycle() {
    let run = || {
        let mut frames = Running::start("frames", 0);
        frames.milliseconds(600);
        (
            frames.badge.instructions(),
            frames.badge.cycles(),
            frames.badge.screen().rgb,
            frames.serial,
        )
    };
    assert!(run() == run());
}

/// Presses a button of `failures` and gives what its screen then says.
fn failure(button: u8) -> Running {
    let mut failures = Running::start("failures", 0);
    failures.milliseconds(300);
    assert!(failures.serial.starts_with("A panic, "));
    failures.serial.clear();
    failures.badge.set_buttons(button);
    failures.milliseconds(700);
    failures.badge.set_buttons(0);
    failures.milliseconds(100);
    let text = failures.text();
    assert_eq!(text[10], "A: restart  Select: update");
    // The serial line says the same, without the breaks of the lines.
    let words = |text: &str| text.replace(char::is_whitespace, "");
    let shown = text[..10].concat();
    assert_eq!(words(&shown), words(&failures.serial.replacen(':', "", 1)));
    failures
}

#[test]
fn a_panic_shows_its_message_and_place_and_the_badge_goes_on() {
    let mut panicked = failure(A);
    let text = panicked.text();
    assert_eq!(text[0], "Panic");
    assert_eq!(text[1], "as you wished, with 0x02");
    assert!(text[2].starts_with("at crates/pybadge-bsp"), "{text:?}");
    panicked.badge.set_buttons(A);
    assert_eq!(panicked.resets_into(100), Boot::Application);
    panicked.badge.set_buttons(0);
    panicked.serial.clear();
    panicked.milliseconds(300);
    assert!(panicked.serial.starts_with("A panic, "));
}

#[test]
fn a_hard_fault_shows_the_registers() {
    let mut faulted = failure(B);
    let text = faulted.text();
    assert_eq!(text[0], "Hard fault");
    assert_eq!(text[1], "bus error, data");
    let all = text.concat();
    assert!(all.contains("bfar 60000000"), "{text:?}");
    assert!(all.contains("cfsr 00008200"), "{text:?}");
    faulted.badge.set_buttons(SELECT);
    assert_eq!(faulted.resets_into(100), Boot::Bootloader);
}

#[test]
fn a_stack_overflow_is_a_fault_and_says_so() {
    let overflown = failure(UP);
    let text = overflown.text();
    assert_eq!(text[0], "Stack overflow");
    assert!(text[2].starts_with("stack from 0x20000000"), "{text:?}");
}

#[test]
fn a_program_that_hangs_is_stopped_by_the_watch() {
    let hung = failure(DOWN);
    assert_eq!(hung.text()[0], "Time is up");
    assert!(hung.text()[1].starts_with("at 0x0000"), "{:?}", hung.text());
}

#[test]
fn the_handler_of_the_watch_sees_what_hangs_and_a_disarmed_watch_is_quiet() {
    let mut failures = Running::start("failures", 0);
    failures.milliseconds(300);
    failures.badge.set_buttons(RIGHT);
    failures.milliseconds(800);
    assert!(failures.serial.contains("disarmed in time\n\nHung: "), "{}", failures.serial);
    assert_eq!(failures.text()[..2], ["Hung", "in flash: true"]);
}

#[test]
fn firmware_enters_the_bootloader_by_itself() {
    let mut failures = Running::start("failures", 0);
    failures.milliseconds(300);
    failures.badge.set_buttons(LEFT);
    assert_eq!(failures.resets_into(50), Boot::Bootloader);
}
