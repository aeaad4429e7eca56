//! Hashes as they are written in files: SHA-256 of files, links of the chain
//! of frames.

use std::fmt;
use std::str::FromStr;

/// One link of the chain of frame hashes (XXH32), written as 8 lower-case hex
/// digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link(pub u32);

/// The SHA-256 of a file, written as 64 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

impl FromStr for Link {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() != 8 || !is_lower_hex(text) {
            return Err(format!("`{text}` is not a link (8 lower-case hex digits)"));
        }
        u32::from_str_radix(text, 16).map(Link).map_err(|e| e.to_string())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for Sha256 {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() != 64 || !is_lower_hex(text) {
            return Err(format!("`{text}` is not a SHA-256 (64 lower-case hex digits)"));
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|e| e.to_string())?;
        }
        Ok(Sha256(bytes))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

macro_rules! serde_as_text {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_as_text!(Link);
serde_as_text!(Sha256);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_their_leading_zeros_and_refuse_other_spellings() {
        assert_eq!("00ab12cd".parse::<Link>().map(|l| l.to_string()), Ok("00ab12cd".into()));
        for wrong in ["ab12cd", "00AB12CD", "0x00ab12", "+0ab12cd", ""] {
            assert!(wrong.parse::<Link>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn digests_are_written_as_they_are_read() {
        let text = "0123456789abcdef".repeat(4);
        assert_eq!(text.parse::<Sha256>().map(|d| d.to_string()), Ok(text));
        assert!("é".repeat(32).parse::<Sha256>().is_err());
    }
}
