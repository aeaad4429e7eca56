//! How a shim in C or C++ says what went wrong (`include/badge_failure.h`).

use alloc::boxed::Box;
use badge_runtime::{Error, ErrorKind, TrapKind, text};
use core::ffi::CStr;

/// `struct badge_failure`: where a shim writes.
#[repr(C)]
#[derive(Debug)]
pub struct Failure {
    kind: u32,
    text: [u8; 252],
}

/// The number of the first kind of trap, in the order of [`TrapKind::ALL`].
const FIRST_TRAP: u32 = 16;

impl Failure {
    /// An empty one, in a box that the shim is given the address of.
    #[must_use]
    pub fn new() -> Box<Self> {
        Box::new(Self { kind: 0, text: [0; 252] })
    }

    /// What the shim wrote last.
    #[cold]
    #[must_use]
    pub fn error(&self) -> Error {
        let kind = match self.kind {
            1 => ErrorKind::Invalid,
            2 => ErrorKind::Import,
            3 => ErrorKind::OutOfMemory,
            trap @ FIRST_TRAP.. => {
                let kind = TrapKind::ALL.get((trap - FIRST_TRAP) as usize);
                ErrorKind::Trap(kind.copied().unwrap_or(TrapKind::Unknown))
            }
            _ => ErrorKind::Other,
        };
        Error::because(kind, text(CStr::from_bytes_until_nul(&self.text).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn the_header_numbers_traps_in_the_same_order() {
        let header = include_str!("../include/badge_failure.h");
        let (_, traps) = header.split_once("= 16,").expect("the first trap");
        let (traps, _) = traps.split_once('}').expect("the end");
        let names: String = core::iter::once("UNREACHABLE")
            .chain(traps.split([',', '\n', ' ']).filter(|name| !name.is_empty()))
            .map(|name| name.trim_start_matches("BADGE_").to_lowercase().replace('_', "-") + " ")
            .collect();
        let expected: String = TrapKind::ALL.iter().map(|kind| alloc::format!("{kind} ")).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn numbers_become_kinds() {
        let mut failure = Failure::new();
        for (number, kind) in [
            (1, ErrorKind::Invalid),
            (4, ErrorKind::Other),
            (16, ErrorKind::Trap(TrapKind::Unreachable)),
            (28, ErrorKind::Trap(TrapKind::Unknown)),
            (99, ErrorKind::Trap(TrapKind::Unknown)),
        ] {
            failure.kind = number;
            assert_eq!(failure.error().kind(), kind);
        }
    }
}
