//! Gives the adapter the version of rwasm that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-rwasm");
    badge_build::engine_version("rwasm")
}
