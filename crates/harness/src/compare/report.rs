//! What a comparison comes to: tables, and what became worse.

use super::{AnswerRow, BadgeRow, Comparison, Estimate, HostRow};
use crate::judge::Verdict;

/// Lines under a heading, for a terminal or for Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The heading.
    pub title: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// The lines.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new(title: impl Into<String>, header: &[&str]) -> Self {
        let header = header.iter().map(|&name| name.to_owned()).collect();
        Self { title: title.into(), header, rows: Vec::new() }
    }

    fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.header).chain(&self.rows)
    }

    /// With columns of equal width.
    #[must_use]
    pub fn terminal(&self) -> String {
        let width = |column: usize| {
            let cells = self.lines().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let mut text = format!("{}\n", self.title);
        if self.rows.is_empty() {
            return text;
        }
        for line in self.lines() {
            let cells = line.iter().enumerate();
            let cells: Vec<String> =
                cells.map(|(column, cell)| format!("{cell:<0$}", width(column))).collect();
            text.push_str(&format!("  {}\n", cells.join("  ").trim_end()));
        }
        text
    }

    /// As a section of a page.
    #[must_use]
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        if self.rows.is_empty() {
            return format!("### {}\n", self.title);
        }
        let rule = vec!["---".to_owned(); self.header.len()];
        let mut text = format!("### {}\n\n{}{}", self.title, line(&self.header), line(&rule));
        text.extend(self.rows.iter().map(|row| line(row)));
        text
    }
}

