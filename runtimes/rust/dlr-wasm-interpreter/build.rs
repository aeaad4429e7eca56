//! Gives the adapter the version of the interpreter that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::firmware("pybadge-dlr-wasm-interpreter");
    badge_build::engine_version("dlr-wasm-interpreter")
}
