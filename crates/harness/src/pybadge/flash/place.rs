//! The way to a badge: its drive is found, or asked for, and watched.

use super::{Drive, mounted, unmounted};
use crate::terminal::print_bytes;
use anyhow::{Result, bail};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the bootloader may take to restart with the last block.
const RESTART: Duration = Duration::from_secs(15);

/// Between two looks for a drive or a port.
const GLANCE: Duration = Duration::from_millis(200);

/// The drive of a badge, after asking firmware or person for it.
///
/// # Errors
///
/// When there are several, or none for as long as `patience`.
pub fn find(port: Option<&Path>, patience: Duration) -> Result<Drive> {
    if let Some(drive) = the_only(mounted())? {
        return Ok(drive);
    }
    let ports = match port {
        Some(port) => vec![port.to_path_buf()],
        None => super::port::badges(),
    };
    let asked = match &ports[..] {
        [port] => match super::port::touch(port) {
            Ok(()) => {
                println!("asked the badge at {} for its bootloader", port.display());
                true
            }
            Err(error) => {
                println!("{error:#}");
                false
            }
        },
        _ => false,
    };
    if !asked {
        println!("press the badge's reset button twice, quickly");
    }
    let begun = Instant::now();
    let mut hinted = false;
    loop {
        if let Some(drive) = the_only(mounted())? {
            return Ok(drive);
        }
        if !hinted && let Some(device) = unmounted() {
            let device = device.display();
            println!("the badge is there, not mounted: udisksctl mount -b {device}");
            hinted = true;
        }
        if begun.elapsed() > patience {
            bail!(
                "no drive of a badge within {} s: is the cable one for data? If the drive is mounted somewhere, name it with --mount",
                patience.as_secs()
            );
        }
        std::thread::sleep(GLANCE);
    }
}

fn the_only(drives: Vec<Drive>) -> Result<Option<Drive>> {
    if drives.len() > 1 {
        let places: Vec<String> =
            drives.iter().map(|drive| drive.path.display().to_string()).collect();
        bail!("there are {} badges: {}; choose one with --mount", places.len(), places.join(", "));
    }
    Ok(drives.into_iter().next())
}

/// Waits for the drive to go away, which it does with the last block.
///
/// # Errors
///
/// When it stays.
pub fn restarted(drive: &Drive) -> Result<()> {
    let begun = Instant::now();
    while drive.is_there() {
        if begun.elapsed() > RESTART {
            bail!(
                "{}: the drive is still there after {} s, so the bootloader has not taken every block: press reset twice and try again",
                drive.path.display(),
                RESTART.as_secs()
            );
        }
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

/// Prints what the badge says, over restarts, until interrupted.
///
/// # Errors
///
/// When there is no port for as long as `patience`.
pub fn monitor(port: Option<&Path>, patience: Duration) -> Result<()> {
    let begun = Instant::now();
    loop {
        let found = port
            .filter(|port| super::port::is_there(port))
            .map(Path::to_path_buf)
            .or_else(|| super::port::badges().into_iter().next());
        match found {
            Some(path) => listen(&path)?,
            None if begun.elapsed() > patience => {
                bail!("no port of a badge; name it with --port")
            }
            None => std::thread::sleep(GLANCE),
        }
    }
}

/// Prints what comes until the port goes away.
fn listen(path: &Path) -> Result<()> {
    let mut port = super::port::Port::open(path, super::port::BAUD)?;
    let mut bytes = [0; 4096];
    while super::port::is_there(path) {
        match port.read(&mut bytes) {
            Ok(count) => {
                print_bytes(&bytes[..count]);
            }
            // It restarts.
            Err(_) => break,
        }
    }
    Ok(())
}
