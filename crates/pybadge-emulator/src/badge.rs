//! The emulated badge as a program uses it.

use crate::board::{Board, display, neopixel};
use crate::core::{Core, FaultTaken, Limits, RAM_START, Registers, Statistics, Stimulus, Stop};
use crate::soc::{CHIP, ResetCause, Soc};
use crate::uf2::{self, ImageError};
use pybadge_board::{APPLICATION, DOUBLE_TAP, DOUBLE_TAP_STAY};

/// Flash that the bootloader erases at once.
const ERASE_BLOCK: u32 = 8192;

/// What runs after a reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boot {
    /// The application, from its reset vector.
    Application,
    /// The bootloader, because the double-tap word asked for it.
    Bootloader,
    /// The bootloader, because there is no application: the reset word at
    /// 0x4004 does not point into flash.
    NoApplication {
        /// The word found there.
        entry: u32,
    },
}

/// How a reset came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reset {
    /// Power switched on: RAM is cleared, which a real badge does not promise.
    Power,
    /// One press of the button.
    Button,
    /// What ended a run with [`Stop::Reset`].
    Software,
}

/// The picture on the display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Pixels in a row.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
    /// Red, green, blue of each pixel, from the upper left, row by row.
    pub rgb: Vec<u8>,
}

/// An emulated PyBadge.
pub struct Badge {
    core: Core<Soc<Board>>,
}

impl Default for Badge {
    fn default() -> Self {
        Self::new()
    }
}

impl Badge {
    /// Number of NeoPixels.
    pub const NEOPIXELS: usize = neopixel::COUNT;

    /// A badge with erased flash, switched off.
    #[must_use]
    pub fn new() -> Self {
        Self { core: Core::new(Soc::new(Board::new()), CHIP) }
    }

    /// The core as its own methods take it, which know nothing of the chip.
    fn core(&mut self) -> &mut Core {
        &mut self.core
    }

    /// Writes a UF2 image to flash as the bootloader does.
    ///
    /// # Errors
    ///
    /// When the bootloader would not take the image; flash is unchanged then.
    pub fn load_uf2(&mut self, image: &[u8]) -> Result<(), ImageError> {
        let blocks = uf2::blocks(image)?;
        let mut erased = vec![false; self.core.flash.len() / ERASE_BLOCK as usize];
        for block in blocks {
            let index = (block.address / ERASE_BLOCK) as usize;
            if !std::mem::replace(&mut erased[index], true) {
                let start = index * ERASE_BLOCK as usize;
                self.core.flash[start..start + ERASE_BLOCK as usize].fill(0xff);
                self.core().forget_code(start as u32, ERASE_BLOCK);
            }
            let start = block.address as usize;
            self.core.flash[start..start + block.payload.len()].copy_from_slice(block.payload);
        }
        self.core().forget_code(APPLICATION.start, APPLICATION.len() as u32);
        Ok(())
    }

    /// Writes a raw image to flash, at an address of an application.
    ///
    /// # Errors
    ///
    /// When it does not lie in the flash of an application.
    pub fn load_binary(&mut self, address: u32, image: &[u8]) -> Result<(), ImageError> {
        let range = address as usize..(address as usize).saturating_add(image.len());
        if address < APPLICATION.start || range.end > APPLICATION.end as usize {
            return Err(ImageError::Range { address, bytes: image.len() });
        }
        self.core.flash[range].copy_from_slice(image);
        self.core().forget_code(APPLICATION.start, APPLICATION.len() as u32);
        Ok(())
    }

    /// Resets the chip and lets the bootloader decide what runs, without the
    /// half second that it waits for a second tap.
    pub fn reset(&mut self, reset: Reset) -> Boot {
        let cause = match reset {
            Reset::Power => ResetCause::Power,
            Reset::Button => ResetCause::External,
            Reset::Software => self.core.bus.reset_requested().unwrap_or(ResetCause::System),
        };
        if cause == ResetCause::Power {
            self.core.ram.fill(0);
            self.core().forget_code(RAM_START, CHIP.ram_bytes as u32);
        }
        self.core.bus.reset(cause);
        let tapped = self.core().peek_word(DOUBLE_TAP) == DOUBLE_TAP_STAY;
        self.write_memory(DOUBLE_TAP, &[0; 4]);
        self.core().reset(APPLICATION.start);
        let entry = self.core().peek_word(APPLICATION.start + 4);
        if !APPLICATION.contains(&entry) {
            return Boot::NoApplication { entry };
        }
        if tapped { Boot::Bootloader } else { Boot::Application }
    }

    /// Runs until a limit or something that ends the run.
    pub fn run(&mut self, limits: Limits) -> Stop {
        self.core().run(limits)
    }

    /// Executes one instruction and takes exceptions that are due before it.
    /// None when nothing else ended the step.
    pub fn step(&mut self) -> Option<Stop> {
        self.core().step()
    }

