//! The serial port of a badge that runs its firmware.

use anyhow::{Context, Result};
use pybadge_board::{USB_PRODUCT, USB_VENDOR};
use std::fs;
use std::path::{Path, PathBuf};

/// Where Linux lists terminals.
const TERMINALS: &str = "/sys/class/tty";

/// Rate of the header. USB takes any.
pub const BAUD: u32 = 921_600;

/// Rate that asks the firmware for the bootloader.
#[cfg(unix)]
const TOUCH: u32 = 1200;

/// Ports of badges that are connected. Empty where the system does not tell.
#[must_use]
pub fn badges() -> Vec<PathBuf> {
    badges_in(Path::new(TERMINALS))
}

fn badges_in(terminals: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(terminals) else {
        return Vec::new();
    };
    let mut ports: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| is_badge(&entry.path()))
        .map(|entry| Path::new("/dev").join(entry.file_name()))
        .collect();
    ports.sort();
    ports
}

/// The terminal's device is an interface; the USB device stands above it.
fn is_badge(terminal: &Path) -> bool {
    let Ok(interface) = fs::canonicalize(terminal.join("device")) else {
        return false;
    };
    let read = |name: &str| {
        let path = interface.parent()?.join(name);
        u16::from_str_radix(fs::read_to_string(path).ok()?.trim(), 16).ok()
    };
    read("idVendor") == Some(USB_VENDOR) && read("idProduct") == Some(USB_PRODUCT)
}

/// Opens a port for reading and writing, raw, at a rate. A read returns after
/// at most a second, then with nothing.
///
/// # Errors
///
/// When it cannot be opened or is no terminal.
#[cfg(unix)]
pub fn open(path: &Path, baud: u32) -> Result<fs::File> {
    use rustix::fs::{Mode, OFlags};
    use rustix::termios::{ControlModes, OptionalActions, SpecialCodeIndex};

    let name = path.display();
    // Without NONBLOCK some drivers wait for a carrier here.
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let port = rustix::fs::open(path, flags, Mode::empty()).with_context(|| {
        format!("cannot open {name}: is it there, and may you use it (group dialout)?")
    })?;
    let mut settings =
        rustix::termios::tcgetattr(&port).with_context(|| format!("{name} is no serial port"))?;
    settings.make_raw();
    settings.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
    settings.special_codes[SpecialCodeIndex::VMIN] = 0;
    settings.special_codes[SpecialCodeIndex::VTIME] = 10;
    settings.set_speed(baud).with_context(|| format!("{name} cannot have {baud} baud"))?;
    rustix::termios::tcsetattr(&port, OptionalActions::Now, &settings)
        .with_context(|| format!("{name} does not take its settings"))?;
    let flags = rustix::fs::fcntl_getfl(&port).with_context(|| format!("{name} has no flags"))?;
    rustix::fs::fcntl_setfl(&port, flags - OFlags::NONBLOCK)
        .with_context(|| format!("{name} does not take its flags"))?;
    Ok(port.into())
}

/// Opens a port for reading and writing.
///
/// # Errors
///
/// Always: nothing here sets up a port on this system.
#[cfg(not(unix))]
pub fn open(path: &Path, _baud: u32) -> Result<fs::File> {
    anyhow::bail!(
        "{}: serial ports are not read on this system; save what the badge says with a terminal program, and give the file",
        path.display()
    )
}

/// Asks the firmware behind a port for the bootloader: opens it at 1200 baud,
/// and closes it.
///
/// # Errors
///
/// When the port cannot be opened.
#[cfg(unix)]
pub fn touch(path: &Path) -> Result<()> {
    open(path, TOUCH).map(drop)
}

/// Asks the firmware behind a port for the bootloader.
///
/// # Errors
///
/// Always, as [`open`].
#[cfg(not(unix))]
pub fn touch(path: &Path) -> Result<()> {
    open(path, BAUD).map(drop).context("press reset twice instead")
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::io::{Read, Write};
    use std::os::unix::fs::symlink;

    /// `/sys` with one USB device.
    fn sysfs(vendor: &str, product: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let device = dir.path().join("devices/usb1/1-2");
        let interface = device.join("1-2:1.0");
        fs::create_dir_all(&interface).unwrap();
        fs::write(device.join("idVendor"), format!("{vendor}\n")).unwrap();
        fs::write(device.join("idProduct"), format!("{product}\n")).unwrap();
        let terminal = dir.path().join("class/tty/ttyACM3");
        fs::create_dir_all(&terminal).unwrap();
        symlink(&interface, terminal.join("device")).unwrap();
        fs::create_dir_all(dir.path().join("class/tty/console")).unwrap();
        dir
    }

    #[test]
    fn a_badge_is_found_by_its_numbers() {
        let found = |vendor, product| badges_in(&sysfs(vendor, product).path().join("class/tty"));
        assert_eq!(found("239a", "8033"), [Path::new("/dev/ttyACM3")]);
        assert!(found("2341", "8033").is_empty());
        // The bootloader has a port as well, which needs no touch.
        assert!(found("239a", "0033").is_empty());
        assert!(badges_in(Path::new("/no/such/place")).is_empty());
    }

    #[test]
    fn a_port_is_raw_and_a_touch_sets_1200_baud() {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let path = PathBuf::from(name.to_str().unwrap());
        let mut port = open(&path, BAUD).unwrap();
        let mut master = fs::File::from(master);
        master.write_all(b"a\r\n\x03b").unwrap();
        let mut bytes = [0; 5];
        port.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"a\r\n\x03b");
        assert_eq!(port.read(&mut bytes).unwrap(), 0, "a read does not wait");
        drop(port);
        touch(&path).unwrap();
        let settings = rustix::termios::tcgetattr(&master).unwrap();
        assert_eq!(settings.output_speed(), TOUCH);
    }

    #[test]
    fn what_is_no_port_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = open(file.path(), BAUD).expect_err("a file");
        assert!(format!("{error:#}").contains("is no serial port"), "{error:#}");
        let error = open(Path::new("/no/such/port"), BAUD).expect_err("nothing");
        assert!(format!("{error:#}").contains("cannot open"), "{error:#}");
    }
}
