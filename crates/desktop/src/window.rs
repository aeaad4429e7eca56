//! The front in a window.

use crate::front::{Front, HEIGHT, WIDTH};
use crate::live::Face;
use anyhow::{Context, Result};
use badge::button;
use minifb::{Key, Scale, ScaleMode, WindowOptions};

/// Each button with the keys that press it.
const KEYS: [(u8, &[Key]); 8] = [
    (button::A, &[Key::X, Key::A]),
    (button::B, &[Key::Z, Key::B]),
    (button::START, &[Key::Enter]),
    (button::SELECT, &[Key::Space]),
    (button::RIGHT, &[Key::Right]),
    (button::DOWN, &[Key::Down]),
    (button::UP, &[Key::Up]),
    (button::LEFT, &[Key::Left]),
];

/// A window, four of its pixels for one of the badge.
#[derive(Debug)]
pub struct Window(minifb::Window);

impl Window {
    /// Opens one.
    ///
    /// # Errors
    ///
    /// Where there is no window system; `--terminal` does without.
    pub fn open(title: &str) -> Result<Self> {
        let options = WindowOptions {
            scale: Scale::X4,
            scale_mode: ScaleMode::AspectRatioStretch,
            resize: true,
            ..WindowOptions::default()
        };
        let mut window = minifb::Window::new(title, WIDTH, HEIGHT, options)
            .context("no window can be opened here; `--terminal` does without")?;
        // Whoever plays keeps the time.
        window.set_target_fps(0);
        Ok(Self(window))
    }
}

impl Face for Window {
    fn turn(&mut self, front: &Front) -> Result<Option<u8>> {
        self.0.update_with_buffer(&front.picture(), WIDTH, HEIGHT)?;
        if !self.0.is_open() || self.0.is_key_down(Key::Escape) {
            return Ok(None);
        }
        Ok(Some(held(|key| self.0.is_key_down(key))))
    }
}

/// The buttons whose keys are down.
fn held(is_down: impl Fn(Key) -> bool) -> u8 {
    let pressed = KEYS.iter().filter(|(_, keys)| keys.iter().any(|key| is_down(*key)));
    pressed.fold(0, |held, (button, _)| held | button)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_buttons_and_several_may_be_held() {
        assert_eq!(held(|_| false), 0);
        assert_eq!(held(|key| key == Key::Left || key == Key::X), button::LEFT | button::A);
        assert_eq!(held(|_| true), 0xff);
    }
}
