//! The runner of Wasefire's interpreter on a host.

badge_runner::main!(adapter_wasefire::Wasefire, prepare);
