//! SERCOM as SPI host and as USART with internal clock
//! (data sheet chapters 34, 35, 36).

use super::clocks::Ratio;
use super::{Access, AccessError, merge};
use std::collections::VecDeque;

/// Offset of the DATA register.
pub(super) const DATA: u32 = 0x28;
const DRE: u32 = 1;
const TXC: u32 = 1 << 1;
const RXC: u32 = 1 << 2;
/// Received characters that wait to be read.
const RECEIVE_BUFFER: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Off,
    SpiHost,
    Usart,
}

/// One serial interface.
#[derive(Debug, Default)]
pub(crate) struct Sercom {
    control_a: u32,
    control_b: u32,
    control_c: u32,
    baud: u32,
    enabled_interrupts: u32,
    status: u32,
    length: u32,
    /// Bytes left of a transaction counted by LENGTH.
    length_left: u32,
    transmit_complete: bool,
    /// What is in the shift register, with its number of bytes.
    shifting: Option<(u32, u32)>,
    shift_end: u64,
    holding: Option<u32>,
    shifted: VecDeque<u8>,
    received: VecDeque<u32>,
    /// From outside, for the USART, and when the next character is complete.
    input: VecDeque<u8>,
    input_at: Option<u64>,
    /// Bytes that the USART has sent.
    pub(crate) sent: Vec<u8>,
}

impl Sercom {
    fn mode(&self) -> Mode {
        match (self.control_a & 2 != 0, self.control_a >> 2 & 7) {
            (true, 3) => Mode::SpiHost,
            (true, 1) => Mode::Usart,
            _ => Mode::Off,
        }
    }

    fn receiver_enabled(&self) -> bool {
        self.control_b & 1 << 17 != 0
    }

    pub(crate) fn receive_ready(&self) -> bool {
        !self.received.is_empty()
    }

    pub(crate) fn transmit_ready(&self) -> bool {
        self.mode() != Mode::Off && self.holding.is_none()
    }

    fn flags(&self) -> u32 {
        let flag = |set, bit| if set { bit } else { 0 };
        flag(self.transmit_ready(), DRE)
            | flag(self.transmit_complete, TXC)
            | flag(self.receive_ready(), RXC)
    }

    /// Interrupts by the number of their line: DRE, TXC, RXC, the others.
    pub(crate) fn interrupts(&self, mut raise: impl FnMut(usize)) {
        let active = self.flags() & self.enabled_interrupts;
        for index in 0..3 {
            if active >> index & 1 != 0 {
                raise(index);
            }
        }
    }

    /// Registers as after reset; what came from outside or went there stays.
    pub(super) fn reset(&mut self) {
        let (sent, input) = (std::mem::take(&mut self.sent), std::mem::take(&mut self.input));
        *self = Self { sent, input, ..Self::default() };
    }

    /// The next byte that left the shift register.
    pub(crate) fn take_shifted(&mut self) -> Option<u8> {
        self.shifted.pop_front()
    }

    pub(crate) fn queue_input(&mut self, bytes: &[u8]) {
        self.input.extend(bytes);
    }

    pub(crate) fn next_event(&self) -> u64 {
        let shift = if self.shifting.is_some() { self.shift_end } else { u64::MAX };
        shift.min(self.input_at.unwrap_or(u64::MAX))
    }

    /// Cycles for `bits` on the wire.
    fn duration(&self, bits: u64, ratio: Ratio) -> u64 {
        match self.mode() {
            // fBAUD = fref / (2 (BAUD + 1)).
            Mode::SpiHost => ratio.cycles(bits * 2 * (u64::from(self.baud & 0xff) + 1)),
            _ => {
                let (samples, fractional) = match self.control_a >> 13 & 7 {
                    0 => (16, false),
                    1 => (16, true),
                    2 => (8, false),
                    3 => (8, true),
                    _ => (3, false),
                };
                let baud = u64::from(self.baud);
                let ticks = if fractional {
                    bits * samples * (8 * (baud & 0x1fff) + (baud >> 13)) / 8
                } else {
                    bits * samples * 65_536 / (65_536 - baud.min(65_535))
                };
                ratio.cycles(ticks.max(1))
            }
        }
    }

    /// Start bit, data, parity, stop bits.
    fn character_bits(&self) -> u64 {
        let parity = u64::from(self.control_a >> 24 & 15 == 1);
        let stops = 1 + u64::from(self.control_b >> 6 & 1);
        1 + 8 + parity + stops
    }

