//! The front in half blocks of a terminal: a character is two pixels, the upper
//! one its foreground, the lower one its background.

use crate::front::{Front, HEIGHT, WIDTH};
use crate::live::Face;
use anyhow::{Context, Result, bail};
use badge::button;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::execute;
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How long a button is held for one press of a key: terminals do not say when it
/// is released, but repeat it about this often.
const HELD: Duration = Duration::from_millis(166);

/// A terminal that shows the badge and nothing else, until it is dropped.
#[derive(Debug)]
pub struct Terminal {
    /// When each button, by bit, was pressed last.
    pressed: [Option<Instant>; 8],
}

impl Terminal {
    /// Whether there is a terminal that is large enough.
    ///
    /// # Errors
    ///
    /// What is wrong otherwise.
    pub fn check() -> Result<()> {
        let (columns, lines) = terminal::size().context("--terminal needs a terminal")?;
        let (width, height) = (WIDTH, HEIGHT.div_ceil(2));
        if usize::from(columns) < width || usize::from(lines) < height {
            bail!(
                "the terminal has {columns} columns and {lines} lines; the badge needs {width} \
                 and {height}: make its letters smaller"
            );
        }
        Ok(())
    }

    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// Those of [`Terminal::check`].
    pub fn open() -> Result<Self> {
        Self::check()?;
        terminal::enable_raw_mode().context("--terminal needs a terminal")?;
        let opened = Self { pressed: [None; 8] };
        execute!(io::stdout(), EnterAlternateScreen, Hide)?;
        Ok(opened)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = execute!(io::stdout(), Show, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}

impl Face for Terminal {
    fn turn(&mut self, front: &Front) -> Result<Option<u8>> {
        let mut out = io::stdout().lock();
        execute!(out, MoveTo(0, 0))?;
        out.write_all(blocks(&front.picture()).as_bytes())?;
        out.flush()?;
        while event::poll(Duration::ZERO)? {
            let Event::Key(key) = event::read()? else {
                continue;
            };
            let is_break =
                key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
            if key.code == KeyCode::Esc || is_break {
                return Ok(None);
            }
            if let Some(bit) = button_of(key.code).filter(|_| key.kind != KeyEventKind::Release) {
                self.pressed[bit.trailing_zeros() as usize] = Some(Instant::now());
            }
        }
        let is_held = |at: &Option<Instant>| at.is_some_and(|at| at.elapsed() < HELD);
        let held = (0..8).filter(|bit| is_held(&self.pressed[*bit]));
        Ok(Some(held.fold(0, |mask, bit| mask | 1 << bit)))
    }
}

fn button_of(key: KeyCode) -> Option<u8> {
    Some(match key {
        KeyCode::Char('x' | 'a') => button::A,
        KeyCode::Char('z' | 'b') => button::B,
        KeyCode::Enter => button::START,
        KeyCode::Char(' ') => button::SELECT,
        KeyCode::Right => button::RIGHT,
        KeyCode::Down => button::DOWN,
        KeyCode::Up => button::UP,
        KeyCode::Left => button::LEFT,
        _ => return None,
    })
}

/// The picture as text with colours, line by line.
fn blocks(pixels: &[u32]) -> String {
    let mut text = String::new();
    let rows: Vec<&[u32]> = pixels.chunks(WIDTH).collect();
    for pair in rows.chunks(2) {
        let mut colours = None;
        for (column, upper) in pair[0].iter().enumerate() {
            let lower = pair.get(1).map_or(0, |row| row[column]);
            if colours != Some((*upper, lower)) {
                colours = Some((*upper, lower));
                for (plane, colour) in [(38, *upper), (48, lower)] {
                    let [_, red, green, blue] = colour.to_be_bytes();
                    // A string takes everything.
                    let _ = write!(text, "\x1b[{plane};2;{red};{green};{blue}m");
                }
            }
            text.push('▀');
        }
        text.push_str("\x1b[0m\r\n");
    }
    // The last line must not scroll the first one away.
    text.truncate(text.len() - 2);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rows_of_pixels_are_a_line() {
        let mut pixels = vec![0x01_0203; WIDTH];
        pixels.extend(vec![0xff_0000; WIDTH]);
        let text = blocks(&pixels);
        assert!(text.starts_with("\x1b[38;2;1;2;3m\x1b[48;2;255;0;0m▀"), "{text:?}");
        assert_eq!(text.matches('▀').count(), WIDTH);
        assert_eq!(text.matches("\x1b[38").count(), 1, "colours are said once");
    }

    #[test]
    fn every_button_has_a_key() {
        let keys = [
            KeyCode::Char('x'),
            KeyCode::Char('z'),
            KeyCode::Enter,
            KeyCode::Char(' '),
            KeyCode::Right,
            KeyCode::Down,
            KeyCode::Up,
            KeyCode::Left,
        ];
        assert_eq!(keys.iter().filter_map(|key| button_of(*key)).fold(0, |a, b| a | b), 0xff);
        assert_eq!(button_of(KeyCode::Char('q')), None);
    }
}
