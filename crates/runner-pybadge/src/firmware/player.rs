//! What surrounds a cartridge: pads, the panel, the voice, the disk in flash.

use super::bench::PyBench;
use super::device::Device;
use super::{image, passes, screens};
use crate::saves::{self, Flash, Saves};
use crate::schedule::Job;
use crate::scroll::Showing;
use badge::button;
use badge_protocol::payload::{PAYLOAD_ALIGNMENT, Pass};
use badge_runner::CartBench;
use badge_wasm4::{Console, FRAME_BYTES, Page, SIZE, Wave, frame, pad, palette, to_444};
use pybadge_board::CORE_HZ;
use pybadge_bsp::storage::{BLOCK_BYTES, QUAD_BYTES, STORAGE};
use pybadge_bsp::{Shape, Storage, Voice, memory};

/// Updates a second.
const TICK_CYCLES: u64 = CORE_HZ as u64 / 60;

/// Ticks by which a game may be behind before it runs slower.
const MOST_BEHIND: u64 = 4;

/// Ticks from a disk's first change to its writing, so that a cartridge that stores
/// in every tick wears flash once in two seconds.
const UNSAVED_TICKS: u32 = 120;

/// Bytes of a row of the picture.
const ROW_BYTES: usize = SIZE / 4;

/// A cartridge as it is played.
pub(super) struct Player {
    due: u64,
    late: bool,
    held: u8,
    /// Start was pressed: the tick ends in a pause.
    pausing: bool,
    showing: Showing,
    /// Under which key its disk is stored.
    key: u32,
    /// A changed disk, and the ticks until it is written.
    unsaved: Option<u32>,
}

impl Player {
    pub(super) fn new(device: &Device, name: &str) -> Self {
        Self {
            due: device.board.cycles.now() + TICK_CYCLES,
            late: false,
            held: 0,
            pausing: false,
            showing: Showing::default(),
            key: saves::key(name),
            unsaved: None,
        }
    }

    /// Waits for a tick, and says which buttons are down.
    fn wait(&mut self, device: &mut Device) -> u8 {
        let now = device.board.cycles.now();
        self.late = now > self.due;
        if now > self.due + MOST_BEHIND * TICK_CYCLES {
            self.due = now;
        }
        while device.board.cycles.now() < self.due {}
        self.due += TICK_CYCLES;
        let buttons = device.board.buttons.read();
        let pressed = buttons & !self.held;
        self.held = buttons;
        if let Some(command) = device.board.serial.read() {
            screens::obey(device, command);
        }
        if pressed & button::SELECT != 0 {
            self.showing.scroll();
        }
        if pressed & button::START != 0 {
            self.pausing = true;
            return 0;
        }
        buttons
    }

    /// The pause after a tick with Start. The person may leave, so the disk is
    /// written first.
    fn pause(&mut self, device: &mut Device, job: Job, console: &mut Console) {
        self.pausing = false;
        device.quiet();
        if self.unsaved.take().is_some() {
            self.save(device, console);
        }
        screens::pause_cartridge(device, job, &mut self.showing);
        device.board.display.present_indexed(|_| ());
        self.due = device.board.cycles.now() + TICK_CYCLES;
        self.held = device.board.buttons.read();
    }

    fn show(&mut self, device: &mut Device, page: &Page) {
        let view = self.showing.view();
        let colors = palette(page).map(to_444);
        let rows: &[u8; FRAME_BYTES] = match frame(page).try_into() {
            Ok(rows) => rows,
            Err(_) => return,
        };
        let (rows, _) = rows.as_chunks::<ROW_BYTES>();
        device.board.display.present_indexed(|picture| {
            picture.colors = colors;
            for (index, row) in picture.rows.iter_mut().enumerate() {
                *row = rows[view.source(index)];
            }
        });
    }

