//! An engine's words as they are stored: one short line, the same on every
//! machine.

/// Longest text that is kept, in characters.
const LENGTH: usize = 160;

/// The first line that says something, without the directories of this machine
/// and without addresses.
pub(crate) fn shown(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let words: Vec<String> = line.split_whitespace().map(word).collect();
    let words = words.join(" ");
    match words.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

fn word(word: &str) -> String {
    // Of a file its name says enough: the rest is where somebody keeps it.
    let path = word.find('/').filter(|&at| {
        let before = word[..at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && before != '.')
            && word[at + 1..].contains('/')
    });
    let word = match path {
        Some(at) => {
            let name = word.rsplit('/').next().unwrap_or_default();
            let opening = word[..at].trim_end_matches("file:");
            format!("{opening}{name}")
        }
        None => word.to_owned(),
    };
    let digits = |word: &str| word.len() >= 8 && word.chars().all(|c| c.is_ascii_hexdigit());
    match word.split_once("0x") {
        Some((before, address))
            if digits(address.trim_end_matches(|c: char| !c.is_alphanumeric())) =>
        {
            format!("{before}0x…")
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_differs_between_machines_is_left_out() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text), expected);
        check("\n  out of bounds \nat line 3", "out of bounds");
        check("panicked at /somewhere/engine/src/lib.rs:7:2:", "panicked at lib.rs:7:2:");
        check("(file:///somewhere/a/b.js:1)", "(b.js:1)");
        check("read/write and i32/i64/f32", "read/write and i32/i64/f32");
        check("fault at 0x7f208361a476, opcode 0xfc", "fault at 0x… opcode 0xfc");
        assert_eq!(shown(&"é".repeat(200)).chars().count(), 161);
    }
}