impl Comparison {
    /// What was found, in full.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = Vec::new();
        if !self.host.is_empty() {
            tables.push(self.host_table());
        }
        if !self.badge.is_empty() {
            tables.push(self.badge_table());
        }
        tables.push(self.answers_table());
        tables
    }

    /// The whole comparison as a page.
    #[must_use]
    pub fn markdown(&self) -> String {
        let tables: Vec<String> = self.tables().iter().map(Table::markdown).collect();
        let verdict: Vec<String> =
            self.verdict().iter().map(|line| format!("* {line}\n")).collect();
        format!("## {}\n\n{}\n{}", self.title(), verdict.concat(), tables.join("\n"))
    }

    /// What is compared with what.
    #[must_use]
    pub fn title(&self) -> String {
        let [pinned, replaced] = &self.sides;
        format!("{}: {replaced} beside {pinned}, which is pinned", self.runtime)
    }

    /// What became worse, or that nothing did.
    #[must_use]
    pub fn verdict(&self) -> Vec<String> {
        let worse = self.worse();
        if worse.is_empty() {
            let percent = self.tolerate * 100.0;
            return vec![format!("nothing is worse by more than {percent} %")];
        }
        worse.iter().map(|line| format!("worse: {line}")).collect()
    }

    /// What became worse by more than is tolerated; on the host also beyond the
    /// interval.
    #[must_use]
    pub fn worse(&self) -> Vec<String> {
        let mut worse = Vec::new();
        for row in &self.host {
            let name = format!("{} on {}", row.config, row.workload);
            worse.extend(graver(&row.verdicts).map(|what| format!("{name}: {what}")));
            let Some(speed) = &row.speed else {
                continue;
            };
            for (what, estimate) in [("a frame", speed.frames), ("the first picture", speed.first)]
            {
                if estimate.low > 1.0 && estimate.ratio > 1.0 + self.tolerate {
                    worse.push(format!("{name}: {what} takes {}", ratio(&estimate)));
                }
            }
        }
        for row in &self.badge {
            let name = format!("{} on {} on the badge", row.config, row.workload);
            worse.extend(graver(&row.verdicts).map(|what| format!("{name}: {what}")));
            let [a, b] = &row.figures;
            for (what, pinned, replaced) in [
                ("instructions", a.instructions, b.instructions),
                ("instructions to the first picture", a.first, b.first),
                ("flash", a.flash, b.flash),
                ("RAM", a.ram, b.ram),
            ] {
                if let (Some(pinned), Some(replaced)) = (pinned, replaced)
                    && replaced as f64 > pinned as f64 * (1.0 + self.tolerate)
                {
                    worse.push(format!("{name}: {what} {}", change(Some(pinned), Some(replaced))));
                }
            }
        }
        for AnswerRow { config, case, answers, expected } in &self.answers {
            if let [true, false] = expected {
                worse.push(format!("{config} on case {case}: {} is not expected", answers[1]));
            }
        }
        worse
    }

    fn host_table(&self) -> Table {
        let mut table = Table::new(
            "On this host: time of the replaced engine over that of the pinned one",
            &["config", "workload", "outcome", "frame", "ms", "first picture", "ms", "pairs"],
        );
        for HostRow { config, workload, verdicts, speed } in &self.host {
            let mut cells = vec![config.clone(), workload.clone(), outcomes(verdicts)];
            if let Some(speed) = speed {
                let ms = |[a, b]: [f64; 2]| format!("{a:.4} → {b:.4}");
                cells.extend([
                    ratio(&speed.frames),
                    ms(speed.frame_ms),
                    ratio(&speed.first),
                    ms(speed.first_ms),
                    speed.pairs.to_string(),
                ]);
            }
            cells.resize(table.header.len(), String::new());
            table.rows.push(cells);
        }
        table
    }

    fn badge_table(&self) -> Table {
        let mut table = Table::new(
            "On the emulated badge, exact",
            &[
                "config",
                "workload",
                "outcome",
                "instructions per frame",
                "first picture",
                "flash, bytes",
                "RAM, bytes",
            ],
        );
        for BadgeRow { config, workload, verdicts, figures: [a, b] } in &self.badge {
            let per_frame = match (a.instructions, b.instructions) {
                (Some(pinned), Some(replaced)) => {
                    let mean = |all: u64, frames: usize| all as f64 / frames.max(1) as f64;
                    let (before, after) = (mean(pinned, a.frames), mean(replaced, b.frames));
                    format!("{before:.1} → {after:.1} ({})", percent(pinned, replaced))
                }
                _ => String::new(),
            };
            table.rows.push(vec![
                config.clone(),
                workload.clone(),
                outcomes(verdicts),
                per_frame,
                change(a.first, b.first),
                change(a.flash, b.flash),
                change(a.ram, b.ram),
            ]);
        }
        table
    }

    fn answers_table(&self) -> Table {
        let title = match self.answers.len() {
            0 => format!("Conformance: all {} answers are the same", self.asked),
            count => format!("Conformance: {count} of {} answers differ", self.asked),
        };
        let mut table = Table::new(title, &["config", "case", "pinned", "replaced"]);
        for AnswerRow { config, case, answers, expected } in &self.answers {
            let mark = |side: usize| {
                let remark = if expected[side] { "" } else { ", not expected" };
                format!("{}{remark}", answers[side])
            };
            table.rows.push(vec![config.clone(), case.clone(), mark(0), mark(1)]);
        }
        table
    }
}

fn graver([pinned, replaced]: &[Verdict; 2]) -> Option<String> {
    let graver = pinned.outcome.precedence(replaced.outcome) != pinned.outcome;
    let detail = replaced.detail.as_deref().unwrap_or_default();
    graver.then(|| {
        let words = format!("{} where it was {}: {detail}", replaced.outcome, pinned.outcome);
        words.trim_end_matches([':', ' ']).to_owned()
    })
}

fn outcomes([pinned, replaced]: &[Verdict; 2]) -> String {
    if pinned.outcome == replaced.outcome {
        return pinned.outcome.to_string();
    }
    format!("{} → {}", pinned.outcome, replaced.outcome)
}

fn ratio(estimate: &Estimate) -> String {
    let Estimate { ratio, low, high } = estimate;
    let mark = if estimate.contains(1.0) { ", even" } else { "" };
    format!("{ratio:.3} × ({low:.3} to {high:.3}{mark})")
}

fn change(pinned: Option<u64>, replaced: Option<u64>) -> String {
    match (pinned, replaced) {
        (Some(pinned), Some(replaced)) => {
            format!("{pinned} → {replaced} ({})", percent(pinned, replaced))
        }
        _ => String::new(),
    }
}

