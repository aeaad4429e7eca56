//! UF2 files, as the badge's bootloader takes them (microsoft/uf2, "File
//! format"; adafruit/uf2-samdx1).

use pybadge_board::{UF2_FAMILY, UF2_PAYLOAD as DATA};

const BLOCK: usize = 512;
const MAGIC: [u32; 2] = [0x0A32_4655, 0x9E5D_5157];
const MAGIC_END: u32 = 0x0AB1_6F30;
const FAMILY_PRESENT: u32 = 0x0000_2000;

/// The file that puts `bytes` at `address`; the last block is filled up as
/// erased flash reads.
#[must_use]
pub fn uf2(address: u32, bytes: &[u8]) -> Vec<u8> {
    let count = bytes.len().div_ceil(DATA) as u32;
    let mut file = Vec::with_capacity(count as usize * BLOCK);
    for (number, data) in (0..count).zip(bytes.chunks(DATA)) {
        let mut block = [0; BLOCK];
        let words = [
            MAGIC[0],
            MAGIC[1],
            FAMILY_PRESENT,
            address + number * DATA as u32,
            DATA as u32,
            number,
            count,
            UF2_FAMILY,
        ];
        for (place, word) in block.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        block[32..32 + DATA].fill(0xFF);
        block[32..32 + data.len()].copy_from_slice(data);
        block[BLOCK - 4..].copy_from_slice(&MAGIC_END.to_le_bytes());
        file.extend_from_slice(&block);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use pybadge_emulator::Badge;

    #[test]
    fn the_bootloader_of_the_emulator_takes_the_file_and_the_bytes_arrive() {
        let bytes: Vec<u8> = (0..1000_u32).map(|index| (index % 251) as u8).collect();
        let file = uf2(0x4000, &bytes);
        assert_eq!(file.len(), 4 * BLOCK);
        let mut badge = Badge::new();
        badge.load_uf2(&file).unwrap();
        assert_eq!(&badge.flash()[0x4000..0x4000 + 1000], &bytes[..]);
        assert_eq!(badge.flash()[0x4000 + 1000], 0xFF);
    }

    #[test]
    fn nothing_makes_no_block() {
        assert!(uf2(0x4000, &[]).is_empty());
    }
}
