//! Gives the adapter the version of wasmi that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-wasmi-0-31");
    badge_build::engine_version("wasmi")
}
