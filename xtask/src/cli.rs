//! The command line.

use badge_harness::plan::Filter;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Compares WebAssembly runtimes on the same badge program.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo xtask",
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        cargo xtask matrix                       measure what is not fresh and render results/\n  \
        cargo xtask matrix -r wasmi -w badge     only these cells\n  \
        cargo xtask run -r wasm3 -w life         one run, human-readable\n  \
        cargo xtask run --module game.wasm       your own module on every default config\n  \
        cargo xtask test                         what CI runs"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set up, build, run, record and render: everything
    Matrix(Matrix),
    /// Run one config or several, human-readable; nothing is stored
    Run(Run),
    /// Run one image on the emulated badge, human-readable; nothing is stored
    Emulate(Emulate),
    /// Build an image and copy it to a badge
    Flash(Flash),
    /// Take a badge's own numbers into the device lane
    Ingest(Ingest),
    /// Play every WASM-4 cartridge of a directory on several runtimes, for a table
    Carts(Carts),
    /// Ask runtimes the specification's own test suite; nothing is stored
    Conformance(Conformance),
    /// Run the test suite
    Test(Test),
    /// Run the Criterion benchmarks and the pair benchmark of the seam
    Bench(Bench),
    /// Compare the pinned engine of a runtime with another build of it; nothing is stored
    Compare(Compare),
    /// List runtimes, configs and workloads
    List(FilterArguments),
    /// Say what differs between two sets of records
    Diff(Diff),
    /// Render results/ from the committed records
    Report(Report),
    /// Say what this machine lacks and which command supplies it
    Doctor,
    /// Make the directory of a runtime, which says what is left to write
    NewRuntime(NewRuntime),
    /// Make the package of a workload and link it into native code
    NewWorkload(NewWorkload),
}

/// Which cells: alike in every command.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct FilterArguments {
    /// Only this runtime or config; may be repeated
    #[arg(short, long, value_name = "RUNTIME[/CONFIG]")]
    pub(crate) runtime: Vec<String>,
    /// Only this workload; may be repeated
    #[arg(short, long, value_name = "WORKLOAD")]
    pub(crate) workload: Vec<String>,
    /// Only this target
    #[arg(short, long, value_name = "TARGET")]
    pub(crate) target: Option<String>,
}