    fn sound(device: &mut Device, console: &Console) {
        match console.sound.beeper() {
            Some(voice) => device.board.speaker.sound(Voice {
                frequency_hz: voice.frequency as u32,
                loudness: (u32::from(voice.level) * 255 / 100) as u8,
                shape: match voice.wave {
                    Wave::Pulse(eighths) => Shape::Pulse(eighths),
                    Wave::Triangle => Shape::Pulse(4),
                    Wave::Noise => Shape::Noise,
                },
            }),
            None if device.board.speaker.sounding() => device.board.speaker.silence(),
            None => (),
        }
    }

    /// Writes a changed disk two seconds after its first change.
    fn keep(&mut self, device: &mut Device, console: &mut Console) {
        if console.disk.take_changed() {
            self.unsaved.get_or_insert(UNSAVED_TICKS);
        }
        match self.unsaved {
            Some(0) => {
                self.unsaved = None;
                self.save(device, console);
            }
            Some(ticks) => self.unsaved = Some(ticks - 1),
            None => (),
        }
    }

    fn save(&self, device: &mut Device, console: &Console) {
        if let Some(mut saves) = saved(device) {
            saves.store(self.key, console.disk.contents());
        }
    }
}

impl PyBench<'_> {
    /// What a cartridge has stored, for one that is played.
    pub(super) fn stored(&mut self, key: u32) -> badge_wasm4::Disk {
        let stored = match self.pass() {
            Pass::Play => saved(self.device()),
            Pass::Measure | Pass::Show => None,
        };
        let bytes = stored.as_ref().and_then(|saves| saves.load(key));
        badge_wasm4::Disk::new(bytes.unwrap_or_default())
    }
}

impl CartBench for PyBench<'_> {
    fn pads(&mut self, tick: u32, _: [u8; 4]) -> [u8; 4] {
        let pass = self.pass();
        let first = match pass {
            Pass::Play => {
                let (device, player) = self.device_and_player();
                gamepad(player.wait(device))
            }
            Pass::Measure | Pass::Show => {
                if pass == Pass::Measure && tick > 0 && self.device().key_pressed() {
                    passes::skip(self);
                }
                self.traced(tick)
            }
        };
        [first, 0, 0, 0]
    }

    fn shown(&mut self, tick: Option<u32>, console: &mut Console, page: &Page) {
        let (job, pass) = (self.job(), self.pass());
        if tick.is_none() || pass == Pass::Measure {
            return;
        }
        let (device, player) = self.device_and_player();
        if pass == Pass::Show {
            player.show(device, page);
            return;
        }
        if player.showing.shows(player.late) {
            player.show(device, page);
        }
        Player::sound(device, console);
        player.keep(device, console);
        if player.pausing {
            player.pause(device, job, console);
        }
    }
}

/// The badge's buttons as a gamepad: A is its first button, B the second.
fn gamepad(buttons: u8) -> u8 {
    let map = [
        (button::A, pad::X),
        (button::B, pad::Z),
        (button::LEFT, pad::LEFT),
        (button::RIGHT, pad::RIGHT),
        (button::UP, pad::UP),
        (button::DOWN, pad::DOWN),
    ];
    let held = map.into_iter().filter(|(from, _)| buttons & from != 0);
    held.fold(0, |pad, (_, to)| pad | to)
}

struct End<'d>(&'d mut Storage);

impl Flash for End<'_> {
    const BLOCK_BYTES: usize = BLOCK_BYTES;

    fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    fn erase(&mut self, block: usize) {
        self.0.erase(block);
    }

    fn write(&mut self, offset: usize, quad: &[u8; QUAD_BYTES]) {
        self.0.write(offset, quad);
    }
}

/// The disks; none where the image reaches into their flash.
fn saved(device: &mut Device) -> Option<Saves<End<'_>>> {
    let start = memory::image_end().next_multiple_of(PAYLOAD_ALIGNMENT);
    let end = start + image::payload().ok()?.len();
    (end <= STORAGE.start as usize).then(|| Saves::new(End(&mut device.board.storage)))
}
