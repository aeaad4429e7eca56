//! Gives the adapter the version of spacewasm that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-spacewasm");
    badge_build::engine_version("spacewasm")
}
