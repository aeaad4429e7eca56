//! A firmware as the linker leaves it, checked before anything is made of it.

use super::{APPLICATION, DoesNotFit, Memory, RAM};
use object::elf::{EM_ARM, FileHeader32, PT_LOAD, SHF_ALLOC};
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use object::{Endianness, FileKind};
use std::fmt;

/// What a firmware puts into flash, and what RAM it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Flash from the beginning of the application: vector table, code,
    /// read-only data, initial values.
    pub flash: Vec<u8>,
    /// RAM that is taken when the firmware is linked, in bytes.
    pub static_ram_bytes: u64,
}

/// Why a file is no firmware for the badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElfError {
    /// It is no ELF file.
    NotElf,
    /// It is cut, or contradicts itself.
    Damaged(String),
    /// It is for another processor: what its header says.
    Machine(String),
    /// It puts nothing into flash.
    Empty,
    /// A segment does not lie in the flash of an application.
    Outside {
        /// Where it begins.
        address: u64,
        /// Its length.
        bytes: u64,
    },
    /// Two segments overlap at this address.
    Overlap {
        /// Where the second begins.
        address: u64,
    },
    /// The first segment does not begin where the bootloader jumps to.
    NoVectors {
        /// Where it begins.
        address: u64,
    },
    /// The vector table names no stack in RAM or no code in the image.
    Vectors {
        /// The initial stack pointer.
        stack: u32,
        /// The reset vector.
        entry: u32,
    },
    /// It is too large.
    DoesNotFit(DoesNotFit),
}

impl fmt::Display for ElfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (APPLICATION.start, APPLICATION.end);
        match self {
            Self::NotElf => f.write_str("it is no ELF file"),
            Self::Damaged(why) => write!(f, "the ELF file is cut or damaged: {why}"),
            Self::Machine(what) => write!(f, "it is for {what}, not for a 32-bit ARM"),
            Self::Empty => f.write_str("it puts nothing into flash"),
            Self::Outside { address, bytes } => write!(
                f,
                "{bytes} bytes at {address:#x} do not lie in the application's flash, {start:#x} to {end:#x}"
            ),
            Self::Overlap { address } => write!(f, "two segments overlap at {address:#x}"),
            Self::NoVectors { address } => write!(
                f,
                "it begins at {address:#x}, where the bootloader looks for vectors at {start:#x}"
            ),
            Self::Vectors { stack, entry } => write!(
                f,
                "its vectors name the stack {stack:#x} and the entry {entry:#x}, which are not in RAM and in the image"
            ),
            Self::DoesNotFit(over) => over.fmt(f),
        }
    }
}

impl std::error::Error for ElfError {}

impl From<object::read::Error> for ElfError {
    fn from(error: object::read::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

struct Segment<'d> {
    address: u64,
    bytes: &'d [u8],
}

impl Segment<'_> {
    fn end(&self) -> u64 {
        self.address + self.bytes.len() as u64
    }
}

impl Linked {
    /// Reads the file that cargo linked.
    ///
    /// # Errors
    ///
    /// The first thing that makes it no firmware for the badge.
    pub fn read(file: &[u8]) -> Result<Self, ElfError> {
        match FileKind::parse(file) {
            Ok(FileKind::Elf32) => (),
            Ok(FileKind::Elf64) => return Err(ElfError::Machine("a 64-bit processor".to_owned())),
            Ok(_) | Err(_) => return Err(ElfError::NotElf),
        }
        let header = FileHeader32::<Endianness>::parse(file)?;
        let endian = header.endian()?;
        if endian != Endianness::Little {
            return Err(ElfError::Machine("big-endian data".to_owned()));
        }
        if header.e_machine(endian) != EM_ARM {
            let machine = header.e_machine(endian);
            return Err(ElfError::Machine(format!("ELF machine {machine}")));
        }
        let mut segments = Vec::new();
        for segment in header.program_headers(endian, file)? {
            if segment.p_type(endian) != PT_LOAD || segment.p_filesz(endian) == 0 {
                continue;
            }
            let bytes = segment.data(endian, file).map_err(|()| {
                let address = segment.p_paddr(endian);
                ElfError::Damaged(format!("the segment at {address:#x} reaches beyond it"))
            })?;
            segments.push(Segment { address: segment.p_paddr(endian).into(), bytes });
        }
        segments.sort_by_key(|segment| segment.address);
        let flash = flatten(&segments)?;
        let mut ram = 0_u64;
        for section in header.sections(endian, file)?.iter() {
            let address: u32 = section.sh_addr(endian);
            if section.sh_flags(endian) & SHF_ALLOC != 0 && RAM.contains(&address) {
                ram += u64::from(section.sh_size(endian));
            }
        }
        let size = u64::from(RAM.end - RAM.start);
        if ram > size {
            return Err(ElfError::DoesNotFit(DoesNotFit { memory: Memory::Ram, over: ram - size }));
        }
        Ok(Self { flash, static_ram_bytes: ram })
    }
}

