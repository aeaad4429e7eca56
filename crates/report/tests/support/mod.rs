//! A small synthetic catalogue with records that contain every outcome.

use badge_catalogue::{Catalogue, Link, Outcome, RuntimeEntry, TrapKind, Workload};
use badge_records::{
    Answers, Baseline, CartridgeRecords, CollectionRecords, Lane, Lanes, LimitsRecords, Machine,
    Machines, Memory, Paired, Provenance, Record, RecordedTrap, Repeatability, Samples,
    SuiteRecords, Times, Took, Units, format_lines, parse_lines, phase, unit,
};
use badge_report::Observations;

const ALPHA: &str = include_str!("../../../catalogue/tests/examples/alpha.toml");
const BETA: &str = include_str!("../../../catalogue/tests/examples/beta.toml");
const DELTA: &str = include_str!("../../../catalogue/tests/examples/delta.toml");
const NATIVE: &str = include_str!("../../../catalogue/tests/examples/native.toml");
const CASES: &str = include_str!("../../../catalogue/tests/examples/cases.toml");

const TIMED: [&str; 8] =
    ["badge", "dispatch", "gallery", "life", "mandelbrot", "noop", "plasma", "sprites"];

fn runtime(name: &str, text: &str) -> RuntimeEntry {
    RuntimeEntry::parse(&format!("runtimes/rust/{name}/runtime.toml"), text).expect("valid")
}

fn timed_workload(name: &str) -> String {
    let screens =
        if name == "badge" { "screens = [2, 11]\ntrace = [[1, 1], [2, 255]]\n" } else { "" };
    format!(
        "[workload]\nname = \"{name}\"\ntitle = \"The {name}\"\nstresses = \"{name} alone\"\n\
         frames = 12\ntimed = true\n{screens}"
    )
}

fn trapping_workload(name: &str, kinds: &str) -> String {
    format!(
        "[workload]\nname = \"{name}\"\ntitle = \"A {name}\"\nstresses = \"bounds\"\n\
         frames = 12\ntimed = false\n\
         [expect]\ntraps = [{kinds}]\nframe = 3\nnot_applicable = [\"native\"]\n"
    )
}

pub(crate) fn observations() -> Observations {
    let text = r#"
        [[observation]]
        about = "compilers"
        date = "2026-11-24"
        text = 'It takes {{ mean("host", "alpha/eager") | estimate }} times the time of native code.'
        holds = ['mean("host", "alpha/eager").ratio > 1']
    "#;
    Observations::parse(text).expect("valid")
}

pub(crate) fn times() -> Times {
    let took = Took {
        seconds: 754,
        host_configs: 107,
        badge_configs: 7,
        date: "2026-11-24".parse().expect("a date"),
        machine: "example-2".to_owned(),
    };
    Times([("`cargo xtask test`".to_owned(), took)].into())
}

pub(crate) fn catalogue() -> Catalogue {
    let mut workloads: Vec<_> = TIMED.map(|w| (w, timed_workload(w))).into();
    workloads.push(("spin", trapping_workload("spin", "\"out-of-fuel\", \"interrupted\"")));
    workloads.push(("recurse", trapping_workload("recurse", "\"stack-exhausted\"")));
    workloads.push(("bad-pointer", trapping_workload("bad-pointer", "\"host\"")));
    let workloads = workloads
        .iter()
        .map(|(name, text)| {
            Workload::parse(&format!("workloads/{name}/workload.toml"), text).expect("valid")
        })
        .collect();
    let runtimes = vec![
        runtime("native", NATIVE),
        runtime("delta", DELTA),
        runtime("beta", BETA),
        runtime("alpha", ALPHA),
    ];
    Catalogue::new(runtimes, workloads)
        .and_then(|catalogue| catalogue.with_cases("cases.toml", CASES))
        .expect("consistent")
}

/// One config that departs from what is expected, with a reason and without,
/// and one that does not.
pub(crate) fn answers() -> Answers {
    let lines: String = [
        ("alpha", "eager", "divide-by-zero", "timeout"),
        ("alpha", "eager", "garbage", "fail compile invalid"),
        ("alpha", "eager", "memory-grow", "results i32:1"),
        ("alpha", "eager", "proposal-simd", "results i32:42"),
        ("beta", "slow", "divide-by-zero", "trap 0 integer-divide-by-zero"),
        ("beta", "slow", "garbage", "completes"),
    ]
    .map(|(runtime, config, case, answer)| {
        let inputs = "0".repeat(64);
        format!(
            r#"{{"runtime":"{runtime}","config":"{config}","case":"{case}","answer":"{answer}","version":"1.2.3","inputs":"{inputs}","date":"2026-11-24"}}"#
        ) + "\n"
    })
    .concat();
    let mut answers = Answers::default();
    answers.add("answers.jsonl", &lines).expect("valid");
    answers
}

