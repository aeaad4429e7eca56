//! Guests that are linked into the runner.

use badge::Badge;
use badge_runtime::Session;

/// A runner whose guests are linked in: native code, wasm2c.
pub trait Linked {
    /// One guest.
    type Session: Session<Host = Badge>;

    /// Name of the runtime, as its directory is called.
    const NAME: &'static str;
    /// Version of what translated the guests.
    const VERSION: &'static str;

    /// The guest of that workload, `None` when it is not linked in.
    fn session(config: &str, workload: &str, badge: Badge) -> Option<Self::Session>;
}
