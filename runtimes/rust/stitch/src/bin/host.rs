//! The runner of Stitch on a host.

badge_runner::main!(adapter_stitch::Stitch);
