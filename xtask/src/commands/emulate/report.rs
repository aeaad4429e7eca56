//! What a person reads of an emulated run.

use badge_harness::bars::bar;
use badge_harness::pybadge::emulated::{Emulation, HZ, Job, Observed, RunMarks, Stage, Stretch};
use badge_harness::pybadge::image::{APPLICATION, RAM};
use badge_protocol::Transcript;
use pybadge_board::{WIRE_LIMIT, frames_per_second};

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
    println!(
        "\n{:<14} {:>14} {:>16} {:>10}",
        "phase", "instructions", "cycles (est.)", "ms (est.)"
    );
    for (name, stage) in
        [("compile", Stage::Compile), ("instantiate", Stage::Instantiate), ("start", Stage::Start)]
    {
        if let Some(stretch) = marks.of(stage).next() {
            line(name, stretch.instructions(), stretch.cycles());
        }
    }
    let updates: Vec<Stretch> = marks.of(Stage::Update).collect();
    let mut instructions: Vec<u64> = updates.iter().map(Stretch::instructions).collect();
    let mut cycles: Vec<u64> = updates.iter().map(Stretch::cycles).collect();
    if per_frame {
        for (frame, (instructions, cycles)) in instructions.iter().zip(&cycles).enumerate() {
            line(&format!("update {frame}"), *instructions, *cycles);
        }
    } else if let (Some(first), Some(first_cycles)) = (instructions.first(), cycles.first()) {
        line("update 0", *first, *first_cycles);
    }
    instructions.sort_unstable();
    cycles.sort_unstable();
    if let (Some(&longest), Some(&longest_cycles)) = (instructions.last(), cycles.last()) {
        let middle = (instructions.len() - 1) / 2;
        line("update, median", instructions[middle], cycles[middle]);
        line("update, max", longest, longest_cycles);
    }
}

fn line(name: &str, instructions: u64, cycles: u64) {
    let milliseconds = cycles as f64 / HZ as f64 * 1e3;
    println!("{name:<14} {instructions:>14} {cycles:>16} {milliseconds:>10.2}");
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