    fn start_shift(&mut self, value: u32, at: u64, ratio: Ratio) {
        let bytes = if self.mode() == Mode::SpiHost { self.next_word_bytes() } else { 1 };
        let bits =
            if self.mode() == Mode::SpiHost { 8 * u64::from(bytes) } else { self.character_bits() };
        self.shifting = Some((value, bytes));
        self.shift_end = at.saturating_add(self.duration(bits, ratio));
    }

    /// Bytes in the next access to DATA: 1, or with CTRLC.DATA32B up to 4,
    /// fewer at the end of a transaction counted by LENGTH.
    fn next_word_bytes(&mut self) -> u32 {
        if self.control_c >> 24 & 1 == 0 {
            return 1;
        }
        if self.length & 0x100 == 0 {
            return 4;
        }
        if self.length_left == 0 {
            self.length_left = self.length & 0xff;
        }
        let bytes = self.length_left.clamp(1, 4);
        self.length_left = self.length_left.saturating_sub(4);
        bytes
    }

    /// Ends what is due at `now`.
    pub(crate) fn advance(&mut self, now: u64, ratio: Ratio) {
        while let Some((value, bytes)) = self.shifting.filter(|_| self.shift_end <= now) {
            let end = self.shift_end;
            self.shifting = None;
            let outgoing = value.to_le_bytes();
            match self.mode() {
                Mode::SpiHost => self.shifted.extend(&outgoing[..bytes as usize]),
                Mode::Usart => self.sent.push(outgoing[0]),
                Mode::Off => {}
            }
            // The data input of the display's bus is not connected.
            if self.mode() == Mode::SpiHost && self.receiver_enabled() {
                self.receive(0);
            }
            match self.holding.take() {
                Some(next) => self.start_shift(next, end, ratio),
                None => self.transmit_complete = true,
            }
        }
        self.advance_input(now, ratio);
    }

    fn advance_input(&mut self, now: u64, ratio: Ratio) {
        let listening = self.mode() == Mode::Usart && self.receiver_enabled();
        if !listening || self.input.is_empty() {
            self.input_at = None;
            return;
        }
        let character = self.duration(self.character_bits(), ratio);
        match self.input_at {
            None => self.input_at = Some(now.saturating_add(character)),
            Some(at) if at <= now => {
                if let Some(byte) = self.input.pop_front() {
                    self.receive(byte.into());
                }
                self.input_at = (!self.input.is_empty()).then_some(at.saturating_add(character));
            }
            Some(_) => {}
        }
    }

    fn receive(&mut self, value: u32) {
        if self.received.len() < RECEIVE_BUFFER {
            self.received.push_back(value);
        } else {
            // STATUS.BUFOVF.
            self.status |= 4;
        }
    }

