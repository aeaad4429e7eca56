package shared

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Link is one link of the hash chain; the one before the first is zero.
type Link uint32

// String writes eight hexadecimal digits.
func (l Link) String() string { return fmt.Sprintf("%08x", uint32(l)) }

// Primes of XXH32, from its specification.
const (
	xxPrime1 uint32 = 0x9E3779B1
	xxPrime2 uint32 = 0x85EBCA77
	xxPrime3 uint32 = 0xC2B2AE3D
	xxPrime4 uint32 = 0x27D4EB2F
	xxPrime5 uint32 = 0x165667B1
)

// xxh32 is XXH32 of the whole input.
func xxh32(input []byte, seed uint32) uint32 {
	total := uint32(len(input))
	var hash uint32
	if len(input) >= 16 {
		lanes := [4]uint32{seed + xxPrime1 + xxPrime2, seed + xxPrime2, seed, seed - xxPrime1}
		for ; len(input) >= 16; input = input[16:] {
			for i := range lanes {
				lane := lanes[i] + binary.LittleEndian.Uint32(input[4*i:])*xxPrime2
				lanes[i] = bits.RotateLeft32(lane, 13) * xxPrime1
			}
		}
		hash = bits.RotateLeft32(lanes[0], 1) + bits.RotateLeft32(lanes[1], 7) +
			bits.RotateLeft32(lanes[2], 12) + bits.RotateLeft32(lanes[3], 18)
	} else {
		hash = seed + xxPrime5
	}
	hash += total
	for ; len(input) >= 4; input = input[4:] {
		hash += binary.LittleEndian.Uint32(input) * xxPrime3
		hash = bits.RotateLeft32(hash, 17) * xxPrime4
	}
	for _, b := range input {
		hash += uint32(b) * xxPrime5
		hash = bits.RotateLeft32(hash, 11) * xxPrime1
	}
	hash = (hash ^ hash>>15) * xxPrime2
	hash = (hash ^ hash>>13) * xxPrime3
	return hash ^ hash>>16
}

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
