//! What a badge is asked for a cell: the entry of a payload, and the image
//! that carries it.

use crate::cart::font;
use crate::guest::Module;
use crate::halt::{Halt, Obstacle};
use crate::plan::Cell;
use crate::prepare::{Artifact, prepare};
use crate::pybadge::image::{Firmware, Firmwares, Image, Note, NoteEntry, assemble};
use crate::store;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use badge_catalogue::{Links, ModuleRoute, Target};
use badge_protocol::PrepareFor;
use badge_protocol::payload::{
    EntryDraft, MAX_NAME_BYTES, PAYLOAD_ALIGNMENT, Pass, Passes, PayloadDraft, SelfCheck,
};
use badge_records::Sha256;
use pybadge_board::{APPLICATION, STORAGE};
use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Frames of the pass show, where the workload has as many.
pub const SHOW_FRAMES: u32 = 120;

/// Name of the font's licence beside an image that holds the font.
pub const FONT_LICENCE: &str = "wasm4-font-LICENSE.txt";

/// Frames of the self-check before the badge plays.
const CHECK_FRAMES: u32 = 30;

/// One workload of an image with what it was made from.
#[derive(Debug)]
pub struct Asked {
    /// The entry of the payload.
    pub entry: EntryDraft,
    /// The module; none of it is in the payload where guests are linked in.
    pub module: Module,
    /// What was prepared from the module.
    pub artifact: Option<Artifact>,
}

/// An image and what it was made from.
#[derive(Debug)]
pub struct Made {
    /// The image.
    pub image: Image,
    /// Its firmware.
    pub firmware: Firmware,
    /// Its one workload.
    pub asked: Asked,
}

/// How a cell is run on the badge.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Frames of the pass measure.
    pub frames: u32,
    /// Frames of the pass show.
    pub show_frames: u32,
    /// The passes.
    pub passes: Passes,
    /// Whether the badge starts playing after the self-check.
    pub plays_after_check: bool,
}

impl Manner {
    /// All frames; timed workloads are shown too, while a misbehaving one
    /// would only misbehave again.
    #[must_use]
    pub fn of(cell: &Cell<'_>) -> Self {
        let measure = Passes::NONE.with(Pass::Measure);
        let frames = cell.frames_on(Target::Pybadge);
        Self {
            frames,
            show_frames: frames.min(SHOW_FRAMES),
            passes: if cell.workload.is_timed() { measure.with(Pass::Show) } else { measure },
            plays_after_check: false,
        }
    }
}

/// The entry of a payload for a cell, with an empty artifact.
///
/// # Errors
///
/// When the workload's seed is 0, which `workload.toml` refuses.
pub fn entry(cell: &Cell<'_>, frames: u32, links: Option<&Links>) -> Result<EntryDraft> {
    let workload = cell.workload;
    let checked = frames.min(CHECK_FRAMES);
    let self_check = links
        .and_then(|links| links.chain.get(checked as usize))
        .filter(|_| workload.is_timed())
        .map(|link| SelfCheck { frames: checked, link: badge::Link(link.0) });
    let interrupt_ms = cell.config.interrupt_ms;
    Ok(EntryDraft {
        workload: workload.name.clone(),
        config: cell.config.name.clone(),
        trace: workload.trace.iter().map(|entry| (entry.frame, entry.mask)).collect(),
        artifact: Vec::new(),
        seed: NonZeroU32::new(workload.seed).context("seed 0")?,
        frames,
        calls_per_frame: workload.calls_per_frame,
        show_frames: frames.min(SHOW_FRAMES),
        fuel: cell.config.fuel,
        interrupt_ms: interrupt_ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX)),
        self_check,
    })
}

/// The entry of a cell with module or artifact, or the verdict that takes its
/// place.
///
/// # Errors
///
/// When something fails that is not the runtime's.
pub fn ask(
    bench: &mut Workbench<'_>,
    cell: &Cell<'_>,
    module: &Module,
    manner: Manner,
) -> Result<Asked, Halt> {
    let mut entry = entry(cell, manner.frames, bench.links.get(&cell.workload.name))?;
    entry.show_frames = manner.show_frames;
    let read = |module: &Module| {
        fs::read(&module.path).with_context(|| format!("cannot read {}", module.path.display()))
    };
    let mut artifact = None;
    match cell.config.module {
        ModuleRoute::Link => (),
        ModuleRoute::Load => entry.artifact = read(module)?,
        ModuleRoute::Prepare => {
            let runner = bench.runner(cell)?;
            let prepare_for = PrepareFor::Pybadge;
            let Cell { runtime, config, .. } = cell;
            let made = prepare(bench.workspace, runtime, config, &runner, module, prepare_for)?;
            entry.artifact = read(&made.module)?;
            artifact = Some(made);
        }
    }
    Ok(Asked { entry, module: module.clone(), artifact })
}

/// The firmware of a cell, or the verdict that takes its place.
///
/// # Errors
///
/// When cargo cannot be run.
pub fn firmware(
    bench: &Workbench<'_>,
    firmwares: &mut Firmwares<'_>,
    cell: &Cell<'_>,
) -> Result<Firmware, Halt> {
    has_tools(bench, cell)?;
    firmwares.build(cell.runtime, cell.config, &cell.workload.name)
}

fn has_tools(bench: &Workbench<'_>, cell: &Cell<'_>) -> Result<(), Halt> {
    let missing = bench.tools.missing(&cell.runtime.needs_on(cell.config, Target::Pybadge));
    if missing.is_empty() { Ok(()) } else { Err(Obstacle::missing(&missing).into()) }
}

