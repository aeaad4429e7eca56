//! Gives the adapter the version of Silverfir-nano that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-sf-nano");
    badge_build::engine_version("sf-nano-core")
}
