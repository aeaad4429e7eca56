//! A person plays a cartridge on the emulated badge: pads, sound, pause, the parts
//! of the picture, and a disk that outlives power.

use badge::button;
use badge_harness::halt::settle;
use badge_harness::pybadge::choice::{Choice, Wanted};
use badge_harness::pybadge::emulated::HZ;
use badge_harness::pybadge::flash::order::{Purpose, order};
use badge_harness::setup::Install;
use badge_harness::workspace::Workspace;
use pybadge_board::STORAGE;
use pybadge_emulator::{Badge, Boot, Limits, Reset};
use std::path::PathBuf;

/// An engine in Rust, which needs no compiler of C.
const RUNTIME: &str = "spacewasm";

/// Counts the ticks in which the first button is held, stores them, and shows them
/// as the width of a bar.
fn cartridge() -> Vec<u8> {
    let workspace = Workspace::open().expect("the workspace");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/carts/ball.wat");
    let files = [file];
    let choice = Choice::of(&workspace, RUNTIME, Wanted::Cartridges(&files)).expect("a choice");
    let made = settle(order(&workspace, &choice, Purpose::Play, Install::Forbidden));
    let (made, _) = made.expect("no fault of ours").expect("an image");
    assert_eq!(made.asked.entry.workload, "ball");
    made.image.uf2
}

struct Player(Badge);

impl Player {
    fn switch_on(&mut self) {
        assert_eq!(self.0.reset(Reset::Power), Boot::Application);
        self.hold(0, 1.0);
    }

    /// Holds buttons for so many seconds.
    fn hold(&mut self, buttons: u8, seconds: f64) {
        // The shift register has the first button in its highest bit.
        self.0.set_buttons(buttons.reverse_bits());
        self.0.run(Limits::cycles((seconds * HZ as f64) as u64));
    }

    fn press(&mut self, buttons: u8) {
        self.hold(buttons, 0.1);
        self.hold(0, 0.1);
    }

    /// Pixels of the bar, which stands in rows 150 to 155 of the picture and in
    /// colour 4.
    fn bar(&self) -> usize {
        let screen = self.0.screen();
        let row = 120 + 3;
        let pixel = |x: usize| &screen.rgb[3 * (row * screen.width + x)..][..3];
        let dark = pixel(10);
        (10..150).take_while(|x| pixel(*x) == dark).count()
    }

    fn words(&self) -> Vec<u8> {
        self.0.screen().rgb
    }
}

#[test]
fn a_cartridge_is_played_paused_and_remembered() {
    let image = cartridge();
    let mut player = Player(Badge::new());
    player.0.load_uf2(&image).expect("an image");
    player.switch_on();
    player.0.take_samples();
    player.hold(0, 0.2);
    assert!(player.0.take_samples().is_empty(), "silent before the first tone");

    // Sixty updates a second.
    player.hold(button::A, 0.5);
    player.hold(0, 0.2);
    let counted = player.bar();
    assert!((29..=31).contains(&counted), "{counted}");
    // 440 Hz has 880 edges a second.
    let edges = player.0.take_samples().len();
    assert!((350..=700).contains(&edges), "{edges}");
    player.hold(0, 3.0);
    assert!(player.0.flash()[STORAGE.start as usize..].iter().any(|byte| *byte != 0xff));

    // What was stored outlives power.
    player.switch_on();
    assert_eq!(player.bar(), counted);

    // A paused game stands still, and shows another part of its picture afterwards.
    player.press(button::START);
    let paused = player.words();
    player.hold(0, 0.5);
    assert_eq!(player.words(), paused);
    player.press(button::DOWN);
    player.press(button::A);
    player.press(button::B);
    assert_ne!(player.bar(), counted, "rows 0 to 127");
    player.press(button::SELECT);
    player.press(button::SELECT);
    assert_eq!(player.bar(), counted, "rows 32 to 159");

    // An image that is copied again leaves the disk alone.
    player.0.load_uf2(&image).expect("an image");
    player.switch_on();
    assert_eq!(player.bar(), counted);
}
