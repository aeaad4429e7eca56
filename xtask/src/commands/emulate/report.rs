//! What a person reads of an emulated run.

use badge_harness::bars::bar;
use badge_harness::halt::Obstacle;
use badge_harness::plan::Cell;
use badge_harness::pybadge::emulated::{Emulation, HZ, Job, Observed, RunMarks, Stage, Stretch};
use badge_harness::pybadge::image::{APPLICATION, RAM};
use badge_harness::table::Table;
use badge_protocol::Transcript;
use pybadge_board::{WIRE_LIMIT, frames_per_second};

/// A cell that has no image, and why.
pub(super) fn without(cell: &Cell<'_>, no: &Obstacle) {
    println!("{}: {} {}", cell.name(), no.verdict.outcome, no.detail());
}

/// What is known before the run.
pub(super) fn image(job: &Job<'_>) {
    let image = &job.made.image;
    println!("{}, image {}", job.cell.name(), image.id);
    let flash = u64::from(APPLICATION.end - APPLICATION.start);
    let ram = u64::from(RAM.end - RAM.start);
    println!("{}", bar("firmware", image.flash_bytes, flash));
    println!("{}", bar("payload", image.payload_bytes, flash));
    println!("{}", bar("static RAM", image.static_ram_bytes, ram));
}

/// What is known after it.
pub(super) fn run(job: &Job<'_>, observed: &Observed, per_frame: bool) {
    let emulation = &observed.emulation;
    for fault in &emulation.faults {
        println!("fault: {fault}");
    }
    for remark in &emulation.serial.remarks {
        println!("it says: {remark}");
    }
    println!("\nend: {:?}", emulation.ended);
    let detail = observed.verdict.detail.as_deref().unwrap_or_default();
    println!("outcome: {} {detail}", observed.verdict.outcome);
    if let Some(marks) = emulation.runs.first() {
        phases(marks, per_frame);
    }
    if let [_, shown, ..] = &emulation.serial.transcripts[..] {
        show(shown);
    }
    memory(emulation);
    println!(
        "in all: {} instructions, {:.1} s of badge time (estimated), {} serial bytes",
        emulation.end.instructions,
        emulation.end.cycles as f64 / HZ as f64,
        emulation.bytes.len()
    );
    if job.cell.workload.is_timed() {
        return;
    }
    println!("(the display at the end: --last FILE)");
}

fn phases(marks: &RunMarks, per_frame: bool) {
    let mut table = Table::new("phase|>instructions|>cycles (est.)|>ms (est.)");
    let mut row = |name: &str, instructions: u64, cycles: u64| {
        let milliseconds = format!("{:.2}", cycles as f64 / HZ as f64 * 1e3);
        table.row([name.to_owned(), instructions.to_string(), cycles.to_string(), milliseconds]);
    };
    for (name, stage) in
        [("compile", Stage::Compile), ("instantiate", Stage::Instantiate), ("start", Stage::Start)]
    {
        if let Some(stretch) = marks.of(stage).next() {
            row(name, stretch.instructions(), stretch.cycles());
        }
    }
    let updates: Vec<Stretch> = marks.of(Stage::Update).collect();
    for (frame, update) in updates.iter().enumerate().take(if per_frame { usize::MAX } else { 1 }) {
        row(&format!("update {frame}"), update.instructions(), update.cycles());
    }
    let sorted = |of: fn(&Stretch) -> u64| {
        let mut values: Vec<u64> = updates.iter().map(of).collect();
        values.sort_unstable();
        values
    };
    let (instructions, cycles) = (sorted(Stretch::instructions), sorted(Stretch::cycles));
    if let (Some(&longest), Some(&longest_cycles)) = (instructions.last(), cycles.last()) {
        let middle = (instructions.len() - 1) / 2;
        row("update, median", instructions[middle], cycles[middle]);
        row("update, max", longest, longest_cycles);
    }
    print!("\n{table}");
}

fn show(shown: &Transcript) {
    let cycles: Vec<u64> = shown.frames.iter().map(|frame| frame.elapsed).collect();
    if let Some(rate) = frames_per_second(&cycles) {
        println!(
            "{rate:.1} frames a second with the display (estimated), of {WIRE_LIMIT:.1} on the wire"
        );
    }
}

fn memory(emulation: &Emulation) {
    if let Some(transcript) = emulation.serial.transcripts.first() {
        let memory = &transcript.memory;
        if let (Some(heap), Some(stack)) = (memory.heap_peak_bytes, memory.stack_bytes) {
            println!("heap peak {heap} bytes, stack {stack} bytes");
        }
    }
}
