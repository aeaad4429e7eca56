//! `cargo xtask flash`: an image, and the way to a badge.

use crate::cli::Flash;
use anyhow::{Context, Result, bail};
use badge_catalogue::{Config, ModuleRoute, RuntimeEntry, Target};
use badge_harness::bars::bar;
use badge_harness::destination::writable_directory;
use badge_harness::halt::settle;
use badge_harness::own_module::{self, Purpose};
use badge_harness::plan::Filter;
use badge_harness::plan::{Cell, Plan, stand_in};
use badge_harness::progress::{Progress, announced};
use badge_harness::pybadge::emulated::inputs;
use badge_harness::pybadge::flash::{Drive, copy, mounted, port, unmounted};
use badge_harness::pybadge::image::{APPLICATION, Firmwares, RAM};
use badge_harness::pybadge::request::{Made, Manner, SHOW_FRAMES, image, image_file};
use badge_harness::setup::{self, Install};
use badge_harness::terminal::print_bytes;
use badge_harness::usage::Usage;
use badge_harness::workbench::Workbench;
use badge_harness::workspace::{Workspace, label};
use badge_protocol::payload::Pass;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The workload that is flashed where none is named.
const WORKLOAD: &str = "badge";

/// Name of the file on the drive; the bootloader reads blocks, not names.
const FILE: &str = "FIRMWARE.UF2";

/// Flash of an application.
const FLASH: u64 = (APPLICATION.end - APPLICATION.start) as u64;

/// How long the bootloader may take to restart with the last block.
const RESTART: Duration = Duration::from_secs(15);

/// Between two looks for a drive or a port.
const GLANCE: Duration = Duration::from_millis(200);

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
        None => find(arguments)?,
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
        monitor(arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The image and its file; `None` if there is none, which has been said.
fn make(workspace: &Workspace, arguments: &Flash) -> Result<Option<(Made, PathBuf)>> {
    let (runtime, config) = config(workspace, &arguments.runtime)?;
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

/// The config that is named, or the runtime's default one, which must run on
/// the badge.
fn config<'w>(workspace: &'w Workspace, name: &str) -> Result<(&'w RuntimeEntry, &'w Config)> {
    let filter = Filter { runtime: vec![name.to_owned()], ..Filter::default() };
    let (_, plan) = Plan::on(&workspace.catalogue, &filter, &[Target::Pybadge])?;
    let default = plan.configs.iter().find(|(_, config)| config.default);
    default
        .or_else(|| plan.configs.first())
        .copied()
        .context("the filter leaves at least one config")
}

/// The drive of a badge, after asking firmware or person for it.
fn find(arguments: &Flash) -> Result<Drive> {
    if let Some(drive) = the_only(mounted())? {
        return Ok(drive);
    }
    let ports = match &arguments.port {
        Some(port) => vec![port.clone()],
        None => port::badges(),
    };
    let asked = match &ports[..] {
        [port] => match port::touch(port) {
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
    let patience = Duration::from_secs(arguments.wait);
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
                arguments.wait
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
fn restarted(drive: &Drive) -> Result<()> {
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
fn monitor(arguments: &Flash) -> Result<()> {
    let begun = Instant::now();
    loop {
        let found = arguments
            .port
            .clone()
            .filter(|port| port.exists())
            .or_else(|| port::badges().into_iter().next());
        match found {
            Some(path) => listen(&path)?,
            None if begun.elapsed() > Duration::from_secs(arguments.wait) => {
                bail!("no port of a badge; name it with --port")
            }
            None => std::thread::sleep(GLANCE),
        }
    }
}

/// Prints what comes until the port goes away.
fn listen(path: &Path) -> Result<()> {
    let mut port = port::open(path, port::BAUD)?;
    let mut bytes = [0; 4096];
    while path.exists() {
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
