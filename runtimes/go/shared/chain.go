package shared

import (
	"encoding/binary"
	"fmt"
)

// Link is one link of the hash chain; the one before the first is zero.
type Link uint32

// String writes eight hexadecimal digits.
func (l Link) String() string { return fmt.Sprintf("%08x", uint32(l)) }

// Basis and prime of FNV-1a with 32 bits (Fowler, Noll, Vo).
const (
	fnvBasis uint32 = 0x811C9DC5
	fnvPrime uint32 = 0x01000193
)

// events folds the tones and the log of one call as they come.
type events struct{ hash, count uint32 }

func newEvents() events { return events{hash: fnvBasis} }

func (e *events) tone(frequency, duration int32) {
	e.begin(0x01)
	e.word(uint32(frequency))
	e.word(uint32(duration))
}

func (e *events) log(text []byte) {
	e.begin(0x02)
	e.word(uint32(len(text)))
	e.fold(text)
}

func (e *events) begin(kind byte) {
	e.fold([]byte{kind})
	e.count++
}

func (e *events) word(value uint32) {
	e.fold(binary.LittleEndian.AppendUint32(nil, value))
}

func (e *events) fold(input []byte) {
	for _, b := range input {
		e.hash = (e.hash ^ uint32(b)) * fnvPrime
	}
}
