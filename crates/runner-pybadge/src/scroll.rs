//! What a player of a cartridge chooses: the part of the picture that the panel
//! shows, and what becomes of pictures that come late.

use badge_wasm4::View;

/// Rows by which a press of Select moves the picture.
const STEP: usize = 16;

/// Rows of the picture that the panel has no room for.
const HIDDEN: usize = badge_wasm4::SIZE - badge_wasm4::PANEL_ROWS;

/// Pictures in a row that are left out at most.
const MOST_LEFT_OUT: u8 = 3;

/// How a cartridge is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Showing {
    view: View,
    /// Pictures of late ticks are shown too.
    all: bool,
    left_out: u8,
}

impl Default for Showing {
    /// The whole picture, and late ones left out.
    fn default() -> Self {
        Self { view: View::Squeezed, all: false, left_out: 0 }
    }
}

impl Showing {
    /// The rows that are shown.
    #[must_use]
    pub const fn view(&self) -> View {
        self.view
    }

    /// Whether pictures of late ticks are shown too.
    #[must_use]
    pub const fn shows_all(&self) -> bool {
        self.all
    }

    /// The whole picture with rows left out, or a part of it with all its rows.
    pub fn switch_view(&mut self) {
        self.view = match self.view {
            View::Squeezed => View::From(0),
            View::From(_) => View::Squeezed,
        };
    }

    /// Shows pictures of late ticks, or does not.
    pub fn switch_late(&mut self) {
        self.all = !self.all;
    }

    /// Select was pressed: the next part of the picture, from the top again after
    /// the last.
    pub fn scroll(&mut self) {
        if let View::From(top) = self.view {
            self.view = View::From(if top >= HIDDEN { 0 } else { top + STEP });
        }
    }

    /// Whether the picture of a tick is shown: of ticks that are late one in four
    /// is, so that the game falls behind last.
    pub fn shows(&mut self, late: bool) -> bool {
        let leaves_out = late && !self.all && self.left_out < MOST_LEFT_OUT;
        self.left_out = if leaves_out { self.left_out + 1 } else { 0 };
        !leaves_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn select_walks_down_the_picture_and_starts_again() {
        let mut showing = Showing::default();
        showing.scroll();
        assert_eq!(showing.view(), View::Squeezed);
        showing.switch_view();
        let tops = [16, 32, 0, 16];
        for top in tops {
            showing.scroll();
            assert_eq!(showing.view(), View::From(top));
        }
        showing.switch_view();
        assert_eq!(showing.view(), View::Squeezed);
    }

    #[test]
    fn of_late_pictures_one_in_four_is_shown() {
        let mut showing = Showing::default();
        let shown: [bool; 8] = core::array::from_fn(|_| showing.shows(true));
        assert_eq!(shown, [false, false, false, true, false, false, false, true]);
        assert!(showing.shows(false));
        showing.switch_late();
        assert!(showing.shows(true));
    }
}