/// A config of which nothing fails, two that are alike, and versions that were not
/// asked.
pub(crate) fn suite() -> SuiteRecords {
    let inputs = "0".repeat(64);
    let lines: String = [
        ("alpha", "eager", "1.0", r#"{"f32.wast":[2500,0,0],"i32.wast":[440,0,3]}"#, "{}"),
        ("alpha", "eager", "2.0", r#"{"simd.wast":[10,90,0]}"#, "{}"),
        (
            "beta",
            "slow",
            "1.0",
            r#"{"f32.wast":[2498,2,0],"i32.wast":[440,0,3]}"#,
            r#"{"f32.wast":{"line":17,"expected":"f32:nan:canonical","actual":"f32:nan:0x200001"}}"#,
        ),
    ]
    .map(|(runtime, config, version, scripts, first)| {
        format!(
            r#"{{"runtime":"{runtime}","config":"{config}","version":"{version}","scripts":{scripts},"first":{first},"inputs":"{inputs}","date":"2026-11-24"}}"#
        ) + "\n"
    })
    .concat();
    let mut suite = SuiteRecords::default();
    suite.add("suite.jsonl", &lines).expect("valid");
    suite
}

/// On the badge a config that plays both games and one that has no room for the second;
/// on the host one config.
pub(crate) fn cartridges() -> CartridgeRecords {
    let times = |updates_ns: u64, badge: &str| {
        format!(
            r#","times":{{"repetitions":7,"updates_ns":{updates_ns},"longest_ns":9000000,"first_ns":31000000{badge}}}"#
        )
    };
    let badge = |updates_ns| {
        let more = r#","instructions":70000000,"shown_ns":16400000"#;
        let room =
            r#","room":{"heap_bytes":80000,"heap_left_bytes":60000,"flash_left_bytes":1024}"#;
        times(updates_ns, more) + room
    };
    let full = r#","detail":"1,024 bytes could not be had""#.to_owned();
    let inputs = "0".repeat(64);
    let lines: String = [
        ("alpha", "eager", "caves", "pybadge", "pass", badge(3_000_000_000)),
        ("alpha", "eager", "snake", "pybadge", "pass", badge(600_000_000)),
        ("beta", "slow", "caves", "pybadge", "out-of-memory", full),
        ("beta", "slow", "snake", "pybadge", "pass", badge(900_000_000)),
        ("alpha", "eager", "caves", "host", "pass", times(6_000_000, "")),
        ("alpha", "eager", "snake", "host", "pass", times(1_500_000, "")),
    ]
    .map(|(runtime, config, cartridge, target, outcome, rest)| {
        format!(
            r#"{{"runtime":"{runtime}","config":"{config}","cartridge":"{cartridge}","target":"{target}","outcome":"{outcome}","module_bytes":12345,"ticks":600{rest},"inputs":"{inputs}","date":"2026-11-24"}}"#
        ) + "\n"
    })
    .concat();
    let mut records = CartridgeRecords::default();
    records.add("cartridges.jsonl", &lines).expect("valid");
    records
}

pub(crate) fn collections() -> CollectionRecords {
    let line = r#"{"collection":"games of a shelf","target":"pybadge","runtime":"alpha","config":"eager","cartridges":20,"ticks":60,"ran":12,"differ":1,"at_60":9,"at_30":11,"largest_bytes":31000,"failed":{"out-of-memory":7,"timeout":1},"date":"2026-11-24"}"#;
    let mut records = CollectionRecords::default();
    records.add("pybadge.jsonl", line).expect("valid");
    records
}

pub(crate) fn limits() -> LimitsRecords {
    let inputs = "09".repeat(32);
    let line = |config: &str, recursion: &str, compiled: &str, nan: i64| {
        format!(
            r#"{{"runtime":"alpha","config":"{config}","limits":{{"recursion":{recursion},"memory":{{"works":65536}},"locals":{{"works":49984,"fails":50001,"beyond":"fail compile invalid","words":"too many locals"}}}},"compiled":{compiled},"free":{{"0 / 0, f32":"i32:{nan}","what it left in the last word":"i32:0"}},"machine":"example-2","inputs":"{inputs}","date":"2026-11-24"}}"#
        )
    };
    let [eager, lazy] = [
        r#"{"works":1234,"fails":1235,"beyond":"crash","words":"signal 11"}"#,
        r#"{"works":99000,"fails":99099,"beyond":"fail update stack-exhausted"}"#,
    ];
    let times = "[[1000,20000],[10000,100000],[100000,1000000],[1000000,20000000]]";
    let lines = [line("eager", eager, times, -4_194_304), line("fuel", lazy, "[]", 2_143_289_344)];
    let mut records = LimitsRecords::default();
    records.add("alpha.jsonl", &lines.join("\n")).expect("valid");
    records
}

pub(crate) fn machines() -> Machines {
    let machine = Machine {
        id: "example-2".into(),
        cpu: "Example CPU @ 2.0 GHz".into(),
        cores: 2,
        memory_bytes: 4 << 30,
        kernel: "Linux 6.1".into(),
        toolchains: [("rustc".to_owned(), "1.95.0".to_owned())].into(),
    };
    [(machine.id.clone(), machine)].into()
}

pub(crate) fn repeatability() -> Repeatability {
    Repeatability {
        cells: 780,
        marked: 12,
        median_ppm: 8_400,
        p90_ppm: 23_000,
        largest_ppm: 71_000,
        largest: "beta/slow on life".into(),
        means: 97,
        means_median_ppm: 3_000,
        means_p95_ppm: 12_000,
        machine: "example-2".into(),
        date: "2026-11-24".parse().expect("a date"),
    }
}

/// What all records have in common.
const LINE: &str = r#"{"runtime":"","config":"","version":"1.2.3","workload":"","target":"host","outcome":"crash","provenance":"measured","toolchain":"rustc 1.95.0","date":"2026-11-24","commit":"0123456789abcdef0123456789abcdef01234567"}"#;

/// A record without numbers.
fn bare(lane: Lane, runtime: &str, config: &str, workload: &str, outcome: Outcome) -> Record {
    let mut records = parse_lines("example.jsonl", LINE).expect("a valid line");
    Record {
        runtime: runtime.into(),
        config: config.into(),
        workload: workload.into(),
        target: lane.target(),
        outcome,
        provenance: lane.provenance(),
        machine: (lane == Lane::Host).then(|| "example-2".into()),
        ..records.remove(0)
    }
}

/// A pass whose frames take `slow` times the native 100 µs (or 30,000
/// instructions), the first one five times that.
fn passed(
    lane: Lane,
    runtime: &str,
    config: &str,
    workload: &str,
    slow: u64,
    frames: u32,
) -> Record {
    let native: u64 = if lane == Lane::Host { 100_000 } else { 30_000 };
    let mut units = vec![(lane.unit(), 1)];
    if lane == Lane::Emulated {
        units.push((unit::CYCLES, 2));
    }
    let mut samples = Samples::default();
    let mut baseline = Units::new();
    for (name, factor) in units {
        let frame = |i: u64| native * slow * factor * if i == 0 { 5 } else { 1 } + i;
        let updates: Vec<u64> = (0..u64::from(frames)).map(frame).collect();
        let total: u64 = updates.iter().sum();
        let base = native * factor * (u64::from(frames) + 4);
        let three = |v: u64| vec![v, v + v / 50, v - v / 100];
        samples.insert(phase::COMPILE, name, three(native * factor * 7));
        samples.insert(phase::INSTANTIATE, name, three(native * factor));
        samples.insert(phase::START, name, three(native * slow * factor));
        samples.insert(phase::FIRST_FRAME, name, three(native * factor * (8 + 6 * slow)));
        if lane == Lane::Host {
            samples.insert(phase::UPDATE_MIN, name, updates.clone());
            samples.insert(phase::UPDATE_MEDIAN, name, updates.iter().map(|v| v + 9).collect());
        } else {
            samples.insert(phase::UPDATE_TOTAL, name, vec![total]);
            baseline.insert(name.into(), vec![base]);
        }
        samples.insert(phase::UPDATE, name, updates);
    }
    if lane == Lane::Emulated {
        let shown = (0..8).map(|i| 2_000_000 + native * slow + i).collect();
        samples.insert(phase::SHOW, unit::CYCLES, shown);
    }
    Record {
        frames: Some(frames),
        hash: Some(Link(0x00ab_12cd)),
        samples,
        baseline: Some(Baseline {
            session: "2026-11-24.1".into(),
            frames,
            start: Units::new(),
            update_total: baseline,
            paired: (lane == Lane::Host).then(|| paired(slow, frames)),
        }),
        memory: match lane {
            Lane::Host => Memory { peak_rss_bytes: Some(12 << 20), ..Memory::default() },
            _ => Memory {
                heap_peak_bytes: Some(101_000),
                stack_bytes: Some(4_321),
                static_ram_bytes: Some(45_000),
                flash_bytes: Some(234_567),
                ..Memory::default()
            },
        },
        ..bare(lane, runtime, config, workload, Outcome::Pass)
    }
}

/// Native code beside a host's record; the slower the config, the wider the interval.
fn paired(slow: u64, frames: u32) -> Paired {
    let frame = |i: u32| if i == 0 { 500_000 } else { 100_000 };
    let update: Vec<u64> = (0..frames).map(frame).collect();
    let reach = 1_000 * slow * slow;
    Paired {
        pairs: 12,
        update_median: update.iter().map(|v| v + 7).collect(),
        update_min: update.clone(),
        update,
        low_ppm: slow * 1_000_000 - reach,
        high_ppm: slow * 1_000_000 + reach,
        blocks_repeated: 1,
        blocks_slow: 0,
    }
}

fn stopped(lane: Lane, runtime: &str, config: &str, workload: &str, kind: TrapKind) -> Record {
    Record {
        trap: Some(RecordedTrap { kind, frame: 3 }),
        frames: Some(3),
        ..bare(lane, runtime, config, workload, Outcome::Pass)
    }
}

fn failed(runtime: &str, config: &str, workload: &str, outcome: Outcome, detail: &str) -> Record {
    Record { detail: Some(detail.into()), ..bare(Lane::Host, runtime, config, workload, outcome) }
}

fn host_records() -> Vec<Record> {
    let mut records = Vec::new();
    for (i, workload) in TIMED.iter().enumerate() {
        let i = i as u64;
        records.push(passed(Lane::Host, "native", "guest", workload, 1, 12));
        records.push(passed(Lane::Host, "alpha", "eager", workload, 10 + i, 12));
        records.push(passed(Lane::Host, "alpha", "fuel", workload, 13 + i, 12));
        records.push(passed(Lane::Host, "beta", "slow", workload, 400 + i, 6));
    }
    records.push(stopped(Lane::Host, "alpha", "fuel", "spin", TrapKind::OutOfFuel));
    records.push(failed("alpha", "eager", "spin", Outcome::Timeout, "killed after 60 s"));
    records.push(stopped(Lane::Host, "beta", "slow", "spin", TrapKind::Interrupted));
    for (runtime, config) in [("alpha", "eager"), ("alpha", "fuel"), ("beta", "slow")] {
        records.push(stopped(Lane::Host, runtime, config, "recurse", TrapKind::StackExhausted));
        records.push(stopped(Lane::Host, runtime, config, "bad-pointer", TrapKind::Host));
    }
    // Every further outcome once.
    let broken = |w, o, d| failed("beta", "broken", w, o, d);
    records.push(broken("badge", Outcome::Mismatch, "frame 7: 1931674b, expected fa567105"));
    records.push(broken("sprites", Outcome::Trap, "trap: memory-out-of-bounds at frame 0"));
    records.push(broken("life", Outcome::Unsupported, "compile: `memory.copy`\nnot | supported"));
    records.push(broken("mandelbrot", Outcome::OutOfMemory, "bound of 1024 MiB reached"));
    records.push(broken("plasma", Outcome::Crash, "signal 11"));
    records.push(broken("dispatch", Outcome::DoesNotBuild, "llvm-config not found"));
    records.push(broken("gallery", Outcome::Unverified, "no expected links"));
    records.push(broken("noop", Outcome::DoesNotFit, "no room"));
    records
}

fn emulated_records() -> Vec<Record> {
    let mut records: Vec<_> = TIMED
        .iter()
        .filter(|w| **w != "gallery")
        .map(|w| passed(Lane::Emulated, "alpha", "eager", w, 12, 12))
        .collect();
    records.push(bare(Lane::Emulated, "alpha", "eager", "gallery", Outcome::OutOfMemory));
    records.push(Record {
        detail: Some("a call took over 5000 ms, the badge was reset".into()),
        frames: Some(3),
        ..bare(Lane::Emulated, "alpha", "eager", "spin", Outcome::Timeout)
    });
    records.push(stopped(Lane::Emulated, "alpha", "eager", "recurse", TrapKind::StackExhausted));
    records.push(Record {
        memory: Memory { flash_bytes: Some(600_000), ..Memory::default() },
        provenance: Provenance::None,
        detail: Some("needs 600,000 of 507,904 bytes of flash".into()),
        ..bare(Lane::Emulated, "alpha", "fuel", "badge", Outcome::DoesNotFit)
    });
    records
}

/// Host and emulated records, through their files and back.
pub(crate) fn lanes() -> Lanes {
    let mut lanes = Lanes::default();
    for (lane, records) in [(Lane::Host, host_records()), (Lane::Emulated, emulated_records())] {
        let text = format_lines(&records).expect("valid records");
        let records = parse_lines("example.jsonl", &text).expect("valid lines");
        lanes.insert(lane, "example.jsonl", records).expect("one record per cell");
    }
    lanes
}
