//! `cargo xtask emulate`: one image on the emulated badge, for people; nothing
//! is stored.

mod report;

use crate::cli::Emulate;
use anyhow::{Context, Result};
use badge_catalogue::{ModuleRoute, Outcome, Target};
use badge_harness::animation::{Style, gif};
use badge_harness::destination::writable;
use badge_harness::halt::settle;
use badge_harness::own_module::{self, Purpose};
use badge_harness::plan::{Cell, Filter, Plan, badge_config, stand_in};
use badge_harness::progress::announced;
use badge_harness::pybadge::emulated::{
    self, Camera, Job, Observed, Session, play_bounds, verdict,
};
use badge_harness::pybadge::request::{Manner, SHOW_FRAMES};
use badge_harness::screens;
use badge_harness::setup::{self, Install};
use badge_harness::store;
use badge_harness::usage::Usage;
use badge_harness::workbench::{CellInputs, Workbench};
use badge_harness::workspace::Workspace;
use badge_protocol::payload::{Pass, Passes};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The workload that runs where none is named.
const WORKLOAD: &str = "badge";

/// Emulates one image.
///
/// # Errors
///
/// When an argument does not fit what there is, or a file cannot be read or
/// written.
pub(crate) fn emulate(arguments: &Emulate) -> Result<ExitCode> {
    let wanted = Wanted::of(arguments)?;
    let workspace = Workspace::open()?;
    let (runtime, config) = badge_config(&workspace.catalogue, &arguments.runtime)?;
    let name = arguments.workload.as_deref().unwrap_or(WORKLOAD);
    let filter = Filter { workload: vec![name.to_owned()], ..Filter::default() };
    let plan = Plan::new(&workspace.catalogue, &filter)?;
    let stand_in = stand_in()?;
    let (workload, module) = match &arguments.module {
        Some(file) => {
            if config.module == ModuleRoute::Link {
                let reason = format!("{}/{} loads no module", runtime.name, config.name);
                return Err(Usage::new(reason).into());
            }
            (&stand_in, Some(own_module::read(&workspace, file, Purpose::Badge)?))
        }
        None => {
            let workload = plan.workloads[0];
            if !workload.applies_to(&runtime.name) {
                let reason = format!("{} makes no sense on {}", workload.name, runtime.name);
                return Err(Usage::new(reason).into());
            }
            (workload, None)
        }
    };
    let cell = Cell { runtime, config, workload };
    let frames = match (arguments.frames, &arguments.module) {
        (Some(frames), None) if frames > workload.frames => {
            let reason = format!("{} has {} frames", workload.name, workload.frames);
            return Err(Usage::new(reason).into());
        }
        (Some(frames), _) => frames,
        (None, Some(_)) => SHOW_FRAMES,
        (None, None) => cell.frames_on(Target::Pybadge),
    };
    // The pass show has so many frames; whoever plays sees all.
    let shown = match wanted.keys {
        Some(_) => frames,
        None => frames.min(SHOW_FRAMES),
    };
    wanted.check(shown)?;
    setup::rust(&workspace)?;
    let mut bench = Workbench::new(&workspace, Install::from(arguments.no_install))?;
    let module = match module {
        Some(module) => module,
        None => {
            announced("building the workload's module", || bench.modules(&plan.workloads))?;
            bench.module(workload)?.clone()
        }
    };
    let manner = Manner {
        frames,
        show_frames: frames.min(SHOW_FRAMES),
        passes: if wanted.keys.is_some() {
            Passes::NONE.with(Pass::Play)
        } else {
            Manner::of(&cell).passes
        },
        plays_after_check: false,
    };
    let mut session = Session::new(&bench);
    let building = format!("building the firmware of {}", cell.config_name());
    let job = || session.job_of(&mut bench, &CellInputs::none(cell), &module, manner);
    let job = match settle(announced(&building, job))? {
        Ok(job) => job,
        Err(no) => {
            println!("{}: {} {}", cell.name(), no.verdict.outcome, no.detail());
            return Ok(ExitCode::FAILURE);
        }
    };
    report::image(&job);
    run(&job, &wanted, frames)
}

fn run(job: &Job<'_>, wanted: &Wanted, frames: u32) -> Result<ExitCode> {
    let (mut camera, bounds) = match &wanted.keys {
        Some(keys) => (Camera::playing(keys.clone(), frames), play_bounds(frames)),
        None => (Camera::showing(), emulated::bounds(job.cell.workload)),
    };
    let emulation = emulated::emulate(&job.made.image.uf2, &bounds, &mut camera)?;
    let (shown, foreign) = (camera.shown, camera.foreign);
    let verdict = match wanted.keys {
        Some(_) => None,
        None => Some(verdict(job, &emulation)),
    };
    if wanted.serial {
        print!("{}", String::from_utf8_lossy(&emulation.bytes));
    }
    let observed = Observed {
        verdict: verdict.unwrap_or(badge_harness::judge::Verdict {
            outcome: Outcome::Unverified,
            detail: None,
        }),
        emulation,
        picture: None,
    };
    report::run(job, &observed, wanted.per_frame);
    if let Some(foreign) = foreign {
        println!("{foreign}");
    }
    if let Some(file) = &wanted.last {
        let picture = screens::png_rgb(&observed.emulation.screen)?;
        store::replace(file, &picture)?;
    }
    for (frame, file) in &wanted.png {
        let shown = shown.get(*frame as usize).with_context(|| {
            format!("frame {frame} was not shown: the run ended after {}", shown.len())
        })?;
        store::replace(file, &screens::encode(shown)?)?;
    }
    if let Some(file) = &wanted.gif {
        let picture = gif(&shown, Style::PLAIN).context("--gif")?;
        store::replace(file, &picture)?;
    }
    let fine = matches!(observed.verdict.outcome, Outcome::Pass | Outcome::Unverified);
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is to be kept of a run.
struct Wanted {
    png: Vec<(u32, PathBuf)>,
    last: Option<PathBuf>,
    gif: Option<PathBuf>,
    keys: Option<Vec<(u32, u8)>>,
    serial: bool,
    per_frame: bool,
}

impl Wanted {
    fn of(arguments: &Emulate) -> Result<Self> {
        let mut png = Vec::new();
        for pair in arguments.png.chunks(2) {
            let [frame, file] = pair else {
                return Err(Usage::new("--png needs a frame and a file").into());
            };
            let frame =
                frame.parse().map_err(|_| Usage::new(format!("--png: `{frame}` is no frame")))?;
            png.push((frame, writable("--png", Path::new(file))?));
        }
        let keys = match &arguments.keys {
            Some(script) if Path::new(script).is_file() => {
                let text = std::fs::read_to_string(script)
                    .with_context(|| format!("cannot read {script}"))?;
                Some(badge_harness::pybadge::keys::parse(&text)?)
            }
            Some(script) => Some(badge_harness::pybadge::keys::parse(script)?),
            None => None,
        };
        Ok(Self {
            png,
            last: optional("--last", arguments.last.as_deref())?,
            gif: optional("--gif", arguments.gif.as_deref())?,
            keys,
            serial: arguments.serial,
            per_frame: arguments.per_frame,
        })
    }

    fn check(&self, frames: u32) -> Result<()> {
        match self.png.iter().find(|(frame, _)| *frame >= frames) {
            Some((frame, _)) => {
                let reason = format!("--png: frame {frame} is beyond the {frames} that are shown");
                Err(Usage::new(reason).into())
            }
            None => Ok(()),
        }
    }
}

fn optional(option: &str, file: Option<&Path>) -> Result<Option<PathBuf>> {
    file.map(|file| writable(option, file)).transpose()
}
