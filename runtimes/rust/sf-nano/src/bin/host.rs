//! The runner of Silverfir-nano on a host.

badge_runner::main!(adapter_sf_nano::SfNano);