    /// Instructions retired since the badge was made, exact. Those that an IT
    /// block skips count, as they do in the pipeline.
    #[must_use]
    pub fn instructions(&self) -> u64 {
        self.core.instructions
    }

    /// Estimated processor cycles since the badge was made, sleep included.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.core.cycles
    }

    /// Present frequency of the processor in hertz.
    #[must_use]
    pub fn cpu_hz(&self) -> u64 {
        self.core.bus.cpu_hz()
    }

    /// Misses and wait cycles of cache and flash.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.core.timing.statistics
    }

    /// Takes the stores to ITM stimulus ports since the last call.
    pub fn take_stimuli(&mut self) -> Vec<Stimulus> {
        std::mem::take(&mut self.core.trace.stimuli)
    }

    /// Takes the faults that were delivered to the firmware since the last
    /// call, at most 16 of them.
    pub fn take_faults(&mut self) -> Vec<FaultTaken> {
        std::mem::take(&mut self.core.faults)
    }

    /// Ends a run at each store to this stimulus port, with [`Stop::Stimulus`].
    pub fn watch_stimulus(&mut self, port: Option<u8>) {
        self.core.trace.watched = port;
    }

    /// Takes the bytes that the serial header (SERCOM5) has sent.
    pub fn take_serial(&mut self) -> Vec<u8> {
        self.core.bus.take_serial()
    }

    /// Sends bytes to the serial header, at its baud rate once it listens.
    pub fn send_serial(&mut self, bytes: &[u8]) {
        self.core.bus.send_serial(bytes);
    }

    /// Takes the values written to the speaker's converter, with their cycles.
    pub fn take_samples(&mut self) -> Vec<(u64, u16)> {
        self.core.bus.take_samples()
    }

    /// Presses and releases buttons: from bit 7 B, A, Start, Select, Right,
    /// Down, Up, Left; 1 is pressed.
    pub fn set_buttons(&mut self, pressed: u8) {
        self.core.bus.board.buttons.pressed = pressed;
    }

    /// What the display shows.
    #[must_use]
    pub fn screen(&self) -> Image {
        let rgb = self.core.bus.board.display.image();
        Image { width: display::WIDTH, height: display::HEIGHT, rgb }
    }

    /// Writes to the display's memory (RAMWR commands) so far.
    #[must_use]
    pub fn display_writes(&self) -> u64 {
        self.core.bus.board.display.frames()
    }

    /// Pixels that the display has received so far.
    #[must_use]
    pub fn display_pixels(&self) -> u64 {
        self.core.bus.board.display.pixels()
    }

    /// Bytes that went to the display in vain: sent while it was not selected,
    /// and commands that it does not have.
    #[must_use]
    pub fn display_losses(&self) -> (u64, u64) {
        let board = &self.core.bus.board;
        (board.unselected_bytes, board.display.unknown_commands)
    }

    /// Whether the backlight's pin is driven high.
    #[must_use]
    pub fn backlight(&self) -> bool {
        self.core.bus.board.backlight()
    }

    /// Whether the red LED is on.
    #[must_use]
    pub fn red_led(&self) -> bool {
        self.core.bus.board.red_led()
    }

    /// Red, green, blue of the NeoPixels.
    #[must_use]
    pub fn neopixels(&self) -> [[u8; 3]; Self::NEOPIXELS] {
        self.core.bus.board.neopixels.colors()
    }

    /// The registers of the processor.
    #[must_use]
    pub fn registers(&self) -> Registers {
        (&self.core as &Core).registers()
    }

    /// Replaces the registers of the processor, as a debugger would.
    pub fn set_registers(&mut self, registers: &Registers) {
        self.core().set_registers(registers);
    }

    /// Flash, from address 0.
    #[must_use]
    pub fn flash(&self) -> &[u8] {
        &self.core.flash
    }

    /// RAM, from address 0x2000_0000.
    #[must_use]
    pub fn ram(&self) -> &[u8] {
        &self.core.ram
    }

    /// Puts bytes into flash or RAM, as a debugger would.
    ///
    /// False, and nothing is changed, when they do not fit there.
    pub fn write_memory(&mut self, address: u32, bytes: &[u8]) -> bool {
        let (memory, offset) = if address >= RAM_START {
            (&mut self.core.ram, (address - RAM_START) as usize)
        } else {
            (&mut self.core.flash, address as usize)
        };
        let Some(place) =
            offset.checked_add(bytes.len()).and_then(|end| memory.get_mut(offset..end))
        else {
            return false;
        };
        place.copy_from_slice(bytes);
        if !bytes.is_empty() {
            self.core().forget_code(address, bytes.len() as u32);
        }
        true
    }

    /// Grants access to the FPU, as start-up code does through CPACR.
    pub fn enable_float(&mut self) {
        self.core.scb.cpacr = 0x00f0_0000;
        self.core().update_float_access();
    }
}
