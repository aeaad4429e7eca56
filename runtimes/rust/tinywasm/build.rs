//! Gives the adapter the version of tinywasm that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-tinywasm");
    badge_build::engine_version("tinywasm")
}
