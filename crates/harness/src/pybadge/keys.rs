//! Scripts of button presses: `40:a 42: 60:left+b`, a frame and the buttons
//! that are held from then on.

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
    let mut keys: Vec<(u32, u8)> = Vec::new();
    for word in script.split([' ', '\t', '\r', '\n', ',']) {
        if word.is_empty() {
            continue;
        }
        let wrong = |why: String| Usage::new(format!("--keys: `{word}`: {why}"));
        let Some((frame, names)) = word.split_once(':') else {
            return Err(wrong("FRAME:BUTTONS is due, as in 40:left+a or 42:".to_owned()).into());
        };
        let frame: u32 = frame.parse().map_err(|_| wrong(format!("`{frame}` is no frame")))?;
        if keys.last().is_some_and(|(last, _)| *last >= frame) {
            return Err(wrong("frames must increase".to_owned()).into());
        }
        let mut mask = 0;
        for name in names.split('+').filter(|name| !name.is_empty()) {
            let found = NAMES.iter().find(|(known, _)| *known == name);
            let Some((_, bit)) = found else {
                let known = NAMES.map(|(known, _)| known);
                return Err(Usage::unknown("button", name, known).into());
            };
            mask |= bit;
        }
        keys.push((frame, mask));
    }
    Ok(keys)
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
