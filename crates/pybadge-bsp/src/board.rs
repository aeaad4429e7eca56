//! Everything from reset to a badge that can be used.

use crate::bootloader::{self, Bootloader};
use crate::buttons::Buttons;
use crate::cycles::{CycleCounter, Delay};
use crate::display::{self, Display};
use crate::hal::clock::GenericClockController;
use crate::hal::fugit::RateExtU32;
use crate::hal::gpio::{
    Floating, Input, PA12, PA13, PA23, PB01, PB04, PB13, PB14, PB15, Pin, Pins, PushPullOutput,
    Reset,
};
use crate::hal::sercom::{Sercom4, spi};
use crate::hal::typelevel::NoneT;
use crate::neopixels::NeoPixels;
use crate::pac;
use crate::serial::{self, Serial};
use crate::speaker::Speaker;
use crate::storage::Storage;
use crate::watch::Watch;
use crate::{failure, stack};
use pac::gclk::genctrl::Srcselect;
use pac::gclk::pchctrl::Genselect;

/// What can be chosen when the board is taken.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Baud rate of the serial header.
    pub baud: u32,
    /// Buttons, as in [`Buttons::read`], that together enter the bootloader
    /// when the badge starts; 0 for none.
    pub bootloader_buttons: u8,
    /// What a host on USB is told.
    #[cfg(feature = "usb")]
    pub usb: serial::usb::Identity,
}

impl Config {
    /// 921,600 baud; Start with Select for the bootloader.
    pub const DEFAULT: Self = Self {
        baud: 921_600,
        bootloader_buttons: 0b1100,
        #[cfg(feature = "usb")]
        usb: serial::usb::Identity::PYBADGE,
    };
}

impl Default for Config {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The badge.
pub struct Board {
    /// 160 x 128 pixels.
    pub display: Display,
    /// Eight buttons.
    pub buttons: Buttons,
    /// Five colour LEDs below the display.
    pub neopixels: NeoPixels,
    /// Square waves.
    pub speaker: Speaker,
    /// USB and header.
    pub serial: Serial,
    /// Time.
    pub cycles: CycleCounter,
    /// Delays for drivers.
    pub delay: Delay,
    /// The red LED on the back (D13), an `OutputPin`.
    pub led: Pin<PA23, PushPullOutput>,
    /// The way to an update.
    pub bootloader: Bootloader,
    /// Ends what hangs.
    pub watch: Watch,
    /// The end of flash, for what outlives power.
    pub storage: Storage,
    /// What the board support leaves alone.
    pub spare: Spare,
}

/// Parts of badge and chip for other drivers.
pub struct Spare {
    /// Data of the accelerometer's I2C (LIS3DH), SERCOM2 pad 0.
    pub sda: Pin<PA12, Reset>,
    /// Its clock, pad 1.
    pub scl: Pin<PA13, Reset>,
    /// Its interrupt.
    pub motion: Pin<PB14, Input<Floating>>,
    /// The light sensor, for the ADC.
    pub light: Pin<PB04, Reset>,
    /// Half the battery's voltage, for the ADC.
    pub battery: Pin<PB01, Reset>,
    /// The clock system, for what is set up later.
    pub clocks: GenericClockController,
    /// The switches of the clocks.
    pub mclk: pac::Mclk,
    /// For the accelerometer.
    pub sercom2: pac::Sercom2,
    /// For sensors.
    pub adc0: pac::Adc0,
    /// For sensors.
    pub adc1: pac::Adc1,
    /// A timer of 16 bits.
    pub tc5: pac::Tc5,
    /// Random numbers.
    pub trng: pac::Trng,
    /// The hardware watchdog, off.
    pub wdt: pac::Wdt,
    /// A timer of the processor.
    pub systick: cortex_m::peripheral::SYST,
}

impl Board {
    /// Starts the board with [`Config::DEFAULT`]; None the second time.
    ///
    /// Takes 240 ms, most of it the panel's.
    #[must_use]
    pub fn take() -> Option<Self> {
        Self::take_with(&Config::DEFAULT)
    }

