//! The emulated badge: runs images, takes what they say and mark, and makes
//! records of it. Instructions are exact, cycles an estimate of the emulator.

mod camera;
mod lane;
pub mod lcd;
mod marks;
mod pair;
mod record;
mod run;
mod serial;
mod session;
pub mod trial;
mod unchanged;

pub use camera::{Camera, play_bounds};
pub use lane::{Job, Observed, bounds, emulate_all, once, verdict};
pub use marks::{Mark, Moment, RunMarks, Stage, Stretch, UnknownMark};
pub use pair::{BOUND as PAIR_BOUND, Pair, WORKLOAD as PAIR_WORKLOAD, pair};
pub use record::record;
pub use run::{Bounds, Emulation, Ended, Event, HZ, NotStarted, Watch, Watcher, emulate};
pub use serial::Serial;
pub use session::{Images, Session, inputs};
pub use unchanged::{Split, split};
