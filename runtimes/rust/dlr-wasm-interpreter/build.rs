//! Gives the adapter the version of the interpreter that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::engine_version("dlr-wasm-interpreter")
}
