package xxh32

import "testing"

// Vectors of the specification: a short input, one with a tail, none.
func TestSum(t *testing.T) {
	for input, due := range map[string]uint32{
		"": 0x02CC5D05, "a": 0x550D7456, "abc": 0x32D153FF,
		"Nobody inspects the spammish repetition": 0xE2293B2F,
	} {
		if seen := Sum([]byte(input), 0); seen != due {
			t.Errorf("%q: %08x where %08x is due", input, seen, due)
		}
	}
}
