//! The serial header: SERCOM5, PB16 sends, PB17 receives; 8 bits, no parity.

use super::ring::Ring;
use crate::hal::fugit::RateExtU32;
use crate::hal::gpio::{PB16, PB17, Pin, PullUpInput, Reset};
use crate::hal::sercom::{Sercom5, uart};
use crate::hal::time::Hertz;
use crate::pac::{self, interrupt};
use crate::registers::{enable_interrupt, priority, sercom5};

/// What waits to be sent: some lines, so that writing a line never waits
/// while the wire drains the last ones.
pub(super) static SENDING: Ring<1024> = Ring::new();
pub(super) static RECEIVED: Ring<64> = Ring::new();

/// Sets up the interface, whose clock has `frequency`.
pub(crate) fn start(
    mclk: &pac::Mclk,
    sercom: Sercom5,
    send: Pin<PB16, Reset>,
    receive: Pin<PB17, Reset>,
    frequency: Hertz,
    baud: u32,
) {
    // An open input would receive noise.
    let receive: Pin<PB17, PullUpInput> = receive.into();
    let pads = uart::Pads::<Sercom5>::default().rx(receive).tx(send);
    let config = uart::Config::new(mclk, sercom, pads, frequency)
        .baud(baud.Hz(), uart::BaudMode::Arithmetic(uart::Oversampling::Bits16));
    // The interface stays enabled; its registers are used through the
    // handlers below from here on.
    let _enabled = config.enable();
    let bus = sercom5().usart_int();
    bus.intenset().write(|w| w.rxc().set_bit());
    enable_interrupt(pac::Interrupt::SERCOM5_0, priority::FAST);
    enable_interrupt(pac::Interrupt::SERCOM5_2, priority::FAST);
}

/// Lets the handler send what is queued.
pub(super) fn kick() {
    sercom5().usart_int().intenset().write(|w| w.dre().set_bit());
}

/// Whether everything has left.
pub(super) fn idle() -> bool {
    // TXC is clear before the first byte, too.
    SENDING.is_empty()
        && sercom5().usart_int().intenset().read().dre().bit_is_clear()
        && (sercom5().usart_int().intflag().read().txc().bit_is_set() || !super::ever_sent())
}

/// Sends what is queued without the interrupt, for failure screens.
pub(super) fn drain_polled() {
    while let Some(byte) = SENDING.take() {
        let bus = sercom5().usart_int();
        while bus.intflag().read().dre().bit_is_clear() {}
        // SAFETY: DATA takes any byte.
        bus.data().write(|w| unsafe { w.bits(byte.into()) });
    }
}

#[interrupt]
fn SERCOM5_0() {
    let bus = sercom5().usart_int();
    match SENDING.take() {
        Some(byte) => {
            // SAFETY: DATA takes any byte.
            bus.data().write(|w| unsafe { w.bits(byte.into()) });
        }
        None => {
            bus.intenclr().write(|w| w.dre().set_bit());
        }
    }
}

#[interrupt]
fn SERCOM5_2() {
    let byte = sercom5().usart_int().data().read().bits() as u8;
    // What nobody reads is lost.
    RECEIVED.put(&[byte]);
}
