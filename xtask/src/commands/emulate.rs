//! `cargo xtask emulate`: one image on the emulated badge, for people; nothing
//! is stored.

mod report;

use super::exit;
use crate::cli::Emulate;
use anyhow::{Context, Result};
use badge_desktop::{Terminal, Window};
use badge_harness::cart::badge::first_player;
use badge_harness::cart::pads;
use badge_harness::destination::writable;
use badge_harness::pybadge::choice::{Choice, Wanted};
use badge_harness::pybadge::emulated::trial::{Options, Told, playable, trial};
use badge_harness::pybadge::keys;
use badge_harness::setup::Install;
use badge_harness::usage::Usage;
use badge_harness::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(crate) fn emulate(arguments: &Emulate) -> Result<ExitCode> {
    let options = options(arguments)?;
    let workspace = Workspace::open()?;
    let wanted =
        Wanted::of(arguments.workload.as_deref(), arguments.module.as_deref(), &arguments.cart);
    let choice = Choice::of(&workspace, &arguments.runtime, wanted)?;
    if arguments.window || arguments.terminal {
        return live(arguments, &workspace, &choice);
    }
    let good = trial(&workspace, &choice, &options, |told| match told {
        Told::Without(cell, no) => report::without(&cell, &no),
        Told::Image(job) => report::image(job),
        Told::Ran(job, observed, foreign) => {
            if arguments.serial {
                print!("{}", String::from_utf8_lossy(&observed.emulation.bytes));
            }
            report::run(job, observed, arguments.per_frame);
            if let Some(foreign) = foreign {
                println!("{foreign}");
            }
        }
    })?;
    Ok(exit(good))
}

/// For a person who plays. Where there is nothing to play in, nothing is built.
fn live(arguments: &Emulate, workspace: &Workspace, choice: &Choice<'_>) -> Result<ExitCode> {
    let image = || {
        playable(workspace, choice, Install::from(arguments.no_install), |told| match told {
            Told::Without(cell, no) => report::without(&cell, &no),
            Told::Image(job) => report::image(job),
            Told::Ran(..) => (),
        })
    };
    if arguments.terminal {
        Terminal::check()?;
        let Some(image) = image()? else { return Ok(exit(false)) };
        badge_desktop::play(&image, &mut Terminal::open()?)?;
    } else {
        let mut window = Window::open(&format!("{}: Escape leaves", choice.cell().name()))?;
        let Some(image) = image()? else { return Ok(exit(false)) };
        badge_desktop::play(&image, &mut window)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn options(arguments: &Emulate) -> Result<Options> {
    let mut pictures = Vec::new();
    for pair in arguments.png.chunks(2) {
        let [frame, file] = pair else {
            return Err(Usage::new("--png needs a frame and a file").into());
        };
        let frame =
            frame.parse().map_err(|_| Usage::new(format!("--png: `{frame}` is no frame")))?;
        pictures.push((frame, writable("--png", Path::new(file))?));
    }
    let script = |script: &String| -> Result<_> {
        if Path::new(script).is_file() {
            let text = std::fs::read_to_string(script);
            return keys::parse(&text.with_context(|| format!("cannot read {script}"))?);
        }
        keys::parse(script)
    };
    let optional = |option: &str, file: &Option<PathBuf>| {
        file.as_deref().map(|file| writable(option, file)).transpose()
    };
    Ok(Options {
        frames: arguments.frames,
        pictures,
        last: optional("--last", &arguments.last)?,
        gif: optional("--gif", &arguments.gif)?,
        keys: arguments.keys.as_ref().map(script).transpose()?,
        pads: first_player(&arguments.pads.as_deref().map_or(Ok(Vec::new()), pads::read)?),
        install: Install::from(arguments.no_install),
    })
}
