//! What this machine is, without anything that identifies a person.

use crate::tools::{TOOLS, first_line};
use badge_records::Machine;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;

/// Describes this machine. The id follows from processor, cores and memory
/// (in GiB), so that the same kind of machine keeps it.
#[must_use]
pub fn describe() -> Machine {
    let cpu = cpu_model();
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get() as u32);
    let memory_bytes = memory_bytes();
    let gibibytes = memory_bytes.div_ceil(1 << 30);
    let hash = Sha256::digest(format!("{cpu}\n{cores}\n{gibibytes}"));
    let id = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut toolchains: BTreeMap<String, String> =
        TOOLS.iter().filter_map(|tool| Some((tool.name.to_owned(), tool.version()?))).collect();
    toolchains.insert("rustc".to_owned(), rustc());
    Machine { id, cpu, cores, memory_bytes: gibibytes << 30, kernel: kernel(), toolchains }
}

/// The compiler, as `rustc --version` names it.
#[must_use]
pub fn rustc() -> String {
    first_line(&["rustc", "--version"]).unwrap_or_else(|| "unknown".to_owned())
}

fn cpu_model() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    info.lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(':'))
        .map_or_else(
            || std::env::consts::ARCH.to_owned(),
            |(_, name)| name.split_whitespace().collect::<Vec<_>>().join(" "),
        )
}

fn memory_bytes() -> u64 {
    let info = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    info.lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.trim().strip_suffix("kB"))
        .and_then(|kilobytes| kilobytes.trim().parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes * 1024)
}

fn kernel() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", std::env::consts::OS, release.trim()).trim().to_owned()
}
