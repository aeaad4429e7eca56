//! Images, resets and what the bootloader makes of them.

use super::support::*;
use pybadge_emulator::{BlockError, Boot, ImageError, Reset, Stop};

/// A UF2 image of blocks with the given addresses.
fn uf2(addresses: &[u32], change: impl Fn(&mut [u32; 8])) -> Vec<u8> {
    let mut image = Vec::new();
    for (number, &address) in addresses.iter().enumerate() {
        let count = addresses.len() as u32;
        let mut header = [
            0x0a32_4655,
            0x9e5d_5157,
            0x2000,
            address,
            256,
            number as u32,
            count,
            pybadge_board::UF2_FAMILY,
        ];
        change(&mut header);
        let start = image.len();
        image.extend(header.iter().flat_map(|word| word.to_le_bytes()));
        image.extend([0x20, 0x00, 0x00, 0x20, 0x01, 0x44, 0x00, 0x00]);
        image.resize(start + 508, 0x55);
        image.extend(0x0ab1_6f30_u32.to_le_bytes());
    }
    image
}

#[test]
fn a_uf2_image_is_taken_by_the_rules_of_the_bootloader() {
    let mut badge = pybadge_emulator::Badge::new();
    assert_eq!(badge.load_uf2(&uf2(&[0x4000, 0x4100], |_| {})), Ok(()));
    assert_eq!(badge.flash()[0x4004..0x4008], [1, 0x44, 0, 0]);
    assert_eq!((badge.flash()[0x41ff], badge.flash()[0x4200]), (0x55, 0xff));
    assert_eq!(badge.reset(Reset::Power), Boot::Application);

    // Without the flag of a family, the family is not looked at.
    assert_eq!(badge.load_uf2(&uf2(&[0x4000], |header| (header[2], header[7]) = (0, 1))), Ok(()));

    let refused = |addresses: &[u32], change: fn(&mut [u32; 8])| {
        pybadge_emulator::Badge::new().load_uf2(&uf2(addresses, change))
    };
    let first = |first| Err(ImageError::NoBlocks { first });
    assert_eq!(refused(&[0x4000], |header| header[0] = 0), first(BlockError::Magic));
    assert_eq!(refused(&[0x4000], |header| header[7] = 5), first(BlockError::Family(5)));
    assert_eq!(refused(&[0x4000], |header| header[4] = 255), first(BlockError::PayloadSize(255)));
    assert_eq!(refused(&[0x4000], |header| header[2] = 1), first(BlockError::NotMainFlash));
    for address in [0x3f00, 0x4080, 0x8_0000, 0x2000_0000] {
        assert_eq!(refused(&[address], |_| {}), first(BlockError::Address(address)));
    }
    assert_eq!(
        refused(&[0x4000], |header| header[6] = 7),
        Err(ImageError::Incomplete { seen: 1, announced: 7 })
    );
    let mut badge = pybadge_emulator::Badge::new();
    assert_eq!(badge.load_uf2(&[0; 511]), Err(ImageError::Length { bytes: 511 }));
    assert!(badge.load_binary(0x3fff, &[0]).is_err());
    assert!(badge.load_binary(0x7_fff0, &[0; 17]).is_err());
}

#[test]
fn the_bootloader_stays_when_asked_or_when_there_is_nothing_to_start() {
    let mut empty = pybadge_emulator::Badge::new();
    assert_eq!(empty.reset(Reset::Power), Boot::NoApplication { entry: u32::MAX });

    // STR r1, [r2]; DSB; STR r3, [r4]
    let mut machine = Machine::new(&[0x6011, 0xf3bf, 0x8f4f, 0x6023, 0xe7fe]);
    let ask = |machine: &mut Machine, word| {
        machine.set(1, word);
        machine.set(2, 0x2002_fffc);
        machine.set(3, 0x05fa_0004);
        machine.set(4, 0xe000_ed0c);
        assert_eq!(machine.stop(), Stop::Reset);
        machine.badge.reset(Reset::Software)
    };
    assert_eq!(ask(&mut machine, 0xf016_69ef), Boot::Bootloader);
    assert_eq!(machine.badge.reset(Reset::Button), Boot::Application);
    assert_eq!(machine.peek(0x4000_0c00), 0x10, "RCAUSE: external");
    assert_eq!(ask(&mut machine, 0xf026_69ef), Boot::Application);
    assert_eq!(machine.peek(0x4000_0c00), 0x40, "RCAUSE: system");
}