impl From<&FilterArguments> for Filter {
    fn from(arguments: &FilterArguments) -> Self {
        let FilterArguments { runtime, workload, target } = arguments.clone();
        Self { runtime, workload, target }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask matrix\n  \
    cargo xtask matrix -r wasmtime/pulley --force\n  \
    cargo xtask matrix -r wasmi --conformance    only the answers to the conformance cases\n  \
    cargo xtask matrix -r wasm3 --cartridges     only the games, on the host and on the badge\n  \
    cargo xtask matrix -r wasmtime --limits      how far all its configs go")]
pub(crate) struct Matrix {
    #[command(flatten)]
    pub(crate) filter: FilterArguments,
    /// Measure again what is fresh
    #[arg(long)]
    pub(crate) force: bool,
    /// Only the conformance cases and the specification's suite, which without this is
    /// asked again where it was asked before
    #[arg(long, conflicts_with_all = ["workload", "target", "renew_links"])]
    pub(crate) conformance: bool,
    /// Only the cartridges of workloads/cartridges
    #[arg(long, conflicts_with_all = ["workload", "renew_links", "conformance"])]
    pub(crate) cartridges: bool,
    /// Only how far a config goes: recursion, memory, locals and the like by bisection,
    /// which without this is looked for again where it was looked for before
    #[arg(long, conflicts_with_all = ["workload", "target", "renew_links", "conformance", "cartridges"])]
    pub(crate) limits: bool,
    /// How many minutes the runs on the host may take; five pairs of native code and each config
    /// are run in any case, and up to sixty where there is time
    #[arg(long, default_value_t = 24, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(crate) budget: u32,
    /// A first answer: only the workload that stands for all, in at most five minutes
    #[arg(long, conflicts_with_all = ["workload", "budget"])]
    pub(crate) quick: bool,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
    /// Note how long it took, for the README
    #[arg(long)]
    pub(crate) times: bool,
    /// Write the native chains of the workloads chosen to expected.links
    #[arg(long)]
    pub(crate) renew_links: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask run -r wasmi -w badge\n  \
    cargo xtask run -r wasmi/fuel -r wasm3 --module game.wasm --frames 100\n  \
    cargo xtask run -r tinywasm --module math.wat --invoke add 1 i32:2\n  \
    cargo xtask run -r wasm3 --module math.wasm --invoke half f64:-0.0 f32:nan:0x200001\n  \
    cargo xtask run -r wasm3 -r wasmi --cart game.wasm --pads '40:x 42:' --gif game.gif\n\n\
    A module is looked at before anything is built: it exports memory, start and update,\n\
    or with --invoke the export alone, and imports nothing but the badge.\n\
    A printed result can be given back as an argument.")]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) filter: FilterArguments,
    /// A module of your own instead of a workload, .wasm or .wat; name runtimes with -r, or all are built
    #[arg(long, value_name = "FILE", conflicts_with = "workload")]
    pub(crate) module: Option<PathBuf>,
    /// A cartridge of WASM-4 instead of a workload; the pictures and tones of all runtimes are compared
    #[arg(long, value_name = "FILE", conflicts_with_all = ["workload", "module"])]
    pub(crate) cart: Option<PathBuf>,
    /// Frames to run [default: those of the workload, 120 for a module, 600 for a cartridge]
    #[arg(long)]
    pub(crate) frames: Option<u32>,
    /// Write the last frame to this PNG file
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
    /// Hold these buttons of a cartridge's gamepads: `40:x 42: 60:left+z 90:2.up`, or a file of
    /// that; buttons are x, z, left, right, up, down or the gamepad as a number
    #[arg(long, value_name = "SCRIPT", requires = "cart")]
    pub(crate) pads: Option<String>,
    /// Write what a cartridge shows to an animated GIF
    #[arg(long, value_name = "FILE", requires = "cart")]
    pub(crate) gif: Option<PathBuf>,
    /// Write a line for each frame of a cartridge: its number and the CRC-32 of the 6,400 bytes at 0xA0
    #[arg(long, value_name = "FILE", requires = "cart")]
    pub(crate) crc: Option<PathBuf>,
    /// Call this export of the module instead, with arguments TYPE:NUMBER; the last option
    #[arg(long, value_names = ["NAME", "ARGS"], num_args = 1.., requires = "module", conflicts_with_all = ["frames", "png"], allow_hyphen_values = true)]
    pub(crate) invoke: Option<Vec<String>>,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask carts                           our own\n  \
    cargo xtask carts ~/games\n  \
    cargo xtask carts ~/games -r wasm3 -r wasmi --frames 600 --out table\n  \
    cargo xtask carts ~/games -r wasm3 --target pybadge\n\n\
    What was played is not played again: an interrupted run goes on where it was.")]
pub(crate) struct Carts {
    /// The directory, which is searched for .wasm files [default: the cartridges of this
    /// repository, each with its own pads]
    #[arg(value_name = "DIRECTORY")]
    pub(crate) directory: Option<PathBuf>,
    /// Only this runtime or config; may be repeated [default: all that play cartridges]
    #[arg(short, long, value_name = "RUNTIME[/CONFIG]")]
    pub(crate) runtime: Vec<String>,
    /// Where: host, or pybadge for the emulated badge
    #[arg(short, long, value_name = "TARGET", default_value = "host")]
    pub(crate) target: String,
    /// Frames to play of each cartridge [default: 300]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) frames: Option<u32>,
    /// Hold these buttons, as in `cargo xtask run --help`
    #[arg(long, value_name = "SCRIPT")]
    pub(crate) pads: Option<String>,
    /// Record what the cartridges of this repository end with
    #[arg(long, conflicts_with_all = ["directory", "frames", "pads"])]
    pub(crate) update_links: bool,
    /// Put the counts into results/cartridges.md under this title, which says where the
    /// cartridges come from
    #[arg(long, value_name = "TITLE", requires = "directory", conflicts_with = "pads")]
    pub(crate) note: Option<String>,
    /// Where README.md and index.html go [default: a directory below target/carts]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) out: Option<PathBuf>,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask conformance -r wasmi\n  \
    cargo xtask conformance -r wasm3 --file i32.wast --verbose\n  \
    cargo xtask conformance -r wasmtime --version 3.0")]
pub(crate) struct Conformance {
    /// Only this runtime or config; may be repeated [default: all default configs]
    #[arg(short, long, value_name = "RUNTIME[/CONFIG]")]
    pub(crate) runtime: Vec<String>,
    /// Version of the specification: 1.0, 2.0 or 3.0
    #[arg(long, value_name = "VERSION", default_value = "1.0")]
    pub(crate) version: String,
    /// Only this script; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) file: Vec<String>,
    /// Show every script, every assertion that failed and every one that was not asked
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
}

/// What a run that measures or plays by a script leaves behind, and one that a person
/// plays does not.
const SCRIPTED: [&str; 8] = ["frames", "png", "last", "gif", "keys", "pads", "serial", "per_frame"];

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask emulate wasm3\n  \
    cargo xtask emulate wasm3 --window          play\n  \
    cargo xtask emulate native -w life --png 30 life.png --gif life.gif\n  \
    cargo xtask emulate wasmi --module game.wasm --keys '10:right 40: 50:a 52:' --gif game.gif\n  \
    cargo xtask emulate wasm3 --cart game.wasm --pads '60:x 62:' --gif game.gif")]
pub(crate) struct Emulate {
    /// The runtime, or one of its configs
    #[arg(value_name = "RUNTIME[/CONFIG]")]
    pub(crate) runtime: String,
    /// The workload [default: badge]
    #[arg(short, long, value_name = "WORKLOAD")]
    pub(crate) workload: Option<String>,
    /// A module of your own instead of a workload, .wasm or .wat
    #[arg(long, value_name = "FILE", conflicts_with = "workload")]
    pub(crate) module: Option<PathBuf>,
    /// A cartridge of WASM-4 instead of a workload, .wasm or .wat; several with a menu
    #[arg(long, value_name = "FILE", conflicts_with_all = ["workload", "module"])]
    pub(crate) cart: Vec<PathBuf>,
    /// What the first player of a cartridge holds: `40:x 42: 60:left+z`, or a file of that
    #[arg(long, value_name = "SCRIPT", requires = "cart", conflicts_with = "keys")]
    pub(crate) pads: Option<String>,
    /// Frames to run [default: those of the workload, 120 for a module or cartridge]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) frames: Option<u32>,
    /// Write what the display shows of a frame to a PNG file; may be repeated
    #[arg(long, value_names = ["FRAME", "FILE"], num_args = 2, action = clap::ArgAction::Append)]
    pub(crate) png: Vec<String>,
    /// Write what the display shows at the end to a PNG file
    #[arg(long, value_name = "FILE")]
    pub(crate) last: Option<PathBuf>,
    /// Write what the display shows, the first 120 frames or all that are played, to an animated GIF
    #[arg(long, value_name = "FILE")]
    pub(crate) gif: Option<PathBuf>,
    /// Play with these buttons instead of measuring: `40:a 42: 60:left+b`, or a file of that
    #[arg(long, value_name = "SCRIPT")]
    pub(crate) keys: Option<String>,
    /// Play in a window, in real time: arrows, X is A, Z is B, Enter is Start, Space is Select
    #[arg(long, conflicts_with_all = SCRIPTED)]
    pub(crate) window: bool,
    /// The same in this terminal, of at least 160 columns and 72 lines
    #[arg(long, conflicts_with_all = SCRIPTED, conflicts_with = "window")]
    pub(crate) terminal: bool,
    /// Print everything that comes over the serial line
    #[arg(long)]
    pub(crate) serial: bool,
    /// Print a line for every frame
    #[arg(long)]
    pub(crate) per_frame: bool,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask flash wasm3                     check 30 frames, then play\n  \
    cargo xtask flash wasmi -w life --trace     measure and show, for `ingest`\n  \
    cargo xtask flash wasmi --module game.wasm  your own module\n  \
    cargo xtask flash native --no-copy          only the file")]
pub(crate) struct Flash {
    /// The runtime, or one of its configs
    #[arg(value_name = "RUNTIME[/CONFIG]")]
    pub(crate) runtime: String,
    /// The workload [default: badge]
    #[arg(short, long, value_name = "WORKLOAD")]
    pub(crate) workload: Option<String>,
    /// A module of your own instead of a workload, .wasm or .wat
    #[arg(long, value_name = "FILE", conflicts_with = "workload")]
    pub(crate) module: Option<PathBuf>,
    /// A cartridge of WASM-4 instead of a workload, .wasm or .wat; several with a menu
    #[arg(long, value_name = "FILE", conflicts_with_all = ["workload", "module", "trace"])]
    pub(crate) cart: Vec<PathBuf>,
    /// Measure and show the whole trace, instead of playing after a check
    #[arg(long)]
    pub(crate) trace: bool,
    /// Where the drive of the bootloader is mounted, instead of looking for it
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "no_copy")]
    pub(crate) mount: Option<PathBuf>,
    /// The badge's serial port, instead of looking for it
    #[arg(long, value_name = "PORT", conflicts_with = "no_copy")]
    pub(crate) port: Option<PathBuf>,
    /// Print what the badge says afterwards, until interrupted
    #[arg(long, conflicts_with = "no_copy")]
    pub(crate) monitor: bool,
    /// Stop at the file
    #[arg(long)]
    pub(crate) no_copy: bool,
    /// Seconds to wait for a badge
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) wait: u64,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask flash wasm3 --trace && cargo xtask ingest /dev/ttyACM0\n  \
    cargo xtask ingest saved.log")]
pub(crate) struct Ingest {
    /// A serial port, or a file of what came over one
    #[arg(value_name = "PORT|FILE")]
    pub(crate) source: PathBuf,
    /// Rate of a serial header's adapter; USB takes any
    #[arg(long, default_value_t = badge_harness::pybadge::flash::port::BAUD)]
    pub(crate) baud: u32,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask test\n  \
    cargo xtask test -r wasmi\n  \
    cargo xtask test -r wasmi --conformance")]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) filter: FilterArguments,
    /// The costly runtimes too
    #[arg(long)]
    pub(crate) all: bool,
    /// Only the conformance cases
    #[arg(long, conflicts_with = "workload")]
    pub(crate) conformance: bool,
    /// Let no runtime rest, and note those that passed, so that they rest until something changes
    #[arg(long)]
    pub(crate) renew: bool,
    /// Note how long it took, for the README, if all passed
    #[arg(long)]
    pub(crate) times: bool,
    /// Of the cells, golden transcripts and conformance only those whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// Only the cells and the golden transcripts of the host
    #[arg(long, conflicts_with = "conformance")]
    pub(crate) cells: bool,
    /// Install no system package, even where that is possible
    #[arg(long)]
    pub(crate) no_install: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask bench -r wasmi              phases and pair on the host, pair on the badge\n  \
    cargo xtask bench --target pybadge      the pairs on the emulated badge alone\n  \
    cargo xtask bench --repeatability -r wasmi -r wasm3 -r wasmtime -r tinywasm")]
pub(crate) struct Bench {
    #[command(flatten)]
    pub(crate) filter: FilterArguments,
    /// Compare on this machine which estimator of a ratio repeats, in place of the benches
    #[arg(long)]
    pub(crate) repeatability: bool,
    /// Runs of each cell in each order, with --repeatability
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(6..=1000), requires = "repeatability")]
    pub(crate) repetitions: u32,
}

/// `diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask diff                        what is not committed yet\n  \
    cargo xtask diff --with v1.0\n  \
    cargo xtask diff --with ../first-run/results/data --note")]
pub(crate) struct Diff {
    /// The earlier records: a commit, or a directory laid out as results/data is
    #[arg(long, value_name = "COMMIT|DIRECTORY", default_value = "HEAD")]
    pub(crate) with: String,
    /// Note for the pages how well the host lane repeats, where it was measured twice
    #[arg(long)]
    pub(crate) note: bool,
}

/// `compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask compare wasmi --with ../wasmi                 a checkout of the engine\n  \
    cargo xtask compare wasmi/eager --with 2.0.1 -w badge     another release\n  \
    cargo xtask compare tinywasm --with ../tinywasm --markdown pull-request.md\n\n\
    Time on the host is measured in pairs, the badge is emulated and exact.\n\
    Exit code 1 if something became worse, 2 if nothing could be compared.")]
pub(crate) struct Compare {
    /// The runtime, or one of its configs
    #[arg(value_name = "RUNTIME[/CONFIG]")]
    pub(crate) runtime: String,
    /// A directory with the sources of the engine, or another version of it
    #[arg(long, value_name = "PATH|VERSION")]
    pub(crate) with: String,
    /// Only this workload; may be repeated
    #[arg(short, long, value_name = "WORKLOAD")]
    pub(crate) workload: Vec<String>,
    /// What may become worse before it counts; on the host beyond the interval too
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    pub(crate) tolerate: f64,
    /// Write the comparison to this file as Markdown; `-` prints it
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Leave out the emulated badge
    #[arg(long)]
    pub(crate) no_badge: bool,
    /// Time for the timed cells of the host, in all; each has five pairs at least
    #[arg(long, value_name = "MINUTES", default_value_t = 5.0)]
    pub(crate) budget: f64,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Fail if the committed pages are not what the committed records give
    #[arg(long)]
    pub(crate) check: bool,
    /// Show the sortable page, results/index.html, in a browser
    #[arg(long, conflicts_with = "check")]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask new-runtime my-engine\n  \
    cargo xtask new-runtime my-engine --language go")]
pub(crate) struct NewRuntime {
    /// Name of the directory and of the row: lower-case, words joined by hyphens
    pub(crate) name: String,
    /// Language of the runner: a directory of xtask/templates/runtime
    #[arg(long, default_value = "rust")]
    pub(crate) language: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cargo xtask new-workload my-game")]
pub(crate) struct NewWorkload {
    /// Name of the directory and of the row: lower-case, words joined by hyphens
    pub(crate) name: String,
}
