//! Tells the version of the engine.

fn main() -> badge_build::Result<()> {
    // Once there is an engine: badge_build::engine_version("its package"),
    // which reads the version from the lock file.
    badge_build::set_engine_version("unknown")
}
