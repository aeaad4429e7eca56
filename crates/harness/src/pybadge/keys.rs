//! Scripts of button presses: `40:a 42: 60:left+b`, a frame and the buttons
//! that are held from then on.

use crate::script;
use crate::usage::Usage;
use anyhow::Result;
use badge::button;

const NAMES: [(&str, u8); 8] = [
    ("a", button::A),
    ("b", button::B),
    ("start", button::START),
    ("select", button::SELECT),
    ("right", button::RIGHT),
    ("down", button::DOWN),
    ("up", button::UP),
    ("left", button::LEFT),
];

/// Reads a script, which is given as such or as the name of a file.
///
/// # Errors
///
/// [`Usage`] with the word that is wrong.
pub fn parse(script: &str) -> Result<Vec<(u32, u8)>> {
    script::parse("--keys", "frame", script, |names| {
        names.iter().try_fold(0, |mask, name| {
            let found = NAMES.iter().find(|(known, _)| known == name);
            let unknown = || Usage::unknown("button", name, NAMES.map(|(known, _)| known));
            Ok(mask | found.ok_or_else(unknown)?.1)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_holds_buttons_until_the_next_word() {
        let keys = parse("2:left+a, 5:\n7:start").unwrap();
        assert_eq!(keys, [(2, 0x82), (5, 0), (7, 4)]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (script, reason) in [
            ("40", "FRAME:BUTTONS"),
            ("x:a", "`x` is no frame"),
            ("3:a 3:b", "must increase"),
            ("3:fire", "unknown button `fire`; there are: a, b, start"),
        ] {
            let error = parse(script).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
