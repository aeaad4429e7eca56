//! `cargo xtask flash`: an image, and the way to a badge.

use crate::cli::Flash;
use anyhow::{Context, Result};
use badge_harness::bars::bar;
use badge_harness::halt::settle;
use badge_harness::plan::Cell;
use badge_harness::progress::Progress;
use badge_harness::pybadge::choice::{Choice, Wanted};
use badge_harness::pybadge::flash::order::{Purpose, order};
use badge_harness::pybadge::flash::{Drive, copy, find, monitor, restarted};
use badge_harness::pybadge::image::{APPLICATION, RAM};
use badge_harness::pybadge::request::{FONT_LICENCE, Made, keeps_disks};
use badge_harness::setup::Install;
use badge_harness::usage::Usage;
use badge_harness::workspace::{Workspace, label};
use std::process::ExitCode;
use std::time::Duration;

/// Name of the file on the drive; the bootloader reads blocks, not names.
const FILE: &str = "FIRMWARE.UF2";

/// Flash of an application.
const FLASH: u64 = (APPLICATION.end - APPLICATION.start) as u64;

pub(crate) fn flash(arguments: &Flash) -> Result<ExitCode> {
    // What is wrong with the place is said before anything is built.
    let drive = arguments
        .mount
        .as_deref()
        .map(|path| {
            Drive::at(path)
                .map_err(|error| Usage::new(format!("--mount {}: {error:#}", path.display())))
        })
        .transpose()?;
    let patience = Duration::from_secs(arguments.wait);
    let workspace = Workspace::open()?;
    let wanted =
        Wanted::of(arguments.workload.as_deref(), arguments.module.as_deref(), &arguments.cart);
    let choice = Choice::of(&workspace, &arguments.runtime, wanted)?;
    let purpose = if arguments.trace { Purpose::Trace } else { Purpose::Play };
    let install = Install::from(arguments.no_install);
    let (made, file) = match settle(order(&workspace, &choice, purpose, install))? {
        Ok(ordered) => ordered,
        Err(no) => {
            if let Some(needed) = no.flash_bytes {
                println!("{}", bar("flash", needed, FLASH));
            }
            eprintln!("{}: {} {}", choice.cell().name(), no.verdict.outcome, no.detail());
            return Ok(ExitCode::FAILURE);
        }
    };
    budget(&choice.cell(), &made);
    println!("{}", label(workspace.root(), &file));
    if !choice.cartridges().is_empty() {
        let licence = file.with_file_name(FONT_LICENCE);
        if licence.exists() {
            println!("whoever passes the image on adds {}", label(workspace.root(), &licence));
        }
        if !keeps_disks(&made.image) {
            println!("the image reaches into the last 16 KiB of flash: games keep no disk");
        }
    }
    if arguments.no_copy {
        return Ok(ExitCode::SUCCESS);
    }
    let drive = match drive {
        Some(drive) => drive,
        None => find(arguments.port.as_deref(), patience)?,
    };
    println!("{} at {}", drive.board, drive.path.display());
    let progress = Progress::new("copying", made.image.uf2.len() / 512);
    copy(&drive, FILE, &made.image.uf2, |written, blocks| {
        progress.begin(&format!("{written} of {blocks} blocks"));
    })
    .with_context(|| drive.path.display().to_string())?;
    progress.finish();
    restarted(&drive)?;
    println!("the badge has taken image {} and restarts", made.image.id);
    if arguments.monitor {
        monitor(arguments.port.as_deref(), patience)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Flash and RAM against what there is.
fn budget(cell: &Cell<'_>, made: &Made) {
    let image = &made.image;
    println!("{}, image {}", cell.name(), image.id);
    let ram = u64::from(RAM.end - RAM.start);
    let used = image.flash_bytes + image.payload_bytes;
    println!("{}", bar("flash", used, FLASH));
    println!("           firmware {}, payload {}", image.flash_bytes, image.payload_bytes);
    println!("{}", bar("static RAM", image.static_ram_bytes, ram));
    println!("           leaves {} for heap and stack", ram.saturating_sub(image.static_ram_bytes));
}
