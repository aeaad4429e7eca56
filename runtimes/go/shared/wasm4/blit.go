package wasm4

// Flags of a sprite.
const (
	twoBits = 1 << iota
	flipX
	flipY
	rotate
)

// inks are the four draw colours.
type inks [4]struct {
	color uint8
	drawn bool
}

func (p *Page) inks() (all inks) {
	for n := range all {
		all[n].color, all[n].drawn = p.ink(n)
	}
	return all
}

// Blit is the import blit.
func (c *Console) Blit(page *Page, sprite, x, y, w, h, flags int32) {
	c.BlitSub(page, sprite, x, y, w, h, 0, 0, w, flags)
}

// BlitSub is the import blitSub.
//
// Pixel by pixel in the order of the screen, or of the sprite where it is
// rotated: a sprite in the frame buffer reads what was just drawn.
func (c *Console) BlitSub(page *Page, sprite, x, y, w, h, srcX, srcY, stride, flags int32) {
	turned := flags&rotate != 0
	mirrored, upended := (flags&flipX != 0) != turned, flags&flipY != 0
	// Columns and rows of the sprite run along these axes of the screen.
	along, across := int64(x), int64(y)
	if turned {
		along, across = across, along
	}
	columns, rows := visible(along, along+int64(w)), visible(across, across+int64(h))
	if columns.empty() || rows.empty() {
		return
	}
	inks := page.inks()
	// Bits of a pixel, and how its number becomes an address.
	bits, perByte := int64(1), int64(3)
	if flags&twoBits != 0 {
		bits, perByte = 2, 2
	}
	highest, mask := 8-bits, byte(1)<<bits-1
	for row := rows.start; row < rows.end; row++ {
		b := row - across
		if upended {
			b = int64(h) - 1 - b
		}
		a, step := columns.start-along, int64(1)
		if mirrored {
			a, step = int64(w)-1-a, -1
		}
		// Below 2^63: a factor is a sum of at most two numbers of 32 bits, the
		// other has 32 bits.
		pixel := (int64(srcY)+b)*int64(stride) + int64(srcX) + a
		for column := columns.start; column < columns.end; column++ {
			source := page.byteAt(int64(uint32(sprite)) + pixel>>perByte)
			place := pixel & (1<<perByte - 1) * bits
			if ink := inks[source>>(highest-place)&mask]; ink.drawn {
				if turned {
					page.set(row, column, ink.color)
				} else {
					page.set(column, row, ink.color)
				}
			}
			pixel += step
		}
	}
}
