//! Cartridges on a host: the font, the traces, and the pictures in a file.

use super::bench::{HostBench, echo};
use crate::{CartBench, CartPlan, observe_cart};
use badge_protocol::Cart;
use badge_runtime::Runtime;
use badge_wasm4::{Console, Disk, FONT_BYTES, Font, Page, STAND_IN, frame, palette};
use std::boxed::Box;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::{format, vec::Vec};

/// Runs a cartridge.
pub(super) fn run<R: Runtime>(
    runtime: &R,
    bytes: &[u8],
    cart: &Cart,
    bench: &mut HostBench,
) -> Result<(), String> {
    let font = match &cart.font {
        Some(file) => font(file)?,
        None => &STAND_IN,
    };
    let mut console = Console::new(font, Disk::default());
    if cart.echo_trace {
        console.set_trace(|text| echo(text.as_bytes()));
    }
    if let Some(file) = &cart.pictures {
        bench.keep_pictures(Pictures::new(file)?);
    }
    let plan = CartPlan { ticks: cart.ticks, pads: &cart.pads };
    let progress = observe_cart(runtime, bytes, console, &plan, bench);
    bench.done(progress);
    Ok(())
}

impl CartBench for HostBench {
    fn shown(&mut self, tick: Option<u32>, _: &mut Console, page: &Page) {
        if let Some(pictures) = self.pictures().filter(|_| tick.is_some()) {
            pictures.add(page);
        }
    }
}

fn font(file: &Path) -> Result<&'static Font, String> {
    let at = |error: String| format!("{}: {error}", file.display());
    let bytes = fs::read(file).map_err(|error| at(error.to_string()))?;
    let font = Font::try_from(bytes).map_err(|bytes: Vec<u8>| {
        at(format!("{} bytes, and a font has {FONT_BYTES}", bytes.len()))
    })?;
    // One per process, which ends after the run.
    Ok(Box::leak(Box::new(font)))
}

/// What was shown, tick by tick: the palette as four `u32`, little-endian, then
/// the frame buffer.
#[derive(Debug)]
pub(super) struct Pictures {
    file: PathBuf,
    out: BufWriter<File>,
    outcome: io::Result<()>,
}

impl Pictures {
    fn new(file: &Path) -> Result<Self, String> {
        let out = File::create(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self { file: file.to_path_buf(), out: BufWriter::new(out), outcome: Ok(()) })
    }

    fn add(&mut self, page: &Page) {
        if self.outcome.is_err() {
            return;
        }
        let colors = palette(page).map(u32::to_le_bytes);
        self.outcome = self
            .out
            .write_all(colors.as_flattened())
            .and_then(|()| self.out.write_all(frame(page)));
    }

    pub(super) fn finish(mut self) -> Result<(), String> {
        let outcome = self.outcome.and_then(|()| self.out.flush());
        outcome.map_err(|error| format!("{}: {error}", self.file.display()))
    }
}
