//! Copying an image to the drive of the bootloader, which takes the blocks as
//! they come and vanishes when it has all of them.

use super::Drive;
use std::fmt;
use std::fs::File;
use std::io::{self, Write};

/// A block of a UF2 file.
const BLOCK: usize = 512;
/// Blocks between two looks at the drive.
const STRETCH: usize = 64;

/// Why an image was not copied.
#[derive(Debug)]
pub enum CopyError {
    /// The drive takes no files.
    ReadOnly,
    /// The drive is full.
    Full {
        /// Blocks written before.
        written: usize,
        /// Blocks of the image.
        blocks: usize,
    },
    /// The drive went away before it had everything.
    Vanished {
        /// Blocks written before.
        written: usize,
        /// Blocks of the image.
        blocks: usize,
    },
    /// Anything else that the system says.
    Failed {
        /// Blocks written before.
        written: usize,
        /// Blocks of the image.
        blocks: usize,
        /// Its words.
        error: io::Error,
    },
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadOnly => f.write_str(
                "the drive is read-only: mount it so that you may write, or press reset twice again",
            ),
            Self::Full { written, blocks } => write!(
                f,
                "the drive is full after {written} of {blocks} blocks: press reset twice again, which empties it"
            ),
            Self::Vanished { written, blocks } => write!(
                f,
                "the drive vanished after {written} of {blocks} blocks, so the image is not complete: press reset twice and try again"
            ),
            Self::Failed {
                written,
                blocks,
                error,
            } => write!(f, "after {written} of {blocks} blocks: {error}"),
        }
    }
}

impl std::error::Error for CopyError {}

/// Copies an image, and calls `progress` with the blocks that the drive has.
///
/// The last block is written alone, when the drive has confirmed all others:
/// with it the badge restarts, and takes the confirmation along. An error then,
/// with the drive gone, is how success looks.
///
/// # Errors
///
/// When not every block was written.
pub fn copy(
    drive: &Drive,
    name: &str,
    image: &[u8],
    mut progress: impl FnMut(usize, usize),
) -> Result<(), CopyError> {
    let blocks = image.len().div_ceil(BLOCK);
    let last = blocks.saturating_sub(1) * BLOCK;
    let mut written = 0;
    let mut file = File::create(drive.path.join(name))
        .map_err(|error| refusal(drive, error, written, blocks))?;
    for stretch in image[..last].chunks(STRETCH * BLOCK) {
        file.write_all(stretch)
            .and_then(|()| file.sync_data())
            .map_err(|error| refusal(drive, error, written, blocks))?;
        // What the system still takes for a drive that is gone arrives nowhere.
        if !drive.is_there() {
            return Err(CopyError::Vanished { written, blocks });
        }
        written += stretch.len() / BLOCK;
        progress(written, blocks);
    }
    match file.write_all(&image[last..]).and_then(|()| file.sync_all()) {
        Err(error) if drive.is_there() => Err(refusal(drive, error, written, blocks)),
        _ => {
            progress(blocks, blocks);
            Ok(())
        }
    }
}

fn refusal(drive: &Drive, error: io::Error, written: usize, blocks: usize) -> CopyError {
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => CopyError::ReadOnly,
        io::ErrorKind::StorageFull => CopyError::Full { written, blocks },
        _ if !drive.is_there() => CopyError::Vanished { written, blocks },
        _ => CopyError::Failed { written, blocks, error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: io::ErrorKind, due: &str) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("INFO_UF2.TXT"), "Board-ID: SAMD51J19A-PyBadge-M4").unwrap();
        let drive = Drive::at(dir.path()).unwrap();
        let words = refusal(&drive, kind.into(), 3, 9).to_string();
        assert!(words.contains(due), "{words}");
    }

    #[test]
    fn what_the_system_says_is_told_with_what_to_do() {
        check(io::ErrorKind::ReadOnlyFilesystem, "read-only");
        check(io::ErrorKind::PermissionDenied, "read-only");
        check(io::ErrorKind::StorageFull, "full after 3 of 9 blocks");
        check(io::ErrorKind::BrokenPipe, "after 3 of 9 blocks: ");
    }
}
