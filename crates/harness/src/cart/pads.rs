//! Scripts of gamepads: `40:x 42: 60:left+z 90:2.up`, a tick and what is held
//! from then on.

use crate::script;
use crate::usage::Usage;
use anyhow::{Context, Result};
use badge_wasm4::pad;
use std::fs;
use std::path::Path;

const NAMES: [(&str, u8); 6] = [
    ("x", pad::X),
    ("z", pad::Z),
    ("left", pad::LEFT),
    ("right", pad::RIGHT),
    ("up", pad::UP),
    ("down", pad::DOWN),
];

/// The four gamepads from a tick on.
pub type Held = (u32, [u8; 4]);

/// Reads a script, which is given as such or as the name of a file.
///
/// # Errors
///
/// [`Usage`] with the word that is wrong.
pub fn read(script: &str) -> Result<Vec<Held>> {
    if Path::new(script).is_file() {
        return parse(&fs::read_to_string(script).with_context(|| format!("--pads {script}"))?);
    }
    parse(script)
}

fn parse(script: &str) -> Result<Vec<Held>> {
    script::parse("--pads", "tick", script, |names| {
        let mut pads = [0; 4];
        for name in names {
            let (player, button) = name.split_once('.').unwrap_or(("1", name));
            let pad =
                player.parse().ok().and_then(|player: usize| pads.get_mut(player.checked_sub(1)?));
            let none = || Usage::new(format!("--pads: `{name}`: gamepads are 1 to 4"));
            *pad.ok_or_else(none)? |= mask(button)?;
        }
        Ok(pads)
    })
}

/// A button by its name, or all of a gamepad as a number.
fn mask(button: &str) -> Result<u8> {
    let number = match button.strip_prefix("0x") {
        Some(digits) => u8::from_str_radix(digits, 16).ok(),
        None => button.parse().ok(),
    };
    let known = NAMES.iter().find(|(name, _)| *name == button).map(|(_, bit)| *bit);
    let unknown = || Usage::unknown("button", button, NAMES.map(|(name, _)| name));
    Ok(number.or(known).ok_or_else(unknown)?)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_script_holds_gamepads_until_the_next_word() {
        let held = parse("2:left+x, 5:\n7:2.up+4.0x82+1").unwrap();
        assert_eq!(held, [(2, [0x11, 0, 0, 0]), (5, [0; 4]), (7, [1, 0x40, 0, 0x82])]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (script, reason) in [
            ("40", "TICK:BUTTONS"),
            ("x:z", "`x` is no tick"),
            ("3:x 3:z", "must increase"),
            ("3:fire", "unknown button `fire`; there are: x, z, left"),
            ("3:5.x", "gamepads are 1 to 4"),
            ("3:256", "unknown button `256`"),
        ] {
            let error = parse(script).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
