package wasm4

import (
	"encoding/binary"
	"math/bits"
)

// Sprites: sixteen pixels at a time, as bits of a word of the frame buffer.

// Flags of a sprite.
const (
	twoBits = 1 << iota
	flipX
	flipY
	rotate
)

// Blit is the import blit.
func (c *Console) Blit(page *Page, sprite, x, y, w, h, flags int32) {
	c.BlitSub(page, sprite, x, y, w, h, 0, 0, w, flags)
}

// BlitSub is the import blitSub.
func (c *Console) BlitSub(page *Page, sprite, x, y, w, h, srcX, srcY, stride, flags int32) {
	s := newSprite(sprite, x, y, w, h, srcX, srcY, stride, flags)
	if s.columns.empty() || s.rows.empty() {
		return
	}
	inks, slow := page.inks(), s.rotated || s.meetsFrame()
	for row := s.rows.start; row < s.rows.end; row++ {
		if slow {
			s.byPixels(page, &inks, row)
		} else {
			s.byWords(page, &inks, row)
		}
	}
}

// sprite is where pixels lie and where they go.
type sprite struct {
	at, stride       int64
	left, top        int64
	width, height    int64
	twoBits, rotated bool
	flipX, flipY     bool
	// The screen's axes along which columns and rows of the sprite run begin
	// here, and this much of them is seen.
	along, across int64
	columns, rows span
}

func newSprite(at, x, y, w, h, srcX, srcY, stride, flags int32) (s sprite) {
	rotated := flags&rotate != 0
	s = sprite{
		at: int64(uint32(at)), stride: int64(stride), left: int64(srcX), top: int64(srcY),
		width: int64(w), height: int64(h), twoBits: flags&twoBits != 0, rotated: rotated,
		flipX: (flags&flipX != 0) != rotated, flipY: flags&flipY != 0,
		along: int64(x), across: int64(y),
	}
	if rotated {
		s.along, s.across = s.across, s.along
	}
	s.columns = visible(s.along, s.along+s.width)
	s.rows = visible(s.across, s.across+s.height)
	return s
}

// column is the sprite's of one of the screen.
func (s *sprite) column(column int64) int64 {
	if column -= s.along; s.flipX {
		column = s.width - 1 - column
	}
	return s.left + column
}

// row is the sprite's of one of the screen.
func (s *sprite) row(row int64) int64 {
	if row -= s.across; s.flipY {
		row = s.height - 1 - row
	}
	return s.top + row
}

// place is byte and bit of a pixel: below 2^63, as every factor is a sum of at
// most two numbers of 32 bits, and the product's other factor has 32 bits.
func (s *sprite) place(column, row int64) (at int64, bit uint) {
	pixel := row*s.stride + column
	if s.twoBits {
		return s.at + pixel>>2, 2 * uint(pixel&3)
	}
	return s.at + pixel>>3, uint(pixel & 7)
}

// bits are those from a pixel on, the first in bit 31.
func (s *sprite) bits(page *Page, column, row int64) uint32 {
	at, bit := s.place(column, row)
	if 0 <= at && at <= PageBytes-5 {
		return binary.BigEndian.Uint32(page[at:])<<bit | uint32(page[at+4])>>(8-bit)
	}
	all := uint64(0)
	for n := range int64(5) {
		all = all<<8 | uint64(page.byteAt(at+n))
	}
	return uint32(all >> (8 - bit))
}

// meetsFrame says whether any byte that is read may lie in the frame buffer.
func (s *sprite) meetsFrame() bool {
	left, right := s.column(s.columns.start), s.column(s.columns.end-1)
	above, below := s.row(s.rows.start), s.row(s.rows.end-1)
	left, right = min(left, right), max(left, right)
	above, below = min(above, below), max(above, below)
	if s.stride < 0 {
		above, below = below, above
	}
	first, _ := s.place(left, above)
	last, _ := s.place(right, below)
	return last >= frameAt && first < frameAt+FrameBytes
}

// byPixels draws a row pixel by pixel: where it is rotated, and where it lies in
// the frame buffer, so that it reads what was just drawn.
func (s *sprite) byPixels(page *Page, inks *inks, row int64) {
	shift := 31
	if s.twoBits {
		shift = 30
	}
	b := s.row(row)
	for column := s.columns.start; column < s.columns.end; column++ {
		value := s.bits(page, s.column(column), b) >> shift
		x, y := column, row
		if s.rotated {
			x, y = row, column
		}
		if inks.masks[value] != 0 {
			page.set(x, y, uint8(inks.colors[value]))
		}
	}
}

// byWords draws a row of a sprite that is not rotated.
func (s *sprite) byWords(page *Page, inks *inks, row int64) {
	b := s.row(row)
	for word := s.columns.start / wordPixels; word <= (s.columns.end-1)/wordPixels; word++ {
		start := max(s.columns.start, word*wordPixels)
		end := min(s.columns.end, (word+1)*wordPixels)
		// Flipped, the last pixel of the word is the first of the source.
		from := start
		if s.flipX {
			from = end - 1
		}
		pixels := s.bits(page, s.column(from), b)
		var colors, mask uint32
		switch {
		case s.twoBits && s.flipX:
			colors, mask = inks.twoBits(pixels >> (32 - 2*(end-start)))
		case s.twoBits:
			pixels = bits.Reverse32(pixels)
			colors, mask = inks.twoBits(pixels>>1&lowBits | pixels&lowBits<<1)
		case s.flipX:
			colors, mask = inks.oneBit(pixels >> (32 - (end - start)))
		default:
			colors, mask = inks.oneBit(bits.Reverse32(pixels))
		}
		page.put(row, word, start, end, colors, mask)
	}
}
