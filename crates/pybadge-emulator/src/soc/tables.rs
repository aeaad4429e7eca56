//! Devices that only keep their settings: what they switch is not modelled,
//! so that reading back is all that firmware can notice.

use super::register_file::{RegisterFile, Word};

/// Peripheral Access Controller: write protection is not enforced.
const PAC: &[Word] = &[
    (0x00, 0, 0),
    (0x04, 0x1, 0),
    (0x08, 0x1, 0),
    (0x10, 0, 0),
    (0x14, 0, 0),
    (0x18, 0, 0),
    (0x1c, 0, 0),
];
/// Power Manager: SLEEPCFG; INTFLAG.SLEEPRDY is always set.
const PM: &[Word] =
    &[(0x00, 0x0000_0704, 0x0000_0200), (0x04, 0x0001_0101, 0x0001_0000), (0x08, 0x0003_3f33, 0)];
/// Supply Controller: regulator and detectors ready (STATUS).
const SUPC: &[Word] = &[
    (0x00, 0x0f, 0),
    (0x04, 0x0f, 0),
    (0x08, 0x0f, 0),
    (0x0c, 0, 0x0505),
    (0x10, 0xffff_ffff, 0),
    (0x18, 0x0f17_0002, 0x0000_0002),
    (0x1c, 0x001f_00ce, 0),
];
/// External Interrupt Controller: pins do not raise it.
const EIC: &[Word] = &[
    (0x00, 0x0707_0012, 0),
    (0x04, 0, 0),
    (0x08, 0xffff, 0),
    (0x0c, 0, 0),
    (0x10, 0, 0),
    (0x14, 0, 0),
    (0x18, 0xffff, 0),
    (0x1c, 0xffff_ffff, 0),
    (0x20, 0xffff_ffff, 0),
    (0x30, 0xffff, 0),
    (0x34, 0x0001_0777, 0),
    (0x38, 0, 0),
];

/// The blocks with their first addresses.
pub(super) fn register_files() -> Vec<(u32, RegisterFile)> {
    [(0x4000_0000, PAC), (0x4000_0400, PM), (0x4000_1800, SUPC), (0x4000_2800, EIC)]
        .map(|(base, words)| (base, RegisterFile::new(words)))
        .into()
}
