//! Flashing a directory that behaves like the drive of the bootloader: it has
//! `INFO_UF2.TXT` and `CURRENT.UF2`, takes blocks as they come, and vanishes
//! when it has all of them.

#![allow(clippy::unwrap_used)] // A test may panic.

use badge_harness::pybadge::flash::{CopyError, Drive, copy};
use badge_harness::pybadge::image::{APPLICATION, uf2};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

const BLOCK: usize = 512;
const INFO: &str =
    "UF2 Bootloader v3.15.0\r\nModel: PyBadge\r\nBoard-ID: SAMD51J19A-PyBadge-M4\r\n";

/// What the drive does when so many blocks have arrived.
struct Bootloader {
    dir: tempfile::TempDir,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<u8>>,
}

impl Bootloader {
    /// A drive that vanishes with the file that it got, after `blocks` blocks.
    fn vanishing_after(blocks: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("PYBADGEBOOT");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("INFO_UF2.TXT"), INFO).unwrap();
        fs::write(path.join("CURRENT.UF2"), uf2(APPLICATION.start, &[0xFF; 1000])).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let (seen, place) = (Arc::clone(&stop), path);
        let thread = std::thread::spawn(move || take(&place, blocks, &seen));
        Self { dir, stop, thread }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("PYBADGEBOOT")
    }

    /// What it has got.
    fn taken(self) -> Vec<u8> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// Watches the new file grow. The handle sees what is written after the drive
/// is gone too, which a real one does not: that is cut off.
fn take(place: &Path, blocks: usize, stop: &AtomicBool) -> Vec<u8> {
    let mut file = None;
    loop {
        let file = match &mut file {
            Some(file) => file,
            None => match fs::File::open(place.join("FIRMWARE.UF2")) {
                Ok(opened) => file.insert(opened),
                Err(_) if stop.load(Ordering::Relaxed) => return Vec::new(),
                Err(_) => continue,
            },
        };
        let length = file.metadata().unwrap().len() as usize;
        if length >= blocks * BLOCK || stop.load(Ordering::Relaxed) {
            if length >= blocks * BLOCK {
                fs::remove_dir_all(place).unwrap();
            }
            let mut bytes = Vec::new();
            file.take((blocks * BLOCK) as u64).read_to_end(&mut bytes).unwrap();
            return bytes;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

fn image(blocks: usize) -> Vec<u8> {
    let bytes: Vec<u8> = (0..blocks * 256).map(|at| (at % 251) as u8).collect();
    uf2(APPLICATION.start, &bytes)
}

#[test]
fn a_drive_that_vanishes_after_the_last_block_has_everything() {
    let image = image(1000);
    let bootloader = Bootloader::vanishing_after(1000);
    let drive = Drive::at(&bootloader.path()).unwrap();
    let mut told = Vec::new();
    copy(&drive, "FIRMWARE.UF2", &image, |written, of| {
        told.push((written, of));
    })
    .unwrap();
    assert_eq!(told.last(), Some(&(1000, 1000)));
    assert!(told.is_sorted() && told.len() > 10);
    let gone = (0..1000).any(|_| {
        std::thread::sleep(Duration::from_millis(1));
        !drive.is_there()
    });
    assert!(gone);
    assert_eq!(bootloader.taken(), image);
}

#[test]
fn a_drive_that_vanishes_before_has_not() {
    let image = image(1000);
    let bootloader = Bootloader::vanishing_after(500);
    let drive = Drive::at(&bootloader.path()).unwrap();
    // The watcher needs a moment to notice; a real drive is slower.
    let result = copy(&drive, "FIRMWARE.UF2", &image, |_, _| {
        std::thread::sleep(Duration::from_millis(5));
    });
    match result {
        Err(CopyError::Vanished { written, blocks }) => {
            assert_eq!(blocks, 1000);
            assert!((448..960).contains(&written), "{written}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bootloader.taken().len(), 500 * BLOCK);
}

#[test]
fn a_full_drive_is_told() {
    // What takes nothing and says so, as a full drive does.
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("INFO_UF2.TXT"), INFO).unwrap();
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(full, dir.path().join("FIRMWARE.UF2")).unwrap();
    let drive = Drive::at(dir.path()).unwrap();
    let error = copy(&drive, "FIRMWARE.UF2", &image(200), |_, _| ()).expect_err("full");
    assert!(error.to_string().contains("full after 0 of 200 blocks"), "{error}");
}

#[test]
fn a_place_that_takes_no_file_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("INFO_UF2.TXT"), INFO).unwrap();
    // A directory of the file's name stands in the way even of root.
    fs::create_dir(dir.path().join("FIRMWARE.UF2")).unwrap();
    let drive = Drive::at(dir.path()).unwrap();
    let error = copy(&drive, "FIRMWARE.UF2", &image(2), |_, _| ()).expect_err("refused");
    assert!(error.to_string().starts_with("after 0 of 2 blocks: "), "{error}");
}
