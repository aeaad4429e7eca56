//! Text in and out: over USB and on the serial header, the same on both.
//!
//! Writing puts bytes into queues that interrupts empty. Nothing waits for a
//! host: without one the header alone counts, and a host that stops reading is
//! left out until it reads again.

mod ring;
pub(crate) mod uart;
#[cfg(feature = "usb")]
pub(crate) mod usb;

#[cfg(not(feature = "usb"))]
#[path = "no_usb.rs"]
mod usb;

use crate::cycles::PER_MICROSECOND;
use core::convert::Infallible;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use cortex_m::peripheral::DWT;

/// How long a host may read nothing before it is left out.
const PATIENCE_MICROSECONDS: u32 = 100_000;

static EVER_SENT: AtomicBool = AtomicBool::new(false);

fn ever_sent() -> bool {
    EVER_SENT.load(Ordering::Relaxed)
}

/// The serial ports.
pub struct Serial {
    /// The host has the port open and does not read.
    stalled: bool,
}

impl Serial {
    /// The ports have been started.
    pub(crate) fn new() -> Self {
        Self { stalled: false }
    }

    /// Queues as many bytes as there is room for on every port that counts, and
    /// says how many. Never waits.
    pub fn write(&mut self, bytes: &[u8]) -> usize {
        let mut count = bytes.len().min(uart::SENDING.free());
        let open = usb::open();
        if !open || usb::queued() == 0 {
            self.stalled = false;
        }
        if open && !self.stalled {
            count = count.min(usb::free());
            usb::put(&bytes[..count]);
            usb::kick();
        }
        if count > 0 {
            EVER_SENT.store(true, Ordering::Relaxed);
            uart::SENDING.put(&bytes[..count]);
            uart::kick();
        }
        count
    }

    /// Queues all bytes. Waits for the header, which takes 11 microseconds a
    /// byte at its default rate, and for a host that reads; for a host that
    /// does not, a tenth of a second once.
    ///
    /// For use between stretches that are timed, with interrupts on.
    pub fn write_all(&mut self, bytes: &[u8]) {
        let mut left = bytes;
        let mut patience = Patience::new();
        while !left.is_empty() {
            let count = self.write(left);
            left = &left[count..];
            self.lose_patience(&mut patience);
        }
    }

    /// Waits until everything is sent: by the header, and to a host that
    /// reads.
    pub fn flush(&mut self) {
        let mut patience = Patience::new();
        while usb::open() && !self.stalled && usb::queued() > 0 {
            usb::kick();
            self.lose_patience(&mut patience);
        }
        self.flush_uart();
    }

    /// Waits until the header has sent everything.
    pub fn flush_uart(&mut self) {
        while !uart::idle() {}
    }

    /// Takes a byte that has arrived on any port.
    pub fn read(&mut self) -> Option<u8> {
        usb::take().or_else(|| uart::RECEIVED.take())
    }

    /// Whether a host has the USB port open.
    #[must_use]
    pub fn host_listens(&self) -> bool {
        usb::open()
    }

    /// Leaves the host out if it has read nothing for too long.
    fn lose_patience(&mut self, patience: &mut Patience) {
        if !usb::open() || usb::queued() != patience.queued {
            *patience = Patience::new();
        } else if patience.is_over() {
            self.stalled = true;
        }
    }
}

/// How long the queue to the host has not moved.
struct Patience {
    queued: usize,
    since: u32,
}

impl Patience {
    fn new() -> Self {
        Self { queued: usb::queued(), since: DWT::cycle_count() }
    }

    fn is_over(&self) -> bool {
        DWT::cycle_count().wrapping_sub(self.since) > PATIENCE_MICROSECONDS * PER_MICROSECOND
    }
}

/// Text for a failure: everything that is queued, then this, without
/// interrupts.
pub(crate) struct Last;

impl fmt::Write for Last {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for chunk in text.as_bytes().chunks(64) {
            uart::drain_polled();
            uart::SENDING.put(chunk);
            usb::put(chunk);
            usb::poll();
        }
        uart::drain_polled();
        Ok(())
    }
}

/// Keeps the host served while no interrupt does.
pub(crate) fn poll() {
    usb::poll();
}

impl fmt::Write for Serial {
    /// Queues the text, or as much as there is room for: the rest is an error.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.write(text.as_bytes()) == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

impl embedded_io::ErrorType for Serial {
    type Error = Infallible;
}

impl embedded_io::Write for Serial {
    /// Waits for room for one byte, as the trait asks.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let mut patience = Patience::new();
        loop {
            let count = Self::write(self, bytes);
            if count > 0 {
                return Ok(count);
            }
            self.lose_patience(&mut patience);
        }
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Self::flush(self);
        Ok(())
    }
}

impl embedded_io::WriteReady for Serial {
    fn write_ready(&mut self) -> Result<bool, Infallible> {
        Ok(uart::SENDING.free() > 0)
    }
}

impl embedded_io::Read for Serial {
    /// Waits for a byte, as the trait asks.
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize, Infallible> {
        let mut count = 0;
        while count < bytes.len() {
            match Self::read(self) {
                Some(byte) => {
                    bytes[count] = byte;
                    count += 1;
                }
                None if count > 0 => break,
                None => {}
            }
        }
        Ok(count)
    }
}

impl embedded_io::ReadReady for Serial {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(usb::has_received() || !uart::RECEIVED.is_empty())
    }
}
