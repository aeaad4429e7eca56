//! Gives the adapter the version of Stitch that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::engine_version("makepad-stitch")
}