/// The image of a cell, noted for later, or the verdict that takes its place.
///
/// # Errors
///
/// When something fails that is not the runtime's.
pub fn image(
    bench: &mut Workbench<'_>,
    firmwares: &mut Firmwares<'_>,
    cell: &Cell<'_>,
    module: &Module,
    manner: Manner,
    inputs: Option<Sha256>,
) -> Result<Made, Halt> {
    let firmware = firmware(bench, firmwares, cell)?;
    let made = made(firmware, ask(bench, cell, module, manner)?, manner)?;
    note(bench, cell, &made.image, &made.asked, inputs).keep(bench.workspace)?;
    store::replace(&image_file(bench, cell), &made.image.uf2)?;
    Ok(made)
}

/// An image of what is there; it is noted nowhere.
///
/// # Errors
///
/// When the entry cannot be written into a payload.
pub fn made(firmware: Firmware, asked: Asked, manner: Manner) -> Result<Made, Halt> {
    let draft = PayloadDraft {
        passes: manner.passes,
        plays_after_check: manner.plays_after_check,
        selection: 0,
        font: Vec::new(),
        entries: vec![asked.entry.clone()],
    };
    let image = assemble(&firmware.linked, &draft)?;
    Ok(Made { image, firmware, asked })
}

/// What an image that plays cartridges holds.
#[derive(Clone, Debug)]
pub struct Cartridges<'c> {
    /// The cartridges, of which there is at least one.
    pub modules: &'c [Module],
    /// What the first player holds, by tick, where nobody plays.
    pub pads: Vec<(u32, u8)>,
    /// The console's font; its glyphs are a stand-in where it is empty.
    pub font: Vec<u8>,
}

/// What a person calls a cartridge: the name of its file without the extension.
#[must_use]
pub fn cartridge_name(module: &Module) -> String {
    let name = module.blob.name.as_str();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut end = stem.len().min(MAX_NAME_BYTES);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    if end == 0 { "cartridge".to_owned() } else { stem[..end].to_owned() }
}

/// The image of a console with cartridges, which is noted nowhere.
///
/// # Errors
///
/// When something fails that is not the runtime's.
pub fn console_image(
    bench: &mut Workbench<'_>,
    firmwares: &mut Firmwares<'_>,
    cell: &Cell<'_>,
    cartridges: &Cartridges<'_>,
    manner: Manner,
) -> Result<Made, Halt> {
    has_tools(bench, cell)?;
    let firmware = firmwares.console(cell.runtime, cell.config)?;
    let mut all = Vec::new();
    for module in cartridges.modules {
        let mut asked = ask(bench, cell, module, manner)?;
        asked.entry.workload = cartridge_name(module);
        asked.entry.trace.clone_from(&cartridges.pads);
        asked.entry.self_check = None;
        all.push(asked);
    }
    let draft = PayloadDraft {
        passes: manner.passes,
        plays_after_check: manner.plays_after_check,
        selection: 0,
        font: cartridges.font.clone(),
        entries: all.iter().map(|asked| asked.entry.clone()).collect(),
    };
    let image = assemble(&firmware.linked, &draft)?;
    let asked = all.into_iter().next().context("an image without a cartridge")?;
    let file = image_file(bench, cell);
    store::replace(&file, &image.uf2)?;
    if !cartridges.font.is_empty() {
        let licence = font::licence(bench.workspace);
        let text = fs::read(&licence).with_context(|| {
            format!("cannot read {}, which goes where the font goes", licence.display())
        })?;
        store::replace(&file.with_file_name(FONT_LICENCE), &text)?;
    }
    Ok(Made { image, firmware, asked })
}

/// Whether a console with this image has room for disks: the last blocks of
/// flash are theirs where the image ends before them.
#[must_use]
pub fn keeps_disks(image: &Image) -> bool {
    let payload = image.flash_bytes.next_multiple_of(PAYLOAD_ALIGNMENT as u64);
    let end = u64::from(APPLICATION.start) + payload + image.payload_bytes;
    end <= u64::from(STORAGE.start)
}

/// Where the image of a cell is kept.
#[must_use]
pub fn image_file(bench: &Workbench<'_>, cell: &Cell<'_>) -> PathBuf {
    let Cell { runtime, config, workload } = cell;
    let name = format!("{}-{}-{}.uf2", runtime.name, config.name, workload.name);
    bench.workspace.scratch().join("images").join(name)
}

fn note(
    bench: &Workbench<'_>,
    cell: &Cell<'_>,
    image: &Image,
    asked: &Asked,
    inputs: Option<Sha256>,
) -> Note {
    Note {
        image: image.id.to_string(),
        runtime: cell.runtime.name.clone(),
        config: cell.config.name.clone(),
        entries: vec![NoteEntry {
            workload: cell.workload.name.clone(),
            module: Some(asked.module.blob.clone()),
            artifact: asked.artifact.as_ref().map(|a| a.module.blob.clone()),
            frames: asked.entry.frames,
            show_frames: asked.entry.show_frames,
            inputs,
        }],
        sha256: image.sha256,
        flash_bytes: image.flash_bytes,
        payload_bytes: image.payload_bytes,
        static_ram_bytes: image.static_ram_bytes,
        toolchain: bench.session.toolchain.clone(),
        commit: bench.session.commit.clone(),
    }
}