fn flatten(segments: &[Segment<'_>]) -> Result<Vec<u8>, ElfError> {
    let (Some(first), Some(last)) = (segments.first(), segments.last()) else {
        return Err(ElfError::Empty);
    };
    let (start, end) = (u64::from(APPLICATION.start), u64::from(APPLICATION.end));
    for pair in segments.windows(2) {
        if pair[1].address < pair[0].end() {
            let address = pair[1].address;
            return Err(ElfError::Overlap { address });
        }
    }
    for segment in segments {
        if segment.address < start || segment.address >= end {
            return Err(ElfError::Outside {
                address: segment.address,
                bytes: segment.bytes.len() as u64,
            });
        }
    }
    if last.end() > end {
        return Err(ElfError::DoesNotFit(DoesNotFit {
            memory: Memory::Flash,
            over: last.end() - end,
        }));
    }
    if first.address != start {
        let address = first.address;
        return Err(ElfError::NoVectors { address });
    }
    let mut flash = vec![0xFF; (last.end() - start) as usize];
    for segment in segments {
        let at = (segment.address - start) as usize;
        flash[at..at + segment.bytes.len()].copy_from_slice(segment.bytes);
    }
    check_vectors(&flash)?;
    Ok(flash)
}

/// The bootloader stays where it is if these two words make no sense.
fn check_vectors(flash: &[u8]) -> Result<(), ElfError> {
    let word = |at: usize| {
        let bytes = flash.get(at..at + 4).and_then(|b| b.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    let (stack, entry) = (word(0), word(4));
    let image = APPLICATION.start..APPLICATION.start + flash.len() as u32;
    let in_ram = stack > RAM.start && stack <= RAM.end + 8;
    if !in_ram || entry & 1 == 0 || !image.contains(&(entry & !1)) {
        return Err(ElfError::Vectors { stack, entry });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An ELF file with these segments (physical address, bytes), written by
    /// hand so that it can be wrong in every way.
    fn elf(segments: &[(u32, Vec<u8>)]) -> Vec<u8> {
        let count = segments.len() as u16;
        let mut file = vec![0x7F, b'E', b'L', b'F', 1, 1, 1];
        file.resize(16, 0);
        for half in [2_u16, 40] {
            file.extend(half.to_le_bytes());
        }
        for word in [1_u32, 0x4001, 52, 0, 0x0500_0400] {
            file.extend(word.to_le_bytes());
        }
        for half in [52_u16, 32, count, 40, 0, 0] {
            file.extend(half.to_le_bytes());
        }
        let mut at = 52 + 32 * u32::from(count);
        for (address, bytes) in segments {
            let length = bytes.len() as u32;
            for word in [1, at, *address, *address, length, length, 5, 4] {
                file.extend(word.to_le_bytes());
            }
            at += length;
        }
        for (_, bytes) in segments {
            file.extend(bytes);
        }
        file
    }

    fn code(bytes: usize) -> Vec<u8> {
        let mut code = vec![0xAA; bytes];
        code[..4].copy_from_slice(&0x2002_FFF8_u32.to_le_bytes());
        code[4..8].copy_from_slice(&0x4009_u32.to_le_bytes());
        code
    }

    #[track_caller]
    fn check(file: &[u8], due: ElfError) {
        assert_eq!(Linked::read(file).expect_err("no firmware"), due);
    }

    #[test]
    fn segments_are_placed_by_their_physical_address_and_gaps_read_as_erased() {
        let linked = Linked::read(&elf(&[(0x4020, vec![7; 4]), (0x4000, code(16))])).unwrap();
        assert_eq!(linked.flash.len(), 0x24);
        assert_eq!(linked.flash[..16], code(16));
        assert_eq!(linked.flash[16..0x20], [0xFF; 16]);
        assert_eq!(linked.flash[0x20..], [7; 4]);
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error_and_never_a_panic() {
        let file = elf(&[(0x4000, code(64))]);
        assert!(Linked::read(&file).is_ok());
        for length in 0..file.len() {
            let error = Linked::read(&file[..length]).expect_err("cut");
            let named = matches!(error, ElfError::NotElf | ElfError::Damaged(_));
            assert!(named, "{length}: {error}");
        }
    }

    #[test]
    fn other_files_and_machines_are_refused() {
        check(b"UF2\n and more, much more than that", ElfError::NotElf);
        let mut x86 = elf(&[(0x4000, code(64))]);
        x86[18] = 3;
        check(&x86, ElfError::Machine("ELF machine 3".to_owned()));
    }

    #[test]
    fn segments_outside_the_application_or_overlapping_are_refused() {
        check(&elf(&[]), ElfError::Empty);
        check(&elf(&[(0x0, code(64))]), ElfError::Outside { address: 0, bytes: 64 });
        check(
            &elf(&[(0x4000, code(64)), (0x2000_0000, vec![1; 4])]),
            ElfError::Outside { address: 0x2000_0000, bytes: 4 },
        );
        check(
            &elf(&[(0x4000, code(64)), (0x403C, vec![1; 8])]),
            ElfError::Overlap { address: 0x403C },
        );
        check(&elf(&[(0x4100, code(64))]), ElfError::NoVectors { address: 0x4100 });
    }

    #[test]
    fn too_much_flash_says_by_how_many_bytes() {
        check(
            &elf(&[(0x4000, code(0x7_C000 + 1234))]),
            ElfError::DoesNotFit(DoesNotFit { memory: Memory::Flash, over: 1234 }),
        );
    }

    #[test]
    fn vectors_that_lead_nowhere_are_refused() {
        let mut wrong = code(64);
        wrong[4..8].copy_from_slice(&0x4008_u32.to_le_bytes());
        check(&elf(&[(0x4000, wrong)]), ElfError::Vectors { stack: 0x2002_FFF8, entry: 0x4008 });
    }
}
