//! Runner of the native baseline on a host.

badge_runner::main!(linked adapter_native::Native);
