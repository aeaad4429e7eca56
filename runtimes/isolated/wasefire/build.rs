//! Gives the adapter the version of the interpreter that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-wasefire");
    badge_build::engine_version("wasefire-interpreter")
}
