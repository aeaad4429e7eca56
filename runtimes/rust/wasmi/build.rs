//! Gives the adapter the version of wasmi that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-wasmi");
    if std::env::var_os("CARGO_FEATURE_BY_HAND").is_some() {
        badge_build::firmware("pybadge-wasmi-by-hand");
    }
    badge_build::engine_version("wasmi")
}
