package wasm4

import (
	"math/rand/v2"
	"testing"
)

// slowBlit is blitSub in the words of its definition: pixel by pixel in the
// order of the sprite, whatever of it is seen.
func slowBlit(p *Page, at, x, y, w, h, srcX, srcY, stride, flags int32) {
	for row := range h {
		for column := range w {
			tx, ty := column, row
			if flags&rotate != 0 {
				tx, ty = row, column
			}
			sx, sy := column, row
			if (flags&flipX != 0) != (flags&rotate != 0) {
				sx = w - 1 - column
			}
			if flags&flipY != 0 {
				sy = h - 1 - row
			}
			pixel := (int64(srcY)+int64(sy))*int64(stride) + int64(srcX) + int64(sx)
			value := p.byteAt(int64(uint32(at))+pixel>>3) >> (7 - pixel&7) & 1
			if flags&twoBits != 0 {
				value = p.byteAt(int64(uint32(at))+pixel>>2) >> (6 - 2*(pixel&3)) & 3
			}
			if color, drawn := p.ink(int(value)); drawn {
				p.set(int64(x+tx), int64(y+ty), color)
			}
		}
	}
}

func TestSpritesAreThoseOfTheirDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	between := func(from, to int32) int32 { return from + random.Int32N(to-from) }
	console, page := New(Font{}, nil), newPage()
	for n := range page[systemFlagsAt+1:] {
		page[systemFlagsAt+1+n] = byte(random.Uint32())
	}
	// Where a sprite lies: anywhere, in the frame buffer, and about its ends and
	// those of memory.
	places := [][2]int32{{0, PageBytes}, {frameAt, frameAt + FrameBytes}, {0, 2 * frameAt},
		{FrameBytes, FrameBytes + 2*frameAt}, {PageBytes - 64, PageBytes + 8}, {-64, 0}}
	for n := range 20_000 {
		page[drawColorsAt], page[drawColorsAt+1] = byte(random.Uint32()), byte(random.Uint32())
		place := places[n%len(places)]
		at := between(place[0], place[1])
		x, y, w, h := between(-30, 170), between(-30, 170), between(0, 50), between(0, 50)
		srcX, srcY, stride, flags := between(-20, 40), between(-20, 40), between(-60, 60), between(0, 16)
		due := *page
		slowBlit(&due, at, x, y, w, h, srcX, srcY, stride, flags)
		console.BlitSub(page, at, x, y, w, h, srcX, srcY, stride, flags)
		if *page != due {
			t.Fatalf("number %d: blitSub %x %d %d %d %d %d %d %d %d", n, at, x, y, w, h, srcX, srcY, stride, flags)
		}
	}
}
