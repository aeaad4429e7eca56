//! Linear memory that cannot grow: tinywasm has no limit to set, but takes a
//! memory of one's own.

use tinywasm::engine::{LinearMemory, MemoryBackend, VecMemory};
use tinywasm::{Error, Trap};

/// tinywasm's own contiguous memory, except that it refuses to grow. Every
/// access is handed on; the defaults of the trait would be slower.
struct Frozen(VecMemory);

/// A backend of memories that keep their initial size.
pub(crate) fn frozen() -> MemoryBackend {
    MemoryBackend::custom(|ty| {
        let bytes =
            usize::try_from(ty.initial_size()).map_err(|_| Error::Trap(Trap::OutOfMemory))?;
        VecMemory::try_new(bytes).map(Frozen).map_err(Error::Trap)
    })
}

macro_rules! hand_on {
    ($($name:ident(&self $(, $arg:ident: $ty:ty)*) -> $result:ty;)*) => {
        $(#[inline(always)]
        fn $name(&self, $($arg: $ty),*) -> $result {
            self.0.$name($($arg),*)
        })*
    };
}

macro_rules! hand_on_mut {
    ($($name:ident(&mut self $(, $arg:ident: $ty:ty)*) -> $result:ty;)*) => {
        $(#[inline(always)]
        fn $name(&mut self, $($arg: $ty),*) -> $result {
            self.0.$name($($arg),*)
        })*
    };
}

impl LinearMemory for Frozen {
    fn grow_to(&mut self, len: usize) -> Result<(), Trap> {
        if len == self.0.len() { Ok(()) } else { Err(Trap::OutOfMemory) }
    }

    hand_on! {
        len(&self) -> usize;
        read(&self, at: usize, to: &mut [u8]) -> usize;
        read_exact(&self, at: usize, to: &mut [u8]) -> Option<()>;
        read_8(&self, at: usize) -> Result<[u8; 1], Trap>;
        read_16(&self, at: usize) -> Result<[u8; 2], Trap>;
        read_32(&self, at: usize) -> Result<[u8; 4], Trap>;
        read_64(&self, at: usize) -> Result<[u8; 8], Trap>;
        read_128(&self, at: usize) -> Result<[u8; 16], Trap>;
    }

    hand_on_mut! {
        write(&mut self, at: usize, from: &[u8]) -> usize;
        write_all(&mut self, at: usize, from: &[u8]) -> Option<()>;
        fill(&mut self, at: usize, len: usize, value: u8) -> Option<()>;
        copy_within(&mut self, to: usize, from: usize, len: usize) -> Option<()>;
        write_8(&mut self, at: usize, bytes: &[u8]) -> Result<(), Trap>;
        write_16(&mut self, at: usize, bytes: &[u8]) -> Result<(), Trap>;
        write_32(&mut self, at: usize, bytes: &[u8]) -> Result<(), Trap>;
        write_64(&mut self, at: usize, bytes: &[u8]) -> Result<(), Trap>;
        write_128(&mut self, at: usize, bytes: &[u8]) -> Result<(), Trap>;
    }
}
