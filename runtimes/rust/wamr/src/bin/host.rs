//! The runner of WAMR on a host.

badge_runner::main!(adapter_wamr::Wamr);
