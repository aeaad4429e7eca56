//! What a runner on a host is asked: one JSON object on standard input.

use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::string::String;
use std::vec::Vec;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// [`crate::VERSION`].
    pub protocol: u32,
    /// Name of the config.
    pub config: String,
    /// File with the module, or the artifact that was prepared from it.
    /// Runners whose module is linked in ignore it.
    pub module: PathBuf,
    /// What to do with it.
    pub action: Action,
}

/// What to do with the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Run it as a badge program.
    Run(Run),
    /// Translate it for later.
    Prepare(Prepared),
    /// Call one export.
    Invoke(Invoke),
    /// Run it as a cartridge of WASM-4.
    Cart(Cart),
    /// Load modules one after the other, and call their exports.
    Script(Script),
}

/// Run a badge program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Name of the workload; runners whose module is linked in choose by it.
    pub workload: String,
    /// How many times `update` is called.
    pub frames: u32,
    /// Consecutive calls that make up one sample.
    #[serde(default = "one")]
    pub calls_per_frame: u32,
    /// Pairs of frame and button mask, strictly increasing in frame.
    pub trace: Vec<(u32, u8)>,
    /// Seed of `random`.
    pub seed: NonZeroU32,
    /// Budget per call in the engine's own units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// Interrupt a call after that many milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupt_ms: Option<u64>,
    /// Frames to be written to files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screens: Option<Screens>,
    /// Whether what the guest logs goes to standard error.
    #[serde(default)]
    pub echo_log: bool,
}

/// Frames to be written to files, outside the timed stretches: `<frame>.bin`
/// holds the screen (20,480 bytes) and the LEDs (5 × `u32`, little-endian).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screens {
    /// An existing directory.
    pub directory: PathBuf,
    /// Indices of frames.
    pub frames: Vec<u32>,
}

/// Translate a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    /// File to write the artifact to.
    pub output: PathBuf,
    /// Where it is going to run.
    #[serde(rename = "for")]
    pub prepare_for: PrepareFor,
}

/// Where an artifact is going to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrepareFor {
    /// This machine.
    Host,
    /// The PyBadge.
    Pybadge,
}

/// Call one export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoke {
    /// Name of the export.
    pub function: String,
    /// Arguments as `TYPE:NUMBER`.
    pub arguments: Vec<String>,
    /// Seed of `random`.
    pub seed: NonZeroU32,
}

/// Run a cartridge of WASM-4: the transcript is that of a badge program, whose
/// `start` is everything before the first tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// How many times `update` is called.
    pub ticks: u32,
    /// Pairs of tick and the four gamepads from then on, strictly increasing in
    /// tick.
    #[serde(default)]
    pub pads: Vec<(u32, [u8; 4])>,
    /// File with the console's font; its glyphs are a stand-in otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<PathBuf>,
    /// File for what is shown, tick by tick: the palette (4 × `u32`,
    /// little-endian, 0x00RRGGBB), then the frame buffer (6,400 bytes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<PathBuf>,
    /// Whether traces go to standard error.
    #[serde(default)]
    pub echo_trace: bool,
}

fn one() -> u32 {
    1
}

/// Load modules one after the other, and call their exports; [`Request::module`]
/// is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The modules, each an instance of its own.
    pub modules: Vec<ScriptModule>,
}

/// A module, and what is called in its instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptModule {
    /// File with the module, or the artifact that was prepared from it.
    pub file: PathBuf,
    /// Exports and their arguments, as for [`Invoke`].
    pub calls: Vec<(String, Vec<String>)>,
}
