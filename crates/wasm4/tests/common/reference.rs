//! The drawing functions again, from the words of the specification alone:
//! pixel by pixel, as slow as it likes.

use badge_wasm4::Font;

pub(crate) struct Reference<'a> {
    pub(crate) memory: Vec<u8>,
    pub(crate) font: &'a Font,
}

impl Reference<'_> {
    fn nibble(&self, number: usize) -> u32 {
        let colors = u32::from(self.memory[0x14]) | u32::from(self.memory[0x15]) << 8;
        colors >> (4 * (number - 1)) & 15
    }

    fn color(nibble: u32) -> u8 {
        ((nibble + 3) % 4) as u8
    }

    fn set(&mut self, x: i64, y: i64, color: u8) {
        if (0..160).contains(&x) && (0..160).contains(&y) {
            let pixel = (160 * y + x) as usize;
            let shift = 2 * (pixel % 4);
            let byte = &mut self.memory[0xa0 + pixel / 4];
            *byte = *byte & !(3 << shift) | color << shift;
        }
    }

    fn byte(&self, at: i64) -> u8 {
        usize::try_from(at).ok().and_then(|at| self.memory.get(at)).copied().unwrap_or(0)
    }

    pub(crate) fn call(&mut self, name: &str, args: &[i32]) {
        let a: Vec<i64> = args.iter().map(|&arg| i64::from(arg)).collect();
        match name {
            "blit" => {
                let at = i64::from(args[0] as u32);
                self.blit(None, at, [a[1], a[2], a[3], a[4], 0, 0, a[3], a[5]]);
            }
            "blitSub" => {
                let at = i64::from(args[0] as u32);
                self.blit(None, at, [a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]]);
            }
            "line" => self.line(a[0], a[1], a[2], a[3]),
            "hline" | "vline" => {
                if self.nibble(1) != 0 {
                    let color = Self::color(self.nibble(1));
                    for step in 0..a[2].max(0) {
                        let (dx, dy) = if name == "hline" { (step, 0) } else { (0, step) };
                        self.set(a[0] + dx, a[1] + dy, color);
                    }
                }
            }
            "rect" => self.rect(a[0], a[1], a[2], a[3]),
            "oval" => self.oval(a[0], a[1], a[2], a[3]),
            "text" => self.text(i64::from(args[0] as u32), i64::MAX, 1, a[1], a[2]),
            "textUtf8" => self.text(i64::from(args[0] as u32), a[1], 1, a[2], a[3]),
            "textUtf16" => self.text(i64::from(args[0] as u32), a[1] / 2, 2, a[2], a[3]),
            _ => panic!("draws nothing: {name}"),
        }
    }

    fn rect(&mut self, x: i64, y: i64, w: i64, h: i64) {
        let (x1, y1) = (x + w, y + h);
        let columns = 0.max(x)..0.max(x1.min(160));
        let rows = 0.max(y)..0.max(y1.min(160));
        if self.nibble(1) != 0 {
            for py in rows.clone() {
                for px in columns.clone() {
                    self.set(px, py, Self::color(self.nibble(1)));
                }
            }
        }
        if self.nibble(2) != 0 {
            let color = Self::color(self.nibble(2));
            for column in [x, x1 - 1] {
                for py in rows.clone() {
                    self.set(column, py, color);
                }
            }
            for row in [y, y1 - 1] {
                for px in columns.clone() {
                    self.set(px, row, color);
                }
            }
        }
    }

    fn line(&mut self, mut x1: i64, mut y1: i64, mut x2: i64, mut y2: i64) {
        if self.nibble(1) == 0 {
            return;
        }
        let color = Self::color(self.nibble(1));
        if y1 > y2 {
            (x1, y1, x2, y2) = (x2, y2, x1, y1);
        }
        let (dx, dy) = ((x2 - x1).abs(), y2 - y1);
        let sx = if x1 < x2 { 1 } else { -1 };
        let mut e = if dx > dy { dx / 2 } else { -dy / 2 };
        loop {
            self.set(x1, y1, color);
            if (x1, y1) == (x2, y2) {
                return;
            }
            let o = e;
            if o > -dx {
                e -= dy;
                x1 += sx;
            }
            if o < dy {
                e += dx;
                y1 += 1;
            }
        }
    }

    fn oval(&mut self, x: i64, y: i64, w: i64, h: i64) {
        if self.nibble(2) == 15 {
            return;
        }
        let outline = Self::color(self.nibble(2));
        let fill = Self::color(self.nibble(1));
        let (a, b) = (w - 1, h - 1);
        let r = b % 2;
        let (mut west, mut east) = (x, x + w - 1);
        let mut n = y + h.div_euclid(2);
        let mut s = n - r;
        let mut p = 4 * (1 - a) * b * b;
        let mut q = 4 * (r + 1) * a * a;
        let mut e = p + q + r * a * a;
        loop {
            for (px, py) in [(east, n), (west, n), (west, s), (east, s)] {
                self.set(px, py, outline);
            }
            if self.nibble(1) != 0 && east - west - 1 > 0 {
                for px in west + 1..east {
                    self.set(px, n, fill);
                    self.set(px, s, fill);
                }
            }
            let t = 2 * e;
            if t <= q {
                n += 1;
                s -= 1;
                q += 8 * a * a;
                e += q;
            }
            if t >= p || t > q {
                west += 1;
                east -= 1;
                p += 8 * b * b;
                e += p;
            }
            if west > east {
                break;
            }
        }
        while n - s < h {
            self.set(west - 1, n, outline);
            self.set(east + 1, n, outline);
            n += 1;
            self.set(west - 1, s, outline);
            self.set(east + 1, s, outline);
            s -= 1;
        }
    }

    /// Pixels of `glyph`, or of memory from `at`.
    fn blit(
        &mut self,
        glyph: Option<&[u8]>,
        at: i64,
        [x, y, w, h, sx, sy, stride, flags]: [i64; 8],
    ) {
        let bit = |number: i64| flags >> number & 1 != 0;
        let rotate = bit(3);
        for j in 0..h {
            for i in 0..w {
                let (px, py) = if rotate { (x + j, y + i) } else { (x + i, y + j) };
                if !(0..160).contains(&px) || !(0..160).contains(&py) {
                    continue;
                }
                let a = sx + if bit(1) != rotate { w - 1 - i } else { i };
                let b = sy + if bit(2) { h - 1 - j } else { j };
                let k = b * stride + a;
                let read = |place: i64| match glyph {
                    Some(glyph) => glyph[place as usize],
                    None => self.byte(at + place),
                };
                let value = if bit(0) {
                    read(k.div_euclid(4)) >> (6 - 2 * k.rem_euclid(4)) & 3
                } else {
                    read(k.div_euclid(8)) >> (7 - k.rem_euclid(8)) & 1
                };
                let nibble = self.nibble(usize::from(value) + 1);
                if nibble != 0 {
                    self.set(px, py, Self::color(nibble));
                }
            }
        }
    }

    fn text(&mut self, at: i64, units: i64, width: i64, left: i64, mut y: i64) {
        let mut x = left;
        for unit in 0..units {
            let from = at + unit * width;
            if from + width > self.memory.len() as i64 {
                return;
            }
            let code = match width {
                1 => usize::from(self.byte(from)),
                _ => usize::from(self.byte(from)) + 256 * usize::from(self.byte(from + 1)),
            };
            match code {
                0 => return,
                10 => (x, y) = (left, y + 8),
                _ => {
                    if (32..256).contains(&code) {
                        let font = self.font;
                        let glyph = &font[8 * (code - 32)..][..8];
                        self.blit(Some(glyph), 0, [x, y, 8, 8, 0, 0, 8, 0]);
                    }
                    x += 8;
                }
            }
        }
    }
}
