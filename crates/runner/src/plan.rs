//! What is to be run.

/// What is to be run, apart from the module.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// How many times `update` is sampled.
    pub frames: u32,
    /// Consecutive calls that make up one sample.
    pub calls_per_frame: u32,
    /// Pairs of frame and button mask, strictly increasing in frame.
    pub trace: &'a [(u32, u8)],
    /// Budget of `start` and of each sample, in the engine's own units.
    pub fuel: Option<u64>,
    /// Whether a call that takes too long is to be interrupted.
    pub interrupt: bool,
}

/// Walks through a trace: a mask holds until the next entry.
#[derive(Debug)]
pub(crate) struct Buttons<'a> {
    rest: &'a [(u32, u8)],
    mask: u8,
}

impl<'a> Buttons<'a> {
    pub(crate) fn new(trace: &'a [(u32, u8)]) -> Self {
        Self { rest: trace, mask: 0 }
    }

    /// The mask of `frame`; frames are asked for in increasing order.
    pub(crate) fn at(&mut self, frame: u32) -> u8 {
        while let [(from, mask), rest @ ..] = self.rest
            && *from <= frame
        {
            self.mask = *mask;
            self.rest = rest;
        }
        self.mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_holds_until_the_next_entry_and_is_zero_before_the_first() {
        let mut buttons = Buttons::new(&[(2, 7), (3, 0), (5, 9)]);
        let masks = [0, 1, 2, 3, 4, 5, 6].map(|frame| buttons.at(frame));
        assert_eq!(masks, [0, 0, 7, 0, 0, 9, 9]);
    }
}