fn percent(pinned: u64, replaced: u64) -> String {
    let change = (replaced as f64 / pinned as f64 - 1.0) * 100.0;
    match pinned == replaced {
        true => "0.0 %".to_owned(),
        // What differs does not read as if it were the same.
        false if change.abs() < 0.05 => format!("{change:+.4} %"),
        false => format!("{change:+.1} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Figures, Speed};
    use badge_catalogue::Outcome;

    fn comparison() -> Comparison {
        let even = Estimate { ratio: 1.002, low: 0.998, high: 1.004 };
        Comparison {
            runtime: "alpha".to_owned(),
            sides: ["alpha 1.0.0".to_owned(), "alpha 1.0.1".to_owned()],
            tolerate: 0.01,
            host: vec![HostRow {
                config: "alpha/default".to_owned(),
                workload: "badge".to_owned(),
                verdicts: [Verdict::pass(), Verdict::pass()],
                speed: Some(Speed {
                    pairs: 10,
                    frames: even,
                    first: even,
                    frame_ms: [1.0, 1.0],
                    first_ms: [2.0, 2.0],
                }),
            }],
            badge: vec![BadgeRow {
                config: "alpha/default".to_owned(),
                workload: "badge".to_owned(),
                verdicts: [Verdict::pass(), Verdict::pass()],
                figures: [Figures {
                    instructions: Some(600_000),
                    frames: 600,
                    first: Some(5_000),
                    flash: Some(100_000),
                    ram: Some(50_000),
                }; 2],
            }],
            asked: 130,
            answers: Vec::new(),
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Comparison), words: &[&str]) {
        let mut comparison = comparison();
        change(&mut comparison);
        let worse = comparison.worse();
        assert_eq!(worse.len(), words.len(), "{worse:?}");
        for (line, words) in worse.iter().zip(words) {
            assert!(line.contains(words), "{words} is not in {line}");
        }
    }

    #[test]
    fn what_is_the_same_is_not_worse() {
        check(|_| (), &[]);
        let page = comparison().markdown();
        assert!(page.contains("(0.0 %)") && page.contains("nothing is worse"), "{page}");
        assert!(page.contains("even"), "{page}");
    }

    #[test]
    fn on_the_host_it_takes_both_the_tolerance_and_the_interval() {
        let frames = |ratio, low| {
            move |c: &mut Comparison| {
                c.host[0].speed.as_mut().unwrap().frames = Estimate { ratio, low, high: 1.1 };
            }
        };
        check(frames(1.05, 1.03), &["a frame takes 1.050"]);
        check(frames(1.05, 0.99), &[]);
        check(frames(1.009, 1.005), &[]);
    }

    #[test]
    fn on_the_badge_it_takes_the_tolerance_alone() {
        check(|c| c.badge[0].figures[1].instructions = Some(606_001), &["instructions"]);
        check(|c| c.badge[0].figures[1].flash = Some(101_000), &[]);
        check(|c| c.badge[0].figures[1].ram = Some(51_000), &["RAM 50000 → 51000 (+2.0 %)"]);
    }

    #[test]
    fn a_graver_outcome_and_a_lost_answer_are_worse_and_the_reverse_is_not() {
        let trap = || Verdict::new(Outcome::Trap, "unreachable");
        check(|c| c.host[0].verdicts[1] = trap(), &["trap where it was pass: unreachable"]);
        check(|c| c.badge[0].verdicts[0] = trap(), &[]);
        let answer = |expected| AnswerRow {
            config: "alpha/default".to_owned(),
            case: "bulk".to_owned(),
            answers: ["completes".to_owned(), "crash".to_owned()],
            expected,
        };
        check(|c| c.answers.push(answer([true, false])), &["case bulk: crash"]);
        check(|c| c.answers.push(answer([false, true])), &[]);
    }

    #[test]
    fn a_difference_below_the_digits_does_not_read_as_none() {
        assert_eq!(percent(1_000_000, 1_000_000), "0.0 %");
        assert_eq!(percent(1_000_000, 1_000_010), "+0.0010 %");
        assert_eq!(percent(1_000, 900), "-10.0 %");
    }
}
