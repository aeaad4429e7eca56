//! Gives the adapter the version of wasmi that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-wasmi-1");
    badge_build::engine_version("wasmi")
}
