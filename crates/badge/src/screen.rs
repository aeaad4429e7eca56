//! 160 × 128 pixels of one byte, and the two ways to draw on them.

use badge_runtime::{GuestMemory, HostTrap};

/// Pixels per row.
pub const WIDTH: usize = 160;
/// Rows.
pub const HEIGHT: usize = 128;
/// Bytes of a screen.
pub const SCREEN_BYTES: usize = WIDTH * HEIGHT;

/// Pixels row by row, each RRRGGGBB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen(pub [u8; SCREEN_BYTES]);

impl Screen {
    /// A black screen.
    #[must_use]
    pub const fn new() -> Self {
        Self([0; SCREEN_BYTES])
    }

    pub(crate) fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Fills the part of a rectangle that lies on the screen.
    pub fn rect(&mut self, x: i32, y: i32, w: i32, h: i32, color: u8) {
        if w <= 0 || h <= 0 {
            return;
        }
        let columns = clip(x, w, WIDTH);
        for row in clip(y, h, HEIGHT) {
            self.0[row * WIDTH..][columns.clone()].fill(color);
        }
    }

    /// Copies `w × h` pixels of guest memory, leaving out those equal to `key`.
    ///
    /// # Errors
    ///
    /// When the pixels do not lie inside memory, whether or not any of them
    /// would be seen; nothing is drawn then.
    // Six arguments of the import and the memory they point into.
    #[allow(clippy::too_many_arguments)]
    pub fn blit(
        &mut self,
        memory: &impl GuestMemory,
        at: u32,
        x: i32,
        y: i32,
        w: i32,
        h: i32,
        key: i32,
    ) -> Result<(), HostTrap> {
        if w <= 0 || h <= 0 {
            return Ok(());
        }
        // Exact in 64 bits: at most 2^32 + 2^62.
        let stride = i64::from(w);
        if u64::from(at) + (stride * i64::from(h)) as u64 > memory.size() {
            return Err(HostTrap);
        }
        let columns = clip(x, w, WIDTH);
        if columns.is_empty() {
            return Ok(());
        }
        let mut scratch = [0; WIDTH];
        let skipped = columns.start as i64 - i64::from(x);
        for row in clip(y, h, HEIGHT) {
            // Inside memory, which the check above has shown, hence below 2^32.
            let from = i64::from(at) + (row as i64 - i64::from(y)) * stride + skipped;
            let pixels = memory.bytes(from as u32, columns.len() as u32, &mut scratch)?;
            let target = &mut self.0[row * WIDTH..][columns.clone()];
            match u8::try_from(key) {
                Err(_) => target.copy_from_slice(pixels),
                Ok(key) => {
                    for (to, &pixel) in target.iter_mut().zip(pixels) {
                        if pixel != key {
                            *to = pixel;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

/// The part of `from .. from + len` that lies in `0 .. limit`, for `len > 0`.
fn clip(from: i32, len: i32, limit: usize) -> core::ops::Range<usize> {
    let limit = limit as i64;
    let end = (i64::from(from) + i64::from(len)).clamp(0, limit);
    let start = i64::from(from).clamp(0, end);
    start as usize..end as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge_runtime::SliceMemory;

    #[track_caller]
    fn check_rect(x: i32, y: i32, w: i32, h: i32, expected: usize) {
        let mut screen = Screen::new();
        screen.rect(x, y, w, h, 1);
        let set: usize = screen.0.iter().map(|&p| usize::from(p)).sum();
        assert_eq!(set, expected);
        for (i, &pixel) in screen.0.iter().enumerate() {
            let (px, py) = ((i % WIDTH) as i64, (i / WIDTH) as i64);
            let inside = px >= x.into()
                && px < i64::from(x) + i64::from(w)
                && py >= y.into()
                && py < i64::from(y) + i64::from(h);
            assert_eq!(pixel == 1, inside, "pixel {px},{py}");
        }
    }

    #[test]
    fn rect_clips_on_every_side_and_never_overflows() {
        check_rect(0, 0, 160, 128, SCREEN_BYTES);
        check_rect(-2, -2, 4, 4, 4);
        check_rect(158, 126, 4, 4, 4);
        check_rect(160, 0, 1, 1, 0);
        check_rect(-5, 0, 5, 5, 0);
        check_rect(i32::MAX, i32::MAX, i32::MAX, i32::MAX, 0);
        check_rect(i32::MIN, i32::MIN, i32::MAX, i32::MAX, 0);
        check_rect(-1, -1, i32::MAX, i32::MAX, SCREEN_BYTES);
        check_rect(10, 10, 0, 5, 0);
        check_rect(10, 10, 5, -1, 0);
    }

    #[test]
    fn blit_checks_the_whole_rectangle_before_clipping() {
        let memory = [7; 64];
        let memory = SliceMemory(&memory);
        let mut screen = Screen::new();
        assert_eq!(screen.blit(&memory, 0, 0, 0, 8, 8, -1), Ok(()));
        assert_eq!(screen.blit(&memory, 1, 0, 0, 8, 8, -1), Err(HostTrap));
        assert_eq!(
            screen.blit(&memory, 1, 1000, 1000, 8, 8, -1),
            Err(HostTrap),
            "off screen is no excuse"
        );
        assert_eq!(screen.blit(&memory, u32::MAX, 0, 0, i32::MAX, i32::MAX, -1), Err(HostTrap));
        assert_eq!(
            screen.blit(&memory, u32::MAX, 0, 0, 0, 8, -1),
            Ok(()),
            "an empty rectangle is not examined"
        );
        assert_eq!(screen.0.iter().filter(|&&p| p == 7).count(), 64);
    }

    #[test]
    fn blit_skips_the_key_and_keeps_the_row_stride() {
        let memory: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        let mut screen = Screen::new();
        screen.0.fill(99);
        screen.blit(&SliceMemory(&memory), 0, -1, -1, 4, 3, 6).unwrap();
        assert_eq!(screen.0[..4], [5, 99, 7, 99], "row 1 of the source, 6 left out");
        assert_eq!(screen.0[WIDTH..][..4], [9, 10, 11, 99]);
        screen.blit(&SliceMemory(&memory), 0, 0, 0, 4, 1, 256).unwrap();
        assert_eq!(screen.0[..4], [0, 1, 2, 3], "a key above 255 skips nothing");
    }
}
