package wasm4

import "encoding/binary"

// Sizes of the console.
const (
	// Bytes of the memory: one WebAssembly page, which cannot grow.
	PageBytes = 65_536
	// Pixels per row, and rows.
	Size = 160
	// Bytes of the frame buffer: two bits a pixel, the leftmost lowest.
	FrameBytes = Size * Size / 4
)

// Addresses of the registers.
const (
	paletteAt     = 0x04
	drawColorsAt  = 0x14
	gamepadsAt    = 0x16
	mouseAt       = 0x1a
	systemFlagsAt = 0x1f
	frameAt       = 0xa0
)

// keepFrame is the system flag of a cartridge that clears the frame itself.
const keepFrame = 1

// Page is the memory that a cartridge imports.
type Page [PageBytes]byte

// The palette that a cartridge finds.
var firstPalette = [4]uint32{0xe0f8cf, 0x86c06c, 0x306850, 0x071821}

// Reset clears memory and gives the registers their first values. This belongs
// before instantiation, since data segments may overwrite any of it.
func (p *Page) Reset() {
	clear(p[:])
	for n, color := range firstPalette {
		binary.LittleEndian.PutUint32(p[paletteAt+4*n:], color)
	}
	binary.LittleEndian.PutUint16(p[drawColorsAt:], 0x1203)
	p.writeInput([4]uint8{})
}

// writeInput writes the gamepads, and a mouse that has never moved.
func (p *Page) writeInput(pads [4]uint8) {
	copy(p[gamepadsAt:], pads[:])
	copy(p[mouseAt:], []byte{0xff, 0x7f, 0xff, 0x7f, 0})
}

// BeginTick is what precedes update: the gamepads, and an empty frame buffer
// unless the cartridge asks to keep it.
func (p *Page) BeginTick(pads [4]uint8) {
	p.writeInput(pads)
	if p[systemFlagsAt]&keepFrame == 0 {
		clear(p.frame())
	}
}

// frame is the frame buffer: a view.
func (p *Page) frame() []byte { return p[frameAt : frameAt+FrameBytes] }

// AppendPalette appends the palette: four words, little-endian, 0x00RRGGBB.
func (p *Page) AppendPalette(to []byte) []byte {
	for n := range firstPalette {
		at := paletteAt + 4*n
		to = append(to, p[at], p[at+1], p[at+2], 0)
	}
	return to
}

// AppendFrame appends the frame buffer.
func (p *Page) AppendFrame(to []byte) []byte { return append(to, p.frame()...) }

// nibble is a nibble of DRAW_COLORS.
func (p *Page) nibble(index int) uint8 {
	return p[drawColorsAt+index/2] >> (4 * (index % 2)) & 15
}

// ink is a nibble of DRAW_COLORS as a colour of the palette; none where it is
// transparent. What is above 4 wraps.
func (p *Page) ink(index int) (color uint8, drawn bool) {
	nibble := p.nibble(index)
	return colorOf(nibble), nibble != 0
}

// colorOf is a nibble as a colour where it cannot be transparent: 0 gives 3.
func colorOf(nibble uint8) uint8 { return (nibble - 1) & 3 }

// byteAt is a byte of memory; those outside read as 0.
func (p *Page) byteAt(at int64) byte {
	if 0 <= at && at < PageBytes {
		return p[at]
	}
	return 0
}

// from is the memory from an unsigned address on, none behind its end.
func (p *Page) from(at int32) []byte { return p[min(uint32(at), PageBytes):] }

// span is so many bytes from there on, as far as they lie in memory; none for a
// negative length.
func (p *Page) span(at, length int32) []byte {
	from := p.from(at)
	return from[:min(int(max(length, 0)), len(from))]
}
