//! The harness: plans, builds, runs, judges, measures and stores, on the host and
//! on the badge. The command line stands in `xtask`.
//!
//! Nothing here names a runtime: what there is stands in `runtime.toml` and
//! `workload.toml` files. Most modules are the outside world (processes, files,
//! cargo); the few decisions in between are [`judge`], [`freshness`], [`inputs`]
//! and [`plan`].

// See `terminal`.
/// As that of the standard library, but ends quietly where nobody reads.
#[macro_export]
macro_rules! print {
    ($($words:tt)*) => { $crate::terminal::print(::core::format_args!($($words)*)) };
}
/// As that of the standard library, but ends quietly where nobody reads.
#[macro_export]
macro_rules! println {
    () => { $crate::print!("\n") };
    ($($words:tt)*) => { $crate::print!("{}\n", ::core::format_args!($($words)*)) };
}
/// As that of the standard library, but a closed standard error hides nothing.
#[macro_export]
macro_rules! eprintln {
    ($($words:tt)*) => {
        $crate::terminal::complain(::core::format_args!("{}\n", ::core::format_args!($($words)*)))
    };
}

pub mod animation;
pub mod bars;
pub mod build;
pub mod cargo;
pub mod cart;
pub mod compare;
pub mod conformance;
pub mod copy;
pub mod destination;
pub mod difference;
pub mod freshness;
pub mod guest;
pub mod halt;
pub mod inputs;
pub mod judge;
pub mod limits;
pub mod machine;
pub mod matrix;
pub mod measure;
pub mod oracle;
pub mod own_module;
pub mod pages;
pub mod parallel;
pub mod plan;
pub mod prepare;
pub mod process;
pub mod progress;
pub mod pybadge;
pub mod runner;
pub mod scaffold;
pub mod screens;
pub mod script;
pub mod setup;
pub mod specification;
pub mod store;
pub mod suite;
pub mod table;
pub mod terminal;
pub mod toolbox;
pub mod tools;
pub mod trial_run;
pub mod usage;
mod wanted;
pub mod workbench;
pub mod workspace;
