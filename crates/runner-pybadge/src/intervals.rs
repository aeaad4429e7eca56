//! The pass show: times from start to start, kept until nobody is looking.

use badge::Link;

/// Most frames of the pass show.
pub const MAX_SHOW_FRAMES: u32 = 128;

#[derive(Clone, Copy, Debug)]
struct Shown {
    elapsed: u32,
    link: u32,
}

/// The frames of one pass show. Output in between would be part of the times,
/// so they are kept: 1 KiB of RAM.
#[derive(Debug)]
pub struct Intervals {
    shown: [Shown; MAX_SHOW_FRAMES as usize],
    count: usize,
    began: u64,
}

impl Default for Intervals {
    fn default() -> Self {
        Self::new()
    }
}

impl Intervals {
    /// No frame yet.
    #[must_use]
    pub const fn new() -> Self {
        let none = Shown { elapsed: 0, link: 0 };
        Self { shown: [none; MAX_SHOW_FRAMES as usize], count: 0, began: 0 }
    }

    /// A frame starts now, and with that the one before it is over.
    pub fn begin(&mut self, now: u64) {
        self.end(now);
        self.began = now;
    }

    /// The frame that is being shown is over now.
    pub fn end(&mut self, now: u64) {
        let elapsed = now.saturating_sub(self.began);
        if let Some(last) = self.count.checked_sub(1)
            && let Some(shown) = self.shown.get_mut(last)
        {
            // 35 seconds; a guest is ended before that.
            shown.elapsed = u32::try_from(elapsed).unwrap_or(u32::MAX);
        }
    }

    /// The frame that began last has this link.
    pub fn completed(&mut self, link: Link) {
        if let Some(shown) = self.shown.get_mut(self.count) {
            shown.link = link.0;
            self.count += 1;
        }
    }

    /// Duration and link of each frame.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Link)> {
        self.shown.iter().take(self.count).map(|shown| (shown.elapsed.into(), Link(shown.link)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn a_frame_lasts_until_the_next_one_starts() {
        let mut intervals = Intervals::new();
        intervals.begin(1_000);
        intervals.completed(Link(1));
        intervals.begin(1_700);
        intervals.completed(Link(2));
        intervals.end(2_000);
        let frames: Vec<_> = intervals.iter().collect();
        assert_eq!(frames, [(700, Link(1)), (300, Link(2))]);
    }

    #[test]
    fn frames_beyond_the_room_are_left_out() {
        let mut intervals = Intervals::new();
        for frame in 0..MAX_SHOW_FRAMES + 5 {
            intervals.begin(u64::from(frame) * 10);
            intervals.completed(Link(frame));
        }
        intervals.end(u64::MAX);
        assert_eq!(intervals.iter().count(), MAX_SHOW_FRAMES as usize);
        let (elapsed, link) = intervals.iter().last().unwrap();
        assert_eq!((elapsed, link), (u64::from(u32::MAX), Link(127)));
    }
}
