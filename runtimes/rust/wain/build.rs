//! Gives the adapter the version of wain that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::engine_version("wain-exec")
}
