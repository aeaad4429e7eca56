//! What is done in which order. One job is one life of the firmware.

use badge_protocol::payload::{Pass, Payload};

/// What one life of the firmware does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Some frames of a workload with their last link compared, then play.
    Check {
        /// Which entry of the payload.
        entry: u16,
    },
    /// One pass of a workload.
    Pass {
        /// Which entry of the payload.
        entry: u16,
        /// Which pass.
        pass: Pass,
        /// Whether the next pass or entry follows by itself.
        chain: bool,
    },
    /// Let a person choose.
    Menu {
        /// Which entry is selected at first.
        entry: u16,
    },
    /// All that was asked for is done.
    Closing,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As asked for.
    Well,
    /// With a trap, a refusal or a fault.
    Badly,
    /// A person pressed a key.
    Skipped,
}

/// What a payload asks for, apart from how its workloads are run.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'p> {
    payload: &'p Payload<'p>,
}

impl<'p> Wishes<'p> {
    /// Those of a payload.
    #[must_use]
    pub fn new(payload: &'p Payload<'p>) -> Self {
        Self { payload }
    }

    /// What to do when the badge was switched on.
    #[must_use]
    pub fn first(&self) -> Job {
        let selection = self.selection();
        if self.payload.plays_after_check() {
            return Job::Check { entry: selection };
        }
        match self.from(0) {
            Job::Closing => self.closing(),
            job => job,
        }
    }

    /// What follows a job.
    #[must_use]
    pub fn after(&self, job: Job, ended: Ended) -> Job {
        match job {
            Job::Check { entry } if ended != Ended::Badly => {
                Job::Pass { entry, pass: Pass::Play, chain: false }
            }
            Job::Check { entry } | Job::Menu { entry } => Job::Menu { entry },
            Job::Pass { entry, pass, chain: true } => match (ended, pass) {
                (Ended::Skipped, _) => Job::Menu { entry },
                (Ended::Well, Pass::Measure) if self.shows(entry) => {
                    Job::Pass { entry, pass: Pass::Show, chain: true }
                }
                _ => self.from(u32::from(entry) + 1),
            },
            Job::Pass { entry, .. } => Job::Menu { entry },
            Job::Closing => self.closing(),
        }
    }

    /// Once everything is done: play, or let a person choose.
    #[must_use]
    pub fn closing(&self) -> Job {
        let entry = self.selection();
        if self.payload.passes().contains(Pass::Play) && self.payload.entries().len() == 1 {
            Job::Pass { entry, pass: Pass::Play, chain: false }
        } else {
            Job::Menu { entry }
        }
    }

    /// The first pass of the first entry from `index` on.
    fn from(&self, index: u32) -> Job {
        let passes = self.payload.passes();
        for entry in index..self.payload.entries().len() as u32 {
            let entry = entry as u16;
            let pass = if passes.contains(Pass::Measure) {
                Pass::Measure
            } else if self.shows(entry) {
                Pass::Show
            } else {
                continue;
            };
            return Job::Pass { entry, pass, chain: true };
        }
        Job::Closing
    }

    fn shows(&self, entry: u16) -> bool {
        self.payload.passes().contains(Pass::Show)
            && self.payload.entry(usize::from(entry)).is_some_and(|entry| entry.show_frames > 0)
    }

    fn selection(&self) -> u16 {
        self.payload.selection() as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge::DEFAULT_SEED;
    use badge_protocol::payload::{EntryDraft, Passes, PayloadDraft};
    use std::string::String;
    use std::vec;
    use std::vec::Vec;

    fn entry(show_frames: u32) -> EntryDraft {
        EntryDraft {
            workload: String::from("life"),
            config: String::from("default"),
            trace: vec![],
            artifact: vec![1, 2, 3],
            seed: DEFAULT_SEED,
            frames: 60,
            calls_per_frame: 1,
            show_frames,
            fuel: None,
            interrupt_ms: None,
            self_check: None,
        }
    }

    fn payload(passes: &[Pass], plays: bool, entries: Vec<EntryDraft>) -> Vec<u8> {
        let passes = passes.iter().fold(Passes::NONE, |set, &pass| set.with(pass));
        PayloadDraft {
            passes,
            plays_after_check: plays,
            selection: (entries.len() - 1) as u16,
            font: vec![],
            entries,
        }
        .write()
        .unwrap()
    }

    fn pass(entry: u16, pass: Pass, chain: bool) -> Job {
        Job::Pass { entry, pass, chain }
    }

    #[track_caller]
    fn check_order(bytes: &[u8], ends: &[Ended], expected: &[Job]) {
        let payload = Payload::read(bytes).unwrap();
        let wishes = Wishes::new(&payload);
        let mut jobs = vec![wishes.first()];
        for &ended in ends {
            let last = *jobs.last().unwrap();
            jobs.push(wishes.after(last, ended));
        }
        assert_eq!(jobs, expected);
    }

    #[test]
    fn every_entry_is_measured_then_shown_then_the_badge_closes() {
        use Ended::Well;
        let bytes = payload(&[Pass::Measure, Pass::Show], false, vec![entry(120), entry(0)]);
        check_order(
            &bytes,
            &[Well, Well, Well, Well],
            &[
                pass(0, Pass::Measure, true),
                pass(0, Pass::Show, true),
                pass(1, Pass::Measure, true),
                Job::Closing,
                Job::Menu { entry: 1 },
            ],
        );
    }

    #[test]
    fn after_a_trap_the_entry_is_not_shown() {
        let bytes = payload(&[Pass::Measure, Pass::Show, Pass::Play], false, vec![entry(120)]);
        check_order(
            &bytes,
            &[Ended::Badly, Ended::Well, Ended::Badly],
            &[
                pass(0, Pass::Measure, true),
                Job::Closing,
                pass(0, Pass::Play, false),
                Job::Menu { entry: 0 },
            ],
        );
    }

    #[test]
    fn a_flashed_badge_plays_after_its_self_check_unless_that_fails() {
        let bytes = payload(&[Pass::Measure, Pass::Play], true, vec![entry(120)]);
        let play = pass(0, Pass::Play, false);
        let check = Job::Check { entry: 0 };
        check_order(&bytes, &[Ended::Well], &[check, play]);
        check_order(&bytes, &[Ended::Skipped], &[check, play]);
        check_order(&bytes, &[Ended::Badly], &[check, Job::Menu { entry: 0 }]);
    }

    #[test]
    fn a_key_ends_a_chain_at_the_menu() {
        let bytes = payload(&[Pass::Measure], false, vec![entry(0), entry(0)]);
        check_order(
            &bytes,
            &[Ended::Skipped],
            &[pass(0, Pass::Measure, true), Job::Menu { entry: 0 }],
        );
    }

    #[test]
    fn a_badge_for_playing_plays_or_asks_which() {
        let one = payload(&[Pass::Play], false, vec![entry(0)]);
        check_order(&one, &[], &[pass(0, Pass::Play, false)]);
        let two = payload(&[Pass::Play], false, vec![entry(0), entry(0)]);
        check_order(&two, &[], &[Job::Menu { entry: 1 }]);
    }

    #[test]
    fn show_alone_skips_entries_that_have_no_frames_to_show() {
        let bytes = payload(&[Pass::Show], false, vec![entry(0), entry(7)]);
        check_order(&bytes, &[Ended::Well], &[pass(1, Pass::Show, true), Job::Closing]);
    }
}