    pub(crate) fn read(&mut self, offset: u32, lanes: u32) -> Access<u32> {
        Ok(match offset {
            0x00 => self.control_a,
            0x04 => self.control_b,
            0x08 => self.control_c,
            0x0c => self.baud,
            0x14 => self.enabled_interrupts | self.enabled_interrupts << 16,
            0x18 => self.flags() | self.status << 16,
            // Synchronization ends at once; RXERRCNT stays zero.
            0x1c => 0,
            0x20 => self.length << 16,
            0x24 => 0,
            0x28 if lanes & 0xff != 0 => self.received.pop_front().unwrap_or(0),
            0x28 | 0x30 => 0,
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(
        &mut self,
        offset: u32,
        value: u32,
        lanes: u32,
        now: u64,
        ratio: Ratio,
    ) -> Access {
        let bits = value & lanes;
        match offset {
            0x00 => self.write_control_a(merge(self.control_a, value, lanes))?,
            0x04 => {
                self.control_b = merge(self.control_b, value, lanes);
                if !self.receiver_enabled() {
                    self.received.clear();
                }
            }
            0x08 => self.control_c = merge(self.control_c, value, lanes),
            0x0c => self.baud = merge(self.baud, value, lanes) & 0xffff,
            0x14 => {
                self.enabled_interrupts &= !(bits & 0xff);
                self.enabled_interrupts |= bits >> 16 & 0xff;
            }
            0x18 => {
                self.transmit_complete &= bits & TXC == 0;
                self.status &= !(bits >> 16);
            }
            // SYNCBUSY is read-only, ADDR and DBGCTRL have no effect here.
            0x1c | 0x24 | 0x30 => {}
            0x20 => {
                self.length = merge(self.length << 16, value, lanes) >> 16;
                self.length_left = 0;
            }
            0x28 => self.transmit(bits, now, ratio),
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }

    fn write_control_a(&mut self, value: u32) -> Access {
        if value & 1 != 0 {
            // SWRST.
            self.reset();
            return Ok(());
        }
        let supported = matches!(value >> 2 & 7, 1 | 3);
        if value & 2 != 0 && !supported {
            return Err(AccessError::Unsupported(
                "a SERCOM mode other than SPI host and USART with internal clock",
            ));
        }
        self.control_a = value;
        if value & 2 == 0 {
            (self.shifting, self.holding) = (None, None);
            self.received.clear();
        }
        Ok(())
    }

    fn transmit(&mut self, value: u32, now: u64, ratio: Ratio) {
        if self.mode() == Mode::Off {
            return;
        }
        self.transmit_complete = false;
        if self.shifting.is_some() {
            self.holding = Some(value);
        } else {
            self.start_shift(value, now, ratio);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATIO: Ratio = Ratio { cpu_hz: 120_000_000, peripheral_hz: 120_000_000 };

    fn spi(baud: u32) -> Sercom {
        let mut sercom = Sercom::default();
        sercom.write(0x0c, baud, 0xff, 0, RATIO).expect("BAUD");
        sercom.write(0x00, 0xe, u32::MAX, 0, RATIO).expect("CTRLA");
        sercom
    }

    fn flags(sercom: &mut Sercom) -> u32 {
        sercom.read(0x18, 0xff).expect("INTFLAG") & 0xff
    }

    #[test]
    fn a_byte_takes_eight_bits_at_the_rate_of_baud() {
        let mut sercom = spi(3);
        sercom.write(0x28, 0xa5, 0xff, 1000, RATIO).expect("DATA");
        assert_eq!(sercom.next_event(), 1064);
        sercom.advance(1063, RATIO);
        assert_eq!(sercom.take_shifted(), None);
        assert_eq!(flags(&mut sercom), DRE);
        sercom.advance(1064, RATIO);
        assert_eq!(sercom.take_shifted(), Some(0xa5));
        assert_eq!(flags(&mut sercom), DRE | TXC);
    }

    #[test]
    fn a_second_byte_waits_and_follows_without_a_gap() {
        let mut sercom = spi(3);
        sercom.write(0x28, 1, 0xff, 0, RATIO).expect("DATA");
        sercom.write(0x28, 2, 0xff, 10, RATIO).expect("DATA");
        assert_eq!(flags(&mut sercom), 0);
        sercom.advance(64, RATIO);
        assert_eq!(flags(&mut sercom), DRE);
        assert_eq!(sercom.next_event(), 128);
        sercom.advance(128, RATIO);
        assert_eq!((sercom.take_shifted(), sercom.take_shifted()), (Some(1), Some(2)));
    }

    #[test]
    fn words_of_32_bits_send_their_bytes_from_the_lowest() {
        let mut sercom = spi(0);
        sercom.write(0x08, 1 << 24, u32::MAX, 0, RATIO).expect("CTRLC");
        sercom.write(0x20, 0x0106 << 16, 0xffff_0000, 0, RATIO).expect("LENGTH");
        sercom.write(0x28, 0x0403_0201, u32::MAX, 0, RATIO).expect("DATA");
        sercom.write(0x28, 0x0605, u32::MAX, 0, RATIO).expect("DATA");
        sercom.advance(64 + 32, RATIO);
        assert_eq!(sercom.shifted, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn usart_sends_at_its_baud_rate() {
        let mut sercom = Sercom::default();
        sercom.write(0x00, 6, u32::MAX, 0, RATIO).expect("CTRLA");
        // 115,200 baud from 120 MHz: 65536 (1 - 16 * 115200 / 120e6).
        sercom.write(0x0c, 64_529, 0xffff, 0, RATIO).expect("BAUD");
        sercom.write(0x28, b'x'.into(), 0xff, 0, RATIO).expect("DATA");
        let expected = 10.0 * 120e6 / 115_200.0;
        assert!((sercom.next_event() as f64 - expected).abs() < 10.0, "{}", sercom.next_event());
        sercom.advance(sercom.next_event(), RATIO);
        assert_eq!(sercom.sent, b"x");
    }

    #[test]
    fn i2c_is_refused_by_name() {
        let result = Sercom::default().write(0x00, 0x16, u32::MAX, 0, RATIO);
        assert!(matches!(result, Err(AccessError::Unsupported(_))));
    }
}
