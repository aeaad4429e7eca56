// Package xxh32 is the hash of the chains of links.
package xxh32

import (
	"encoding/binary"
	"math/bits"
)

// Primes of XXH32, from its specification.
const (
	prime1 uint32 = 0x9E3779B1
	prime2 uint32 = 0x85EBCA77
	prime3 uint32 = 0xC2B2AE3D
	prime4 uint32 = 0x27D4EB2F
	prime5 uint32 = 0x165667B1
)

// Sum is XXH32 of the whole input.
func Sum(input []byte, seed uint32) uint32 {
	total := uint32(len(input))
	var hash uint32
	if len(input) >= 16 {
		lanes := [4]uint32{seed + prime1 + prime2, seed + prime2, seed, seed - prime1}
		for ; len(input) >= 16; input = input[16:] {
			for i := range lanes {
				lane := lanes[i] + binary.LittleEndian.Uint32(input[4*i:])*prime2
				lanes[i] = bits.RotateLeft32(lane, 13) * prime1
			}
		}
		hash = bits.RotateLeft32(lanes[0], 1) + bits.RotateLeft32(lanes[1], 7) +
			bits.RotateLeft32(lanes[2], 12) + bits.RotateLeft32(lanes[3], 18)
	} else {
		hash = seed + prime5
	}
	hash += total
	for ; len(input) >= 4; input = input[4:] {
		hash += binary.LittleEndian.Uint32(input) * prime3
		hash = bits.RotateLeft32(hash, 17) * prime4
	}
	for _, b := range input {
		hash += uint32(b) * prime5
		hash = bits.RotateLeft32(hash, 11) * prime1
	}
	hash = (hash ^ hash>>15) * prime2
	hash = (hash ^ hash>>13) * prime3
	return hash ^ hash>>16
}
