//! Gives the adapter the version of wasmrt that is linked.

fn main() -> badge_build::Result<()> {
    badge_build::engine_version("wasmrt-core")
}
