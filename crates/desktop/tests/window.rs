//! The window in an X server without a screen, whose memory is compared with what
//! was to be shown.

use badge_desktop::{Face, Front, Window};
use pybadge_emulator::Image;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Set in the process that opens the window.
const SHOWS: &str = "BADGE_DESKTOP_SHOWS";

/// Four colours in the quarters of the display, and a green light.
fn front() -> Front {
    let (width, height) = (160, 128);
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            rgb.extend(colour(x, y).to_be_bytes().into_iter().skip(1));
        }
    }
    let mut neopixels = [[0; 3]; 5];
    neopixels[0] = [0, 63, 0];
    Front { screen: Image { width, height, rgb }, neopixels, red_led: true }
}

fn colour(x: usize, y: usize) -> u32 {
    [[0xc0_1020, 0x10_c020], [0x20_10c0, 0xc0_c010]][usize::from(y >= 64)][usize::from(x >= 80)]
}

/// What the other process does: it shows the front until it is killed.
#[test]
fn shows() {
    if env::var_os(SHOWS).is_none() {
        return;
    }
    let mut window = Window::open("badge").expect("a window");
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        assert_eq!(window.turn(&front()).expect("shown"), Some(0), "no key is pressed");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Ends with its scope.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_window_shows_display_and_lights_fourfold() {
    let dir = tempfile::tempdir().expect("a directory");
    let server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "800x700x24", "-nolisten", "tcp", "-fbdir"])
        .arg(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut server) = server else {
        println!("skipped: no X server without a screen: `apt-get install xvfb` supplies it");
        return;
    };
    let output = server.stdout.take().expect("piped");
    let _server = Killed(server);
    let mut number = String::new();
    BufReader::new(output).read_line(&mut number).expect("a display");
    let _shows = Killed(
        Command::new(env::current_exe().expect("this program"))
            .args(["--exact", "shows"])
            .env(SHOWS, "1")
            .env("DISPLAY", format!(":{}", number.trim()))
            .stdout(Stdio::null())
            .spawn()
            .expect("the test starts"),
    );
    let begun = Instant::now();
    loop {
        let fault = match Screen::read(&dir.path().join("Xvfb_screen0")) {
            Some(screen) => screen.fault(),
            None => Some("the server has no screen yet".to_owned()),
        };
        match fault {
            None => return,
            Some(fault) => assert!(begun.elapsed() < Duration::from_secs(20), "{fault}"),
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// The memory of the server's screen, in the format of the X window dump.
struct Screen {
    width: usize,
    pixels: Vec<u32>,
}

impl Screen {
    /// `None` before the server has written its head.
    fn read(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let word = |index: usize| {
            let at = bytes.get(index * 4..index * 4 + 4)?;
            Some(u32::from_be_bytes(at.try_into().ok()?) as usize)
        };
        let (head, width, line, colours) = (word(0)?, word(4)?, word(12)?, word(19)?);
        let rows = bytes.get(head + colours * 12..)?.chunks_exact(line);
        let pixel = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], 0]);
        let pixels = rows.flat_map(|row| row.chunks_exact(4).take(width).map(pixel)).collect();
        Some(Self { width, pixels })
    }

    /// What is not shown; `None` where all is.
    fn fault(&self) -> Option<String> {
        let first = colour(0, 0);
        let Some(start) = self.pixels.iter().position(|pixel| *pixel == first) else {
            return Some("the display's first colour is nowhere".to_owned());
        };
        let at = |x: usize, y: usize| self.pixels.get(start + y * self.width + x).copied();
        for y in 0..128 {
            for x in 0..160 {
                let shown = at(x * 4 + 2, y * 4 + 2);
                if shown != Some(colour(x, y)) {
                    return Some(format!("{shown:x?} at {x}, {y} instead of {:x}", colour(x, y)));
                }
            }
        }
        let light = at(10 * 4, (128 + 8) * 4);
        (light != Some(0x00_fc00)).then(|| format!("the first light is {light:x?}"))
    }
}
