//! `cargo xtask flash`: an image, and the way to a badge.

use crate::cli::Flash;
use anyhow::{Context, Result};
use badge_catalogue::ModuleRoute;
use badge_harness::bars::bar;
use badge_harness::destination::writable_directory;
use badge_harness::halt::settle;
use badge_harness::own_module::{self, Purpose};
use badge_harness::plan::{Cell, Filter, Plan, badge_config, stand_in};
use badge_harness::progress::{Progress, announced};
use badge_harness::pybadge::emulated::inputs;
use badge_harness::pybadge::flash::{Drive, copy, find, monitor, restarted};
use badge_harness::pybadge::image::{APPLICATION, Firmwares, RAM};
use badge_harness::pybadge::request::{Made, Manner, SHOW_FRAMES, image, image_file};
use badge_harness::setup::{self, Install};
use badge_harness::usage::Usage;
use badge_harness::workbench::Workbench;
use badge_harness::workspace::{Workspace, label};
use badge_protocol::payload::Pass;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The workload that is flashed where none is named.
const WORKLOAD: &str = "badge";

/// Name of the file on the drive; the bootloader reads blocks, not names.
const FILE: &str = "FIRMWARE.UF2";

/// Flash of an application.
const FLASH: u64 = (APPLICATION.end - APPLICATION.start) as u64;

/// Builds an image and copies it to a badge.
///
/// # Errors
///
/// When an argument does not fit what there is, there is no badge, or it did
/// not take the whole image.
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
    let Some((made, file)) = make(&workspace, arguments)? else {
        return Ok(ExitCode::FAILURE);
    };
    println!("{}", label(workspace.root(), &file));
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

/// The image and its file; `None` if there is none, which has been said.
fn make(workspace: &Workspace, arguments: &Flash) -> Result<Option<(Made, PathBuf)>> {
    let (runtime, config) = badge_config(&workspace.catalogue, &arguments.runtime)?;
    let workload_name = arguments.workload.as_deref().unwrap_or(WORKLOAD);
    let filter = Filter { workload: vec![workload_name.to_owned()], ..Filter::default() };
    let plan = Plan::new(&workspace.catalogue, &filter)?;
    let workload = *plan.workloads.first().context("a workload was named")?;
    if arguments.module.is_some() && config.module == ModuleRoute::Link {
        let reason = format!("{}/{} loads no module", runtime.name, config.name);
        return Err(Usage::new(reason).into());
    }
    if arguments.module.is_none() && !workload.applies_to(&runtime.name) {
        let reason = format!("{} makes no sense on {}", workload.name, runtime.name);
        return Err(Usage::new(reason).into());
    }
    let module = arguments
        .module
        .as_deref()
        .map(|file| own_module::read(workspace, file, Purpose::Badge))
        .transpose()?;
    writable_directory(&workspace.scratch())?;
    setup::rust(workspace)?;
    let mut bench = Workbench::new(workspace, Install::from(arguments.no_install))?;
    let stand_in = stand_in()?;
    let cell =
        Cell { runtime, config, workload: if module.is_some() { &stand_in } else { workload } };
    let (module, inputs) = match module {
        Some(module) => (module, None),
        None => {
            announced("building the workload's module", || bench.modules(&plan.workloads))?;
            let module = bench.module(workload)?.clone();
            let cell = Cell { runtime, config, workload };
            (module, Some(inputs(&mut bench, &cell)?))
        }
    };
    let mut firmwares = Firmwares::new(workspace);
    let manner = manner(&cell, arguments);
    let building = format!("building the firmware of {}", cell.config_name());
    let made = || image(&mut bench, &mut firmwares, &cell, &module, manner, inputs);
    let made = match settle(announced(&building, made))? {
        Ok(made) => made,
        Err(no) => {
            if let Some(needed) = no.flash_bytes {
                println!("{}", bar("flash", needed, FLASH));
            }
            eprintln!("{}: {} {}", cell.name(), no.verdict.outcome, no.detail());
            return Ok(None);
        }
    };
    budget(&cell, &made);
    let file = image_file(&bench, &cell);
    Ok(Some((made, file)))
}

/// What the badge shall do with it.
fn manner(cell: &Cell<'_>, arguments: &Flash) -> Manner {
    let of_workload = Manner::of(cell);
    let frames = match arguments.module {
        Some(_) => SHOW_FRAMES,
        None => of_workload.frames,
    };
    Manner {
        frames,
        show_frames: frames.min(SHOW_FRAMES),
        passes: of_workload.passes.with(Pass::Play),
        plays_after_check: !arguments.trace,
    }
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
