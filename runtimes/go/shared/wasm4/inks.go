package wasm4

import "encoding/binary"

const (
	// Pixels that a word of the frame buffer holds.
	wordPixels = 16
	// The lower bit of each of them.
	lowBits uint32 = 0x5555_5555
)

// inks are the four draw colours, ready to be multiplied with bits of lowBits.
type inks struct {
	colors [4]uint32
	// 3 where the colour is not transparent.
	masks [4]uint32
}

func (p *Page) inks() (all inks) {
	for n := range all.colors {
		if color, drawn := p.ink(n); drawn {
			all.colors[n], all.masks[n] = uint32(color), 3
		}
	}
	return all
}

// oneBit has colours and mask of sixteen pixels of one bit, the leftmost lowest.
func (i *inks) oneBit(pixels uint32) (colors, mask uint32) {
	ones := pixels & 0xffff
	ones = (ones | ones<<8) & 0x00ff_00ff
	ones = (ones | ones<<4) & 0x0f0f_0f0f
	ones = (ones | ones<<2) & 0x3333_3333
	ones = (ones | ones<<1) & lowBits
	zeros := lowBits ^ ones
	return zeros*i.colors[0] | ones*i.colors[1], zeros*i.masks[0] | ones*i.masks[1]
}

// twoBits has colours and mask of sixteen pixels of two bits, the leftmost
// lowest.
func (i *inks) twoBits(pixels uint32) (colors, mask uint32) {
	low, high := pixels&lowBits, pixels>>1&lowBits
	for value, set := range [4]uint32{lowBits &^ (low | high), low &^ high, high &^ low, low & high} {
		colors |= set * i.colors[value]
		mask |= set * i.masks[value]
	}
	return colors, mask
}

// put draws pixels from column start to before end, which lie in one word of
// that row: the first is lowest, and the mask has 3 where there is one.
func (p *Page) put(row, word, start, end int64, colors, mask uint32) {
	shift, behind := 2*(start-word*wordPixels), 2*(end-word*wordPixels)
	colors, mask = colors<<shift, mask<<shift&(^uint32(0)>>(32-behind))
	four := p[frameAt+(row*Size+word*wordPixels)/4:][:4]
	old := binary.LittleEndian.Uint32(four)
	binary.LittleEndian.PutUint32(four, old&^mask|colors&mask)
}
