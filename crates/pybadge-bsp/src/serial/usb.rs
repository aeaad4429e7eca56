//! A serial port over USB (CDC ACM), and the way into the bootloader from the
//! host: opening the port at 1200 baud and closing it.

use super::ring::Ring;
use crate::bootloader;
use crate::hal::clock::UsbClock;
use crate::hal::gpio::{PA24, PA25, Pin, Reset};
use crate::hal::usb::UsbBus;
use crate::pac::{self, interrupt};
use crate::registers::{enable_interrupt, priority};
use core::cell::RefCell;
use core::sync::atomic::{AtomicBool, Ordering};
use cortex_m::singleton;
use critical_section::Mutex;
use pybadge_board::{USB_PRODUCT, USB_VENDOR};
use usb_device::bus::UsbBusAllocator;
use usb_device::device::{
    StringDescriptors, UsbDevice, UsbDeviceBuilder, UsbDeviceState, UsbVidPid,
};
use usbd_serial::{SerialPort, USB_CLASS_CDC};

/// Baud rate that asks for the bootloader, as Arduino began.
const TOUCH: u32 = 1200;
const PACKET: usize = 64;

static SENDING: Ring<1024> = Ring::new();
static RECEIVED: Ring<64> = Ring::new();
/// A host has the port open.
static OPEN: AtomicBool = AtomicBool::new(false);

/// What the host is told.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// Number of the vendor.
    pub vendor: u16,
    /// Number of the product.
    pub product: u16,
    /// Name of the maker.
    pub manufacturer: &'static str,
    /// Name of the product.
    pub name: &'static str,
}

impl Identity {
    /// A PyBadge that runs an application: the numbers of its board package.
    pub const PYBADGE: Self = Self {
        vendor: USB_VENDOR,
        product: USB_PRODUCT,
        manufacturer: "pybadge-bsp",
        name: "PyBadge",
    };
}

type Bus = &'static UsbBusAllocator<UsbBus>;

struct Port {
    device: UsbDevice<'static, UsbBus>,
    serial: SerialPort<'static, UsbBus>,
    touched: bool,
}

static PORT: Mutex<RefCell<Option<Port>>> = Mutex::new(RefCell::new(None));

/// Sets up the device. False when that was done before, or when the numbers
/// of the descriptors do not fit.
pub(crate) fn start(
    clock: &UsbClock,
    mclk: &mut pac::Mclk,
    usb: pac::Usb,
    minus: Pin<PA24, Reset>,
    plus: Pin<PA25, Reset>,
    identity: &Identity,
) -> bool {
    let bus = UsbBus::new(clock, mclk, minus, plus, usb);
    let Some(bus): Option<Bus> =
        singleton!(: UsbBusAllocator<UsbBus> = UsbBusAllocator::new(bus)).map(|bus| &*bus)
    else {
        return false;
    };
    let serial = SerialPort::new(bus);
    let strings =
        StringDescriptors::default().manufacturer(identity.manufacturer).product(identity.name);
    let builder = UsbDeviceBuilder::new(bus, UsbVidPid(identity.vendor, identity.product));
    let Ok(builder) = builder.strings(&[strings]) else {
        return false;
    };
    let device = builder.device_class(USB_CLASS_CDC).build();
    critical_section::with(|token| {
        PORT.borrow(token).replace(Some(Port { device, serial, touched: false }));
    });
    for interrupt in
        [pac::Interrupt::USB_OTHER, pac::Interrupt::USB_TRCPT0, pac::Interrupt::USB_TRCPT1]
    {
        enable_interrupt(interrupt, priority::SLOW);
    }
    true
}

/// Whether a host has the port open.
pub(super) fn open() -> bool {
    OPEN.load(Ordering::Relaxed)
}

/// Bytes that wait for the host.
pub(super) fn queued() -> usize {
    SENDING.len()
}

/// Bytes that there is room for.
pub(super) fn free() -> usize {
    SENDING.free()
}

/// Queues what there is room for.
pub(super) fn put(bytes: &[u8]) {
    SENDING.put(bytes);
}

/// Takes a byte from the host.
pub(super) fn take() -> Option<u8> {
    let byte = RECEIVED.take();
    if byte.is_some() {
        // There is room again for what the host still holds.
        kick();
    }
    byte
}

/// Whether the host has sent something.
pub(super) fn has_received() -> bool {
    !RECEIVED.is_empty()
}

/// Lets the handler send what is queued.
pub(super) fn kick() {
    pac::NVIC::pend(pac::Interrupt::USB_OTHER);
}

/// Does what the controller waits for; also the handlers' work.
pub(super) fn poll() {
    critical_section::with(|token| {
        // A failure screen can find the port in use: by what failed.
        if let Ok(mut port) = PORT.borrow(token).try_borrow_mut()
            && let Some(port) = port.as_mut()
        {
            port.poll();
        }
    });
}

impl Port {
    fn poll(&mut self) {
        self.device.poll(&mut [&mut self.serial]);
        let open = self.device.state() == UsbDeviceState::Configured && self.serial.dtr();
        OPEN.store(open, Ordering::Relaxed);
        // The rate stays after the port is closed, so that the touch is the
        // closing: the host is done with the port by then.
        if self.serial.line_coding().data_rate() == TOUCH {
            self.touched |= open;
            if self.touched && !open {
                bootloader::enter();
            }
        } else {
            self.touched = false;
        }
        let mut bytes = [0; PACKET];
        while RECEIVED.free() >= PACKET {
            match self.serial.read(&mut bytes) {
                Ok(count) if count > 0 => RECEIVED.put(&bytes[..count]),
                _ => break,
            };
        }
        if !open {
            // Nobody listens; what comes later is not about now.
            SENDING.take_many(usize::MAX);
            return;
        }
        loop {
            let count = SENDING.peek(&mut bytes);
            if count == 0 {
                // What stayed in the class's buffer goes with the next poll.
                let _ = self.serial.flush();
                break;
            }
            match self.serial.write(&bytes[..count]) {
                Ok(written) if written > 0 => SENDING.take_many(written),
                _ => break,
            }
        }
    }
}

#[interrupt]
fn USB_OTHER() {
    poll();
}

#[interrupt]
fn USB_TRCPT0() {
    poll();
}

#[interrupt]
fn USB_TRCPT1() {
    poll();
}
