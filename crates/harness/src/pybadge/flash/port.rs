//! The serial port of a badge that runs its firmware.

use anyhow::{Context, Result};
use pybadge_board::{USB_PRODUCT, USB_VENDOR};
use serialport::{ErrorKind, SerialPort, SerialPortInfo, SerialPortType};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Rate of the header. USB takes any.
pub const BAUD: u32 = 921_600;

/// Rate that asks the firmware for the bootloader.
const TOUCH: u32 = 1200;

/// How long a read waits.
const WAIT: Duration = Duration::from_secs(1);

/// Ports of badges that are connected. Empty where the system does not tell.
#[must_use]
pub fn badges() -> Vec<PathBuf> {
    let mut ports: Vec<PathBuf> =
        known().into_iter().filter(is_badge).map(|port| port.port_name.into()).collect();
    ports.sort();
    ports
}

/// The bootloader has a port as well, of another number, which needs no touch.
fn is_badge(port: &SerialPortInfo) -> bool {
    matches!(&port.port_type, SerialPortType::UsbPort(usb)
        if (usb.vid, usb.pid) == (USB_VENDOR, USB_PRODUCT))
}

/// Whether a port is there now; one over USB goes away when the badge restarts.
#[must_use]
pub fn is_there(port: &Path) -> bool {
    // A port of Windows is no file.
    port.exists() || cfg!(windows) && known().iter().any(|info| Path::new(&info.port_name) == port)
}

fn known() -> Vec<SerialPortInfo> {
    // The library takes it for granted, but not every container has it.
    if cfg!(target_os = "linux") && !Path::new("/sys/class/tty").is_dir() {
        return Vec::new();
    }
    serialport::available_ports().unwrap_or_default()
}

/// An open port.
pub struct Port(Box<dyn SerialPort>);

impl Port {
    /// Opens a port for reading and writing, raw, at a rate.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or is no terminal.
    pub fn open(path: &Path, baud: u32) -> Result<Self> {
        let name = path.display();
        let opened = serialport::new(path.to_string_lossy(), baud).timeout(WAIT).open();
        opened.map(Self).map_err(|error| {
            let reason = match error.kind() {
                ErrorKind::NoDevice | ErrorKind::Io(_) => {
                    format!("cannot open {name}: is it there, and may you use it (group dialout)?")
                }
                _ => format!("{name} is no serial port, or does not take {baud} baud"),
            };
            anyhow::Error::new(error).context(reason)
        })
    }

    /// Reads what is there: nothing after a second without anything.
    ///
    /// # Errors
    ///
    /// When the port has gone away.
    pub fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(bytes) {
            Err(error) if error.kind() == std::io::ErrorKind::TimedOut => Ok(0),
            read => read,
        }
    }
}

/// Asks the firmware behind a port for the bootloader: opens it at 1200 baud,
/// and closes it.
///
/// # Errors
///
/// When the port cannot be opened.
pub fn touch(path: &Path) -> Result<()> {
    Port::open(path, TOUCH).map(drop).context("press reset twice instead")
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use serialport::UsbPortInfo;
    use std::fs;
    use std::io::Write;

    #[test]
    fn a_badge_is_known_by_its_numbers() {
        let found = |vid, pid| {
            let (serial_number, manufacturer, product) = (None, None, None);
            let usb = UsbPortInfo { vid, pid, serial_number, manufacturer, product };
            let port_type = SerialPortType::UsbPort(usb);
            is_badge(&SerialPortInfo { port_name: "/dev/ttyACM3".to_owned(), port_type })
        };
        assert!(found(0x239a, 0x8033));
        assert!(!found(0x2341, 0x8033));
        assert!(!found(0x239a, 0x0033), "the bootloader");
    }

    #[test]
    fn a_port_is_raw_and_a_touch_sets_1200_baud() {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let path = PathBuf::from(name.to_str().unwrap());
        let mut port = Port::open(&path, BAUD).unwrap();
        let mut master = fs::File::from(master);
        master.write_all(b"a\r\n\x03b").unwrap();
        let mut bytes = [0; 9];
        let count = port.read(&mut bytes).unwrap();
        assert_eq!(&bytes[..count], b"a\r\n\x03b");
        assert_eq!(port.read(&mut bytes).unwrap(), 0, "a read does not wait");
        drop(port);
        touch(&path).unwrap();
        let settings = rustix::termios::tcgetattr(&master).unwrap();
        assert_eq!(settings.output_speed(), TOUCH);
    }

    #[test]
    fn what_is_no_port_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Port::open(file.path(), BAUD).err().unwrap();
        assert!(format!("{error:#}").contains("is no serial port"), "{error:#}");
        let error = Port::open(Path::new("/no/such/port"), BAUD).err().unwrap();
        assert!(format!("{error:#}").contains("cannot open"), "{error:#}");
    }
}
