//! The runner of wain on a host.

badge_runner::main!(adapter_wain::Wain);
