//! The runner of Fizzy on a host.

badge_runner::main!(adapter_fizzy::Fizzy);
