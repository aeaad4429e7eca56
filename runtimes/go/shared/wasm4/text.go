package wasm4

import (
	"encoding/binary"
	"math/bits"
)

// FontBytes is the size of a font.
const FontBytes = 224 * 8

// Font has the glyphs of the codes 32 to 255: eight rows from the top, the
// leftmost pixel in bit 7, 0 where there is ink.
type Font [FontBytes]byte

// Text is the import text.
func (c *Console) Text(page *Page, at, x, y int32) {
	c.write(page, at, PageBytes, 1, x, y)
}

// TextUtf8 is the import textUtf8.
func (c *Console) TextUtf8(page *Page, at, length, x, y int32) {
	c.write(page, at, length, 1, x, y)
}

// TextUtf16 is the import textUtf16.
func (c *Console) TextUtf16(page *Page, at, length, x, y int32) {
	c.write(page, at, length, 2, x, y)
}

// write writes units of one or two bytes as far as they lie in memory, each
// read when its turn comes: text may lie in the frame buffer.
func (c *Console) write(page *Page, at, length int32, unit int, x, y int32) {
	pen := pen{&c.font, int64(x), int64(x), int64(y)}
	for bytes := page.span(at, length); len(bytes) >= unit; bytes = bytes[unit:] {
		code := uint16(bytes[0])
		if unit == 2 {
			code = binary.LittleEndian.Uint16(bytes)
		}
		if !pen.write(page, code) {
			return
		}
	}
}

// pen is a place to write at.
type pen struct {
	font       *Font
	left, x, y int64
}

// write writes a character; false when nothing after it can be seen.
func (p *pen) write(page *Page, code uint16) bool {
	switch code {
	case 0:
		return false
	case '\n':
		p.x, p.y = p.left, p.y+8
		return p.y < Size
	}
	if glyph := 8 * (int(code) - ' '); 0 <= glyph && glyph < FontBytes {
		p.draw(page, p.font[glyph:glyph+8])
	}
	p.x += 8
	return true
}

func (p *pen) draw(page *Page, glyph []byte) {
	columns, rows := visible(p.x, p.x+8), visible(p.y, p.y+8)
	if columns.empty() || rows.empty() {
		return
	}
	inks := page.inks()
	for row := rows.start; row < rows.end; row++ {
		ink := uint32(bits.Reverse8(glyph[row-p.y]))
		for word := columns.start / wordPixels; word <= (columns.end-1)/wordPixels; word++ {
			start := max(columns.start, word*wordPixels)
			end := min(columns.end, (word+1)*wordPixels)
			colors, mask := inks.oneBit(ink >> (start - p.x))
			page.put(row, word, start, end, colors, mask)
		}
	}
}