    /// Starts the board; None the second time, or when the configuration
    /// cannot be met.
    #[must_use]
    pub fn take_with(config: &Config) -> Option<Self> {
        let mut p = pac::Peripherals::take()?;
        let mut core = cortex_m::Peripherals::take()?;
        stack::paint();
        // Off after a reset, and without it code waits for flash: 1.6 to 2.4
        // times the cycles.
        // SAFETY: CEN is the register's only bit.
        p.cmcc.ctrl().write(|w| unsafe { w.bits(1) });

        let pins = Pins::new(p.port);
        let mut buttons = Buttons::new(pins.pb00.into(), pins.pb31.into(), pins.pb30.into());
        let asked = config.bootloader_buttons;
        if asked != 0 && buttons.read() & asked == asked {
            bootloader::enter();
        }

        let mut clocks = GenericClockController::with_internal_32kosc(
            p.gclk,
            &mut p.mclk,
            &mut p.osc32kctrl,
            &mut p.oscctrl,
            &mut p.nvmctrl,
        );
        // 60 MHz for serial interfaces and timers: SERCOM may have 100 MHz at
        // most, and the display's 15 MHz divide it exactly.
        let sixty = clocks.configure_gclk_divider_and_source(
            Genselect::Gclk3,
            2,
            Srcselect::Dpll0,
            false,
        )?;
        // The converter may have 12 MHz at most.
        let twelve = clocks.configure_gclk_divider_and_source(
            Genselect::Gclk4,
            4,
            Srcselect::Dfll,
            false,
        )?;
        clocks.tc0_tc1(&sixty)?;
        clocks.tc2_tc3(&sixty)?;
        clocks.tc4_tc5(&sixty)?;
        clocks.dac(&twelve)?;
        p.mclk.ahbmask().modify(|_, w| w.dmac_().set_bit());
        p.mclk.apbamask().modify(|_, w| w.tc0_().set_bit().tc1_().set_bit());
        p.mclk.apbbmask().modify(|_, w| w.tc2_().set_bit().tc3_().set_bit());
        p.mclk.apbcmask().modify(|_, w| w.tc4_().set_bit());
        p.mclk.apbdmask().modify(|_, w| w.dac_().set_bit());

        let cycles = CycleCounter::start(&mut core.DCB, &mut core.DWT);

        let uart = clocks.sercom5_core(&sixty)?;
        serial::uart::start(&p.mclk, p.sercom5, pins.pb16, pins.pb17, uart.freq(), config.baud);
        #[cfg(feature = "usb")]
        {
            let forty_eight = clocks.configure_gclk_divider_and_source(
                Genselect::Gclk2,
                1,
                Srcselect::Dfll,
                false,
            )?;
            let clock = clocks.usb(&forty_eight)?;
            let started =
                serial::usb::start(&clock, &mut p.mclk, p.usb, pins.pa24, pins.pa25, &config.usb);
            if !started {
                return None;
            }
        }

        let bus = clocks.sercom4_core(&sixty)?;
        start_display_bus(&p.mclk, p.sercom4, pins.pb13, pins.pb15, bus.freq());
        let display = Display::start(display::Pins {
            select: pins.pb07.into(),
            data: pins.pb05.into(),
            reset: pins.pa00.into(),
            backlight: pins.pa01.into(),
        });
        let speaker = Speaker::new(pins.pa02.into(), pins.pa27.into());
        let neopixels = NeoPixels::new(pins.pa15.into());
        let watch = Watch::new();
        failure::board_is_ready();
        Some(Self {
            display,
            buttons,
            neopixels,
            speaker,
            serial: Serial::new(),
            cycles,
            delay: Delay::new(cycles),
            led: pins.pa23.into(),
            bootloader: Bootloader::new(),
            watch,
            storage: Storage::new(),
            spare: Spare {
                sda: pins.pa12,
                scl: pins.pa13,
                motion: pins.pb14.into(),
                light: pins.pb04,
                battery: pins.pb01,
                clocks,
                mclk: p.mclk,
                sercom2: p.sercom2,
                adc0: p.adc0,
                adc1: p.adc1,
                tc5: p.tc5,
                trng: p.trng,
                wdt: p.wdt,
                systick: core.SYST,
            },
        })
    }
}

/// SERCOM4 as SPI host that only sends, on PB13 (clock) and PB15 (data). It
/// stays enabled; its registers are used through `display::wire` from here on.
fn start_display_bus(
    mclk: &pac::Mclk,
    sercom: Sercom4,
    clock: Pin<PB13, Reset>,
    data: Pin<PB15, Reset>,
    frequency: crate::hal::time::Hertz,
) {
    let pads = spi::Pads::<Sercom4, NoneT>::default().sclk(clock).data_out(data);
    let _enabled = spi::Config::new(mclk, sercom, pads, frequency)
        .spi_mode(spi::MODE_0)
        .baud(pybadge_board::WIRE_HZ.Hz())
        .enable();
}
