//! The drive that the bootloader shows, known by its `INFO_UF2.TXT`.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What every UF2 bootloader says of itself (microsoft/uf2, "Files exposed by
/// bootloaders").
const INFO: &str = "INFO_UF2.TXT";

/// How the bootloaders of the PyBadge and of the PyBadge LC begin their
/// Board-ID; both take the same images.
const BOARDS: [&str; 2] = ["SAMD51J19A-PyBadge", "SAMD51J19A-BadgeLC"];

/// Labels of their drives.
#[cfg(target_os = "linux")]
const LABELS: [&str; 2] = ["PYBADGEBOOT", "BADGELCBOOT"];

/// More than any bootloader writes into its file.
const MAX_INFO_BYTES: usize = 4096;

/// A drive that takes images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drive {
    /// Where it is mounted.
    pub path: PathBuf,
    /// Its Board-ID.
    pub board: String,
}

/// Why a place is no drive of a badge.
#[derive(Debug)]
pub enum NotABadge {
    /// There is no such directory.
    NoDirectory,
    /// It has no `INFO_UF2.TXT`.
    NoInfo,
    /// The file cannot be read.
    Unreadable(io::Error),
    /// The file names no board.
    NoBoard,
    /// It is the bootloader of another board.
    OtherBoard(String),
}

impl fmt::Display for NotABadge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDirectory => f.write_str("there is no such directory"),
            Self::NoInfo => write!(
                f,
                "no drive of a UF2 bootloader: it has no {INFO}; press reset twice, and mount the drive PYBADGEBOOT"
            ),
            Self::Unreadable(error) => write!(f, "{INFO} cannot be read: {error}"),
            Self::NoBoard => write!(f, "its {INFO} names no Board-ID"),
            Self::OtherBoard(board) => {
                write!(f, "the bootloader of another board, {board}, not of a PyBadge")
            }
        }
    }
}

impl std::error::Error for NotABadge {}

impl Drive {
    /// The drive at a place.
    ///
    /// # Errors
    ///
    /// What it is instead.
    pub fn at(path: &Path) -> Result<Self, NotABadge> {
        if !path.is_dir() {
            return Err(NotABadge::NoDirectory);
        }
        let bytes = match fs::read(path.join(INFO)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(NotABadge::NoInfo),
            Err(error) => return Err(NotABadge::Unreadable(error)),
        };
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_INFO_BYTES)]);
        let board = text
            .lines()
            .find_map(|line| line.strip_prefix("Board-ID:"))
            .map(str::trim)
            .filter(|board| !board.is_empty())
            .ok_or(NotABadge::NoBoard)?;
        if !BOARDS.iter().any(|known| board.starts_with(known)) {
            return Err(NotABadge::OtherBoard(board.to_owned()));
        }
        Ok(Self { path: path.to_path_buf(), board: board.to_owned() })
    }

    /// Whether it is still there.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.path.join(INFO).is_file()
    }
}

/// All drives of badges that are mounted.
#[must_use]
pub fn mounted() -> Vec<Drive> {
    let mut places = places();
    places.sort();
    places.dedup();
    places.iter().filter_map(|place| Drive::at(place).ok()).collect()
}

/// Where drives can be mounted.
#[cfg(target_os = "linux")]
fn places() -> Vec<PathBuf> {
    // A system without /proc has no mounts to offer.
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts.lines().filter_map(mount_point).collect()
}

/// The second field of a line; spaces and some others stand as three octal
/// digits (`man fstab`).
#[cfg(target_os = "linux")]
fn mount_point(line: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;

    let field = line.split(' ').nth(1)?.as_bytes();
    let mut path = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&byte, tail)) = rest.split_first() {
        let digits = tail
            .get(..3)
            .filter(|digits| byte == b'\\' && digits.iter().all(|d| (b'0'..=b'7').contains(d)));
        match digits {
            Some(digits) => {
                let value =
                    digits.iter().fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
                path.push(value as u8);
                rest = &tail[3..];
            }
            None => {
                path.push(byte);
                rest = tail;
            }
        }
    }
    Some(std::ffi::OsString::from_vec(path).into())
}

#[cfg(windows)]
fn places() -> Vec<PathBuf> {
    (b'A'..=b'Z').map(|letter| PathBuf::from(format!("{}:\\", char::from(letter)))).collect()
}

#[cfg(not(any(target_os = "linux", windows)))]
fn places() -> Vec<PathBuf> {
    let Ok(volumes) = fs::read_dir("/Volumes") else {
        return Vec::new();
    };
    volumes.flatten().map(|volume| volume.path()).collect()
}

/// The block device of a badge that is connected but not mounted, where the
/// system says so.
#[must_use]
pub fn unmounted() -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        let labels = LABELS.iter().map(|label| Path::new("/dev/disk/by-label").join(label));
        labels.into_iter().find(|device| device.exists())
    }
    #[cfg(not(target_os = "linux"))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(info: Option<&str>, due: &str) {
        let dir = tempfile::tempdir().unwrap();
        if let Some(info) = info {
            fs::write(dir.path().join(INFO), info).unwrap();
        }
        let found = match Drive::at(dir.path()) {
            Ok(drive) => format!("badge {}", drive.board),
            Err(why) => why.to_string(),
        };
        assert!(found.contains(due), "{found}");
    }

    #[test]
    fn a_drive_is_known_by_its_board() {
        check(
            Some(
                "UF2 Bootloader v3.15.0 SFHWRO\r\nModel: PyBadge\r\nBoard-ID: SAMD51J19A-PyBadge-M4\r\n",
            ),
            "badge SAMD51J19A-PyBadge-M4",
        );
    }

    #[test]
    fn other_places_are_told_apart() {
        check(None, "no drive of a UF2 bootloader");
        check(Some("UF2 Bootloader\nModel: none\n"), "names no Board-ID");
        check(Some("Board-ID: \n"), "names no Board-ID");
        check(Some("Board-ID: RPI-RP2\n"), "of another board, RPI-RP2, not of a PyBadge");
        let missing = Drive::at(Path::new("no/such/place")).expect_err("missing");
        assert!(matches!(missing, NotABadge::NoDirectory));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn mount_points_with_spaces_are_read() {
        let line = r"/dev/sdb /media/me/MY\040BADGE\134x vfat rw 0 0";
        assert_eq!(mount_point(line), Some(PathBuf::from(r"/media/me/MY BADGE\x")));
        assert_eq!(mount_point("nothing"), None);
    }
}
