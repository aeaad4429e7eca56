//! The runner of {{name}} on a host.

badge_runner::main!(adapter_{{module}}::{{type}});
