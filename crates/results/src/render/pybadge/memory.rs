//! Flash and RAM against what the badge has.

use crate::catalogue::{Config, RuntimeEntry};
use crate::record::Memory;
use crate::render::cell::View;
use crate::render::chart::{self, Part, Share};
use crate::render::main_table::config_name;
use crate::render::markdown::{Align, NONE, Table};
use crate::render::number::{integer, kib, percent};
use crate::render::{FLAGSHIP, memory_path};
use pybadge_board::{APPLICATION, APPLICATION_RAM};

/// Flash and RAM of an application.
const FLASH_BYTES: u64 = (APPLICATION.end - APPLICATION.start) as u64;
const RAM_BYTES: u64 = (APPLICATION_RAM.end - APPLICATION_RAM.start) as u64;

/// A size in KiB, or a dash.
pub(super) fn size(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| NONE.to_owned(), kib)
}

/// The chart and the table.
pub(super) fn section(view: &View<'_>) -> String {
    let mut text = format!(
        "Flash is that of the firmware, without the module; a firmware that holds its guests holds `{FLAGSHIP}`.\n\
         Heap contains the guest's page of 64 KiB where the engine allocates it; stack is the deepest that was seen.\n\
         Budgets: {} bytes of flash, {} bytes of RAM; what is over does not fit.\n\n",
        integer(FLASH_BYTES),
        integer(RAM_BYTES)
    );
    if chart(view).is_some() {
        text += &format!("![Flash and RAM]({})\n\n", memory_path(view.lane));
    }
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("flash, bytes", Align::Right),
        ("of the budget, %", Align::Right),
        ("static RAM, bytes", Align::Right),
        ("heap peak, bytes", Align::Right),
        ("stack, bytes", Align::Right),
        ("RAM of the budget, %", Align::Right),
    ]);
    let exact = |bytes: Option<u64>| bytes.map_or_else(|| NONE.to_owned(), integer);
    let share = |used: Option<u64>, budget: u64| {
        used.map_or_else(|| NONE.to_owned(), |used| percent(used as f64 / budget as f64))
    };
    for (runtime, config) in view.configs() {
        let memory = of(view, runtime, config);
        table.row([
            config_name(runtime, config),
            exact(memory.flash_bytes),
            share(memory.flash_bytes, FLASH_BYTES),
            exact(memory.static_ram_bytes),
            exact(memory.heap_peak_bytes),
            exact(memory.stack_bytes),
            share(ram(&memory), RAM_BYTES),
        ]);
    }
    text + &table.finish()
}

/// Bars of flash and RAM of every config whose image is known.
pub(in crate::render) fn chart(view: &View<'_>) -> Option<String> {
    let mut rows = Vec::new();
    for (runtime, config) in view.configs() {
        let memory = of(view, runtime, config);
        let name = format!("{}/{}", runtime.name, config.name);
        if let Some(flash) = memory.flash_bytes {
            rows.push(Share {
                name: format!("{name} flash"),
                parts: vec![(Part::First, flash as f64 / FLASH_BYTES as f64)],
            });
        }
        if ram(&memory).is_some() {
            let part = |part, bytes: Option<u64>| {
                let bytes = bytes.unwrap_or(0);
                (part, bytes as f64 / RAM_BYTES as f64)
            };
            rows.push(Share {
                name: format!("{name} RAM"),
                parts: vec![
                    part(Part::First, memory.static_ram_bytes),
                    part(Part::Second, memory.heap_peak_bytes),
                    part(Part::Third, memory.stack_bytes),
                ],
            });
        }
    }
    chart::shares(
        "Flash and RAM of the badge",
        &format!(
            "per cent of the budget, {FLAGSHIP}; RAM: static, heap, stack, from dark to light"
        ),
        &rows,
    )
}

/// What is known of the flagship's memory.
fn of(view: &View<'_>, runtime: &RuntimeEntry, config: &Config) -> Memory {
    let workload = view.catalogue.workload(FLAGSHIP);
    let record = workload.and_then(|w| view.cell(runtime, config, w).record);
    record.map(|record| record.memory).unwrap_or_default()
}

/// RAM at its fullest; `None` where the image never ran.
fn ram(memory: &Memory) -> Option<u64> {
    Some(memory.static_ram_bytes? + memory.heap_peak_bytes? + memory.stack_bytes?)
}
