// Package wasm4 is the WASM-4 console without an engine: what a host of its
// cartridges owes them, to the bit. crates/wasm4 is its model.
//
// Every import takes the page, ends in bounded time whatever its arguments are,
// and never panics. What is an error in the console and is not the disk's draws
// nothing here, and bytes outside memory read as 0. Nothing sounds: of the tones
// only their hash is kept.
package wasm4

import (
	"encoding/binary"

	"pybadge-wasm/shared/xxh32"
)

// Console is the state behind the imports that does not lie in the page.
type Console struct {
	font  Font
	disk  []byte
	trace func([]byte)
	// Hash of every call of tone so far, each seeded by the one before.
	tones uint32
}

// New is a console with an empty disk. trace takes whole lines with their end;
// nil where nobody reads them.
func New(font Font, trace func([]byte)) *Console {
	return &Console{font: font, trace: trace}
}

// Tone is the import tone.
func (c *Console) Tone(frequency, duration, volume, flags int32) {
	var request []byte
	for _, parameter := range [4]int32{frequency, duration, volume, flags} {
		request = binary.LittleEndian.AppendUint32(request, uint32(parameter))
	}
	c.tones = xxh32.Sum(request, c.tones)
}

// Link is that of a tick in a chain of hashes, after the one before: frame
// buffer, palette and the tones that were asked for.
func (c *Console) Link(before uint32, page *Page) uint32 {
	shown := make([]byte, 0, FrameBytes+4*4+4)
	shown = page.AppendPalette(page.AppendFrame(shown))
	return xxh32.Sum(binary.LittleEndian.AppendUint32(shown, c.tones), before)
}
