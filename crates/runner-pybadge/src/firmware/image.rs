//! What stands in flash behind the firmware.

use badge_protocol::payload::{PAYLOAD_ALIGNMENT, Payload, PayloadError};
use core::ptr;
use pybadge_board::APPLICATION;
use pybadge_bsp::memory;

/// Bytes of the firmware, without the payload.
pub(super) fn firmware_bytes() -> usize {
    memory::image_end() - APPLICATION.start as usize
}

/// The payload at the first boundary behind the firmware.
pub(super) fn payload() -> Result<Payload<'static>, PayloadError> {
    let start = memory::image_end().next_multiple_of(PAYLOAD_ALIGNMENT);
    let end = APPLICATION.end as usize;
    // SAFETY: the rest of flash, which is readable, never written while the
    // firmware runs, and behind everything that the linker placed.
    let bytes = unsafe {
        core::slice::from_raw_parts(
            ptr::with_exposed_provenance::<u8>(start),
            end.saturating_sub(start),
        )
    };
    Payload::read(bytes)
}
