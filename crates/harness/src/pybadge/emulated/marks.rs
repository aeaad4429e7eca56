//! What the firmware marks by stores to a stimulus port, and the stretches
//! between the marks in exact instructions and estimated cycles.

use std::fmt;

/// Stimulus port of the marks.
pub(super) const PORT: u8 = 0;

/// Something the firmware begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// From bytes to a module.
    Compile,
    /// From a module to an instance.
    Instantiate,
    /// The exported `start`.
    Start,
    /// One sample of `update`.
    Update,
    /// One frame on its way to the display.
    Present,
    /// One link of the chain.
    Hash,
    /// A workload in one pass.
    Run,
}

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A stage begins.
    Enter(Stage),
    /// A stage ends.
    Leave(Stage),
    /// All passes are over.
    Finished,
}

/// A mark that no firmware of this protocol makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMark(pub u32);

impl fmt::Display for UnknownMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "marks: unknown mark {:#010x}", self.0)
    }
}

impl Mark {
    /// The mark that a stored word means.
    ///
    /// # Errors
    ///
    /// A word without a meaning.
    pub fn read(word: u32) -> Result<Self, UnknownMark> {
        let stage = match word & 0x7FFF_FFFF {
            1 => Stage::Compile,
            2 => Stage::Instantiate,
            3 => Stage::Start,
            4 => Stage::Update,
            5 => Stage::Present,
            6 => Stage::Hash,
            0x10 => Stage::Run,
            0x7F => return Ok(Self::Finished),
            _ => return Err(UnknownMark(word)),
        };
        Ok(if word >> 31 == 0 { Self::Enter(stage) } else { Self::Leave(stage) })
    }
}

/// A moment of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Instructions retired, exact.
    pub instructions: u64,
    /// Cycles, estimated.
    pub cycles: u64,
}

/// From one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// When it began.
    pub begun: Moment,
    /// When it ended.
    pub ended: Moment,
}

impl Stretch {
    /// Instructions in it.
    #[must_use]
    pub fn instructions(&self) -> u64 {
        self.ended.instructions - self.begun.instructions
    }

    /// Cycles in it.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.ended.cycles - self.begun.cycles
    }
}

/// The stretches of one workload in one pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunMarks {
    stretches: Vec<(Stage, Stretch)>,
    open: Vec<(Stage, Moment)>,
}

impl RunMarks {
    /// The stretches of a stage in order.
    pub fn of(&self, stage: Stage) -> impl Iterator<Item = Stretch> + '_ {
        let of_stage = self.stretches.iter().filter(move |(s, _)| *s == stage);
        of_stage.map(|(_, stretch)| *stretch)
    }

    /// How many of a stage have ended.
    #[must_use]
    pub fn count(&self, stage: Stage) -> usize {
        self.of(stage).count()
    }

    /// Takes a mark. A stage that traps is entered and never left.
    ///
    /// # Errors
    ///
    /// When a stage ends that has not begun.
    pub fn take(&mut self, mark: Mark, moment: Moment) -> Result<(), String> {
        match mark {
            Mark::Enter(stage) => {
                self.open.retain(|(open, _)| *open != stage);
                self.open.push((stage, moment));
            }
            Mark::Leave(stage) => {
                let Some(at) = self.open.iter().position(|(open, _)| *open == stage) else {
                    return Err(format!("marks: {stage:?} ends and has not begun"));
                };
                let (_, begun) = self.open.swap_remove(at);
                let ended = moment;
                self.stretches.push((stage, Stretch { begun, ended }));
            }
            Mark::Finished => (),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(instructions: u64) -> Moment {
        Moment { instructions, cycles: 2 * instructions }
    }

    #[test]
    fn stages_may_overlap_as_the_display_does_with_the_guest() {
        let mut marks = RunMarks::default();
        for (word, moment) in [
            (0x0000_0004, 10),
            (0x8000_0004, 20),
            (0x0000_0005, 21),
            (0x0000_0004, 22),
            (0x8000_0005, 30),
            (0x8000_0004, 45),
        ] {
            marks.take(Mark::read(word).unwrap(), at(moment)).unwrap();
        }
        let updates: Vec<u64> = marks.of(Stage::Update).map(|s| s.instructions()).collect();
        assert_eq!(updates, [10, 23]);
        let shown: Vec<u64> = marks.of(Stage::Present).map(|s| s.cycles()).collect();
        assert_eq!(shown, [18]);
    }

    #[test]
    fn an_end_without_a_beginning_and_an_unknown_word_are_refused() {
        let mut marks = RunMarks::default();
        assert!(marks.take(Mark::Leave(Stage::Start), at(1)).is_err());
        assert_eq!(Mark::read(7), Err(UnknownMark(7)));
        assert_eq!(Mark::read(0x7F), Ok(Mark::Finished));
        assert_eq!(Mark::read(0x8000_0010), Ok(Mark::Leave(Stage::Run)));
    }
}
