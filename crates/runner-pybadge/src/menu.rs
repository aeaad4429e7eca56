//! A list of lines of which one is selected.

use badge::button;

/// Lines that fit below a title.
pub const VISIBLE: usize = 9;

/// What a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A line.
    Line(usize),
    /// None: back to what was before.
    Back,
}

/// A menu that is being shown.
#[derive(Clone, Copy, Debug)]
pub struct Menu {
    lines: usize,
    selected: usize,
    held: u8,
}

impl Menu {
    /// A menu of so many lines. Buttons that are held down already count only
    /// after they were released.
    #[must_use]
    pub fn new(lines: usize, selected: usize, held: u8) -> Self {
        Self { lines, selected: selected.min(lines.saturating_sub(1)), held }
    }

    /// The selected line.
    #[must_use]
    pub const fn selected(&self) -> usize {
        self.selected
    }

    /// The first line that is visible.
    #[must_use]
    pub fn first_visible(&self) -> usize {
        let last = self.lines.saturating_sub(VISIBLE);
        self.selected.saturating_sub(VISIBLE / 2).min(last)
    }

    /// Takes the buttons as they are now.
    pub fn press(&mut self, buttons: u8) -> Option<Choice> {
        let pressed = buttons & !self.held;
        self.held = buttons;
        if pressed & button::DOWN != 0 {
            self.selected = (self.selected + 1) % self.lines.max(1);
        }
        if pressed & button::UP != 0 {
            let before = self.selected + self.lines.max(1) - 1;
            self.selected = before % self.lines.max(1);
        }
        if pressed & (button::A | button::START) != 0 {
            return Some(Choice::Line(self.selected));
        }
        (pressed & button::B != 0).then_some(Choice::Back)
    }
}

/// Both buttons that a person holds to leave a program.
const CHORD: u8 = button::START | button::SELECT;

/// Frames for which they are held: half a second.
const CHORD_FRAMES: u8 = 15;

/// Recognises that a person wants to leave a program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chord {
    frames: u8,
}

impl Chord {
    /// Takes the buttons of a frame; true once per chord.
    pub fn held(&mut self, buttons: u8) -> bool {
        if buttons & CHORD == CHORD {
            self.frames = self.frames.saturating_add(1);
            self.frames == CHORD_FRAMES
        } else {
            self.frames = 0;
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_count_when_they_go_down() {
        let mut menu = Menu::new(3, 0, button::A);
        assert_eq!(menu.press(button::A), None, "held since before");
        assert_eq!(menu.press(button::A | button::DOWN), None);
        assert_eq!(menu.selected(), 1);
        assert_eq!(menu.press(button::DOWN), None);
        assert_eq!(menu.selected(), 1);
        assert_eq!(
            menu.press(button::DOWN | button::A),
            Some(Choice::Line(1)),
            "released and pressed again"
        );
        assert_eq!(menu.press(button::B), Some(Choice::Back));
    }

    #[test]
    fn the_selection_goes_round() {
        let mut menu = Menu::new(3, 2, 0);
        menu.press(button::DOWN);
        assert_eq!(menu.selected(), 0);
        menu.press(0);
        menu.press(button::UP);
        assert_eq!(menu.selected(), 2);
        let mut empty = Menu::new(0, 5, 0);
        assert_eq!(empty.press(button::UP | button::DOWN), None);
        assert_eq!(empty.selected(), 0);
    }

    #[test]
    fn the_selected_line_is_visible() {
        for lines in 0..40 {
            for selected in 0..lines {
                let menu = Menu::new(lines, selected, 0);
                let first = menu.first_visible();
                assert!((first..first + VISIBLE).contains(&menu.selected()));
                assert!(first == 0 || first + VISIBLE <= lines);
            }
        }
    }

    #[test]
    fn leaving_takes_both_buttons_for_half_a_second() {
        let mut chord = Chord::default();
        let frames = (0..40).filter(|_| chord.held(CHORD | button::A)).count();
        assert_eq!(frames, 1);
        assert!(!chord.held(button::START));
        let early = (0..14).filter(|_| chord.held(CHORD)).count();
        assert_eq!(early, 0);
    }
}
