//! The runner of SynapticForge's wasmrt on a host.

badge_runner::main!(adapter_wasmrt_core::Wasmrt);
