//! Tones and log lines of one call, folded as they come.

/// Basis of FNV-1a with 32 bits (Fowler, Noll, Vo).
const BASIS: u32 = 0x811C_9DC5;
/// Prime of FNV-1a with 32 bits.
const PRIME: u32 = 0x0100_0193;

const TONE: u8 = 0x01;
const LOG: u8 = 0x02;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Events {
    pub(crate) hash: u32,
    pub(crate) count: u32,
}

impl Events {
    pub(crate) const fn new() -> Self {
        Self { hash: BASIS, count: 0 }
    }

    pub(crate) fn tone(&mut self, frequency: i32, duration: i32) {
        self.begin(TONE);
        self.fold(&frequency.to_le_bytes());
        self.fold(&duration.to_le_bytes());
    }

    /// The event of a `log` whose `len` bytes follow through [`Events::fold`].
    pub(crate) fn log(&mut self, len: u32) {
        self.begin(LOG);
        self.fold(&len.to_le_bytes());
    }

    pub(crate) fn fold(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.hash = (self.hash ^ u32::from(byte)).wrapping_mul(PRIME);
        }
    }

    fn begin(&mut self, kind: u8) {
        self.fold(&[kind]);
        self.count = self.count.wrapping_add(1);
    }
}
