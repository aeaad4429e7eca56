//! Replays every recorded case of `vectors/` (its README has the format).

use pybadge_emulator::{Badge, Registers};
use serde_json::{Map, Value};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Cases in all files together: a lost file must not go unnoticed.
const CASES: usize = 30_775;
const CLASSES: usize = 37;
const RAM: u32 = 0x2000_0000;
const FLAGS: u32 = 0xf80f_0000;
/// Steps of a sequence at most.
const STEPS: usize = 16;

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).unwrap_or_else(|_| panic!("hexadecimal number, not {text:?}"))
}

fn text<'a>(case: &'a Value, key: &str) -> Option<&'a str> {
    case.get(key).and_then(Value::as_str)
}

fn object<'a>(case: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, u32)> {
    case.get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| (name, hex(value.as_str().expect("a string"))))
}

fn bytes(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| hex(&text[at..at + 2]) as u8).collect()
}

fn memory(case: &Value) -> Vec<(u32, Vec<u8>)> {
    let map = case.get("m").and_then(Value::as_object);
    let entry = |(address, value): (&String, &Value)| {
        (hex(address), bytes(value.as_str().expect("a string")))
    };
    map.into_iter().flatten().map(entry).collect()
}

/// Applies what `case` says of registers to `state`.
fn apply(state: &mut Registers, case: &Value) {
    for (index, value) in object(case, "r") {
        state.r[index.parse::<usize>().expect("a register number")] = value;
    }
    for (index, value) in object(case, "s") {
        state.s[index.parse::<usize>().expect("a register number")] = value;
    }
    if let Some(psr) = text(case, "psr") {
        state.xpsr = state.xpsr & !FLAGS | hex(psr);
    }
    if let Some(fpscr) = text(case, "fpscr") {
        state.fpscr = hex(fpscr);
    }
    if let Some(pc) = text(case, "pc") {
        state.pc = hex(pc);
    }
}

fn array<const N: usize>(header: &Map<String, Value>, key: &str) -> [u32; N] {
    let list = header[key].as_array().expect("an array");
    std::array::from_fn(|index| hex(list[index].as_str().expect("a string")))
}

fn base(header: &Map<String, Value>) -> Registers {
    let r: [u32; 15] = array(header, "r");
    Registers {
        r,
        pc: 0,
        xpsr: 1 << 24,
        s: array(header, "s"),
        fpscr: 0,
        msp: r[13],
        psp: 0,
        control: 4,
        masks: 0,
        basepri: 0,
        exclusive: false,
    }
}

/// The memories as they have to be, beside those of the badge.
struct Shadow {
    flash: Vec<u8>,
    ram: Vec<u8>,
}

impl Shadow {
    fn place(&mut self, address: u32, length: usize) -> &mut [u8] {
        let (memory, offset) = if address >= RAM {
            (&mut self.ram, (address - RAM) as usize)
        } else {
            (&mut self.flash, address as usize)
        };
        &mut memory[offset..offset + length]
    }

    fn write(&mut self, address: u32, bytes: &[u8]) {
        self.place(address, bytes.len()).copy_from_slice(bytes);
    }
}

/// Runs one case; the differences found, if any.
fn replay(badge: &mut Badge, shadow: &mut Shadow, start: &Registers, case: &Value) -> Vec<String> {
    let mut state = *start;
    apply(&mut state, case);
    let code: Vec<u8> = text(case, "c")
        .expect("code")
        .split(' ')
        .flat_map(|halfword| (hex(halfword) as u16).to_le_bytes())
        .collect();
    let mut touched = memory(case);
    touched.push((state.pc, code.clone()));
    for (address, bytes) in &touched {
        assert!(badge.write_memory(*address, bytes), "{address:08x} is memory");
        shadow.write(*address, bytes);
    }
    badge.enable_float();
    badge.set_registers(&state);
    let range = state.pc..state.pc + code.len() as u32;
    let steps = if case.get("q").is_some() { STEPS } else { 1 };
    let mut problems = Vec::new();
    for _ in 0..steps {
        if let Some(stop) = badge.step() {
            problems.push(format!("stopped: {stop}"));
            break;
        }
        if !range.contains(&badge.registers().pc) {
            break;
        }
    }

    let outcome = &case["o"];
    let mut expected = state;
    apply(&mut expected, outcome);
    let found = badge.registers();
    if found.pc != expected.pc {
        problems.push(format!("pc {:08x}, expected {:08x}", found.pc, expected.pc));
    }
    if found.xpsr & FLAGS != expected.xpsr & FLAGS {
        problems.push(format!("psr {:08x}, expected {:08x}", found.xpsr, expected.xpsr));
    }
    if found.xpsr & 0x1ff != 0 {
        problems.push(format!("exception {}", found.xpsr & 0x1ff));
    }
    if found.fpscr != expected.fpscr {
        problems.push(format!("fpscr {:08x}, expected {:08x}", found.fpscr, expected.fpscr));
    }
    for (index, (found, expected)) in found.r.iter().zip(expected.r).enumerate() {
        if *found != expected {
            problems.push(format!("r{index} {found:08x}, expected {expected:08x}"));
        }
    }
    for (index, (found, expected)) in found.s.iter().zip(expected.s).enumerate() {
        if *found != expected {
            problems.push(format!("s{index} {found:08x}, expected {expected:08x}"));
        }
    }
    let written = memory(outcome);
    for (address, bytes) in &written {
        shadow.write(*address, bytes);
    }
    if badge.ram() != shadow.ram {
        problems.push("RAM differs".to_owned());
        shadow.ram.copy_from_slice(badge.ram());
    }
    // Memory is zero again for the next case.
    for (address, bytes) in touched.iter().chain(&written) {
        let zeros = vec![0; bytes.len()];
        badge.write_memory(*address, &zeros);
        shadow.write(*address, &zeros);
    }
    problems
}

fn read(path: &Path) -> String {
    let file =
        std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text
}

fn files() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&directory)
        .unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "gz"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_recorded_case_gives_the_recorded_state() {
    let files = files();
    assert_eq!(files.len(), CLASSES);
    let mut badge = Badge::new();
    let zeros = vec![0; badge.flash().len()];
    assert!(badge.write_memory(0, &zeros));
    let mut shadow = Shadow { flash: zeros, ram: badge.ram().to_vec() };
    let (mut cases, mut failures) = (0, Vec::new());
    for path in files {
        let text = read(&path);
        let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let header = lines.next().expect("a header");
        let header = header.as_object().expect("an object");
        let start = base(header);
        let before = cases;
        for case in lines {
            cases += 1;
            let problems = replay(&mut badge, &mut shadow, &start, &case);
            if !problems.is_empty() {
                failures.push(format!(
                    "{} {} {} [{}]: {}",
                    header["class"],
                    case["id"],
                    case["e"],
                    case["c"],
                    problems.join(", ")
                ));
            }
        }
        assert_eq!(Some((cases - before) as u64), header["cases"].as_u64(), "{}", path.display());
        assert!(
            badge.flash().iter().all(|&byte| byte == 0),
            "flash was changed: {}",
            path.display()
        );
    }
    assert_eq!(cases, CASES);
    assert!(
        failures.is_empty(),
        "{} of {cases} cases differ:\n{}",
        failures.len(),
        failures.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}
