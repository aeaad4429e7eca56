//! Plans, builds, runs, judges, records and renders.
//!
//! Nothing here names a runtime: what there is stands in `runtime.toml` and
//! `workload.toml` files. The commands are in [`commands`], one file each; the
//! other modules are the outside world (processes, files, cargo) and the few
//! decisions in between ([`judge`], [`inputs`], [`plan`]).

// See `terminal`.
macro_rules! print {
    ($($words:tt)*) => { $crate::terminal::print(format_args!($($words)*)) };
}
macro_rules! println {
    () => { print!("\n") };
    ($($words:tt)*) => { print!("{}\n", format_args!($($words)*)) };
}
macro_rules! eprintln {
    ($($words:tt)*) => {
        $crate::terminal::complain(format_args!("{}\n", format_args!($($words)*)))
    };
}

pub mod animation;
pub mod badge_request;
pub mod bars;
pub mod build;
pub mod build_failure;
pub mod cargo;
pub mod cli;
pub mod commands;
pub mod conformance;
pub(crate) mod destination;
pub mod device;
pub mod emulated;
pub mod flash;
pub mod freshness;
pub mod guest;
pub mod image;
pub mod inputs;
pub mod judge;
pub mod machine;
pub mod measure;
pub mod oracle;
pub(crate) mod own_module;
pub mod plan;
pub mod prepare;
pub mod process;
pub mod progress;
pub mod runner;
pub mod scaffold;
pub mod screens;
pub mod setup;
pub mod store;
pub(crate) mod terminal;
pub mod toolbox;
pub mod tools;
pub mod usage;
pub mod workbench;
pub mod workspace;
