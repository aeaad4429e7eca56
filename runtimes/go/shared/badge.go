package shared

import (
	"encoding/binary"

	"pybadge-wasm/shared/xxh32"
)

// LEDs is the number of NeoPixels.
const LEDs = 5

// Badge is the state behind the imports. A method per import has its name, its
// parameters and its result; blit and log take the guest's memory as it is at
// the time of the call.
type Badge struct {
	screen           Screen
	leds             [LEDs]uint32
	mask             uint8
	time             uint32
	state            uint32
	events           events
	nondeterministic bool
	// Whether a call refused its arguments, which ends the guest's call.
	refused bool
	clock   func() uint32
	echo    func([]byte)
}

// NewBadge has a black screen and dark LEDs. clock answers clock_ms.
func NewBadge(seed uint32, clock func() uint32) *Badge {
	return &Badge{state: seed, clock: clock, events: newEvents()}
}

// EnterStart sets what the guest sees during start.
func (b *Badge) EnterStart() { b.mask, b.time = 0, 0 }

// EnterUpdate sets what the guest sees during that update: 30 frames are a
// second of its clock.
func (b *Badge) EnterUpdate(index uint32, mask uint8) {
	b.mask, b.time = mask, uint32(uint64(index)*1000/30)
}

// Link ends a call: the link that follows previous, whereupon the events of the
// call are forgotten.
func (b *Badge) Link(previous Link) Link {
	digest := binary.LittleEndian.AppendUint32(b.picture(), b.events.hash)
	digest = binary.LittleEndian.AppendUint32(digest, b.events.count)
	b.events = newEvents()
	return Link(xxh32.Sum(digest, uint32(previous)))
}

// picture is the screen, then the LEDs.
func (b *Badge) picture() []byte {
	bytes := make([]byte, 0, ScreenBytes+4*LEDs+8)
	bytes = append(bytes, b.screen[:]...)
	for _, led := range b.leds {
		bytes = binary.LittleEndian.AppendUint32(bytes, led)
	}
	return bytes
}

// Rect is the import rect.
func (b *Badge) Rect(x, y, w, h, color int32) { b.screen.Rect(x, y, w, h, byte(color)) }

// Blit is the import blit; at is an unsigned address.
func (b *Badge) Blit(memory []byte, at, x, y, w, h, key int32) error {
	err := b.screen.Blit(memory, uint32(at), x, y, w, h, key)
	b.refused = b.refused || err != nil
	return err
}

// Buttons is the import buttons.
func (b *Badge) Buttons() int32 { return int32(b.mask) }

// Millis is the import millis.
func (b *Badge) Millis() int32 { return int32(b.time) }

// Random is the import random: xorshift32 (Marsaglia, 2003, triple 13, 17, 5).
func (b *Badge) Random() int32 {
	b.state ^= b.state << 13
	b.state ^= b.state >> 17
	b.state ^= b.state << 5
	return int32(b.state)
}

// Led is the import led.
func (b *Badge) Led(index, rgb int32) {
	if 0 <= index && index < LEDs {
		b.leds[index] = uint32(rgb) & 0x00FFFFFF
	}
}

// Tone is the import tone: recorded as given, since a host has no speaker.
func (b *Badge) Tone(frequency, duration int32) { b.events.tone(frequency, duration) }

// Log is the import log; address and length are unsigned. It records nothing
// and returns [ErrHost] when the text does not lie inside memory.
func (b *Badge) Log(memory []byte, at, length int32) error {
	var text []byte
	if length != 0 {
		end := uint64(uint32(at)) + uint64(uint32(length))
		if end > uint64(len(memory)) {
			b.refused = true
			return ErrHost
		}
		text = memory[uint32(at):end]
	}
	b.events.log(text)
	if b.echo != nil {
		b.echo(append(append([]byte{}, text...), '\n'))
	}
	return nil
}

// ClockMs is the import clock_ms: real time since the run began, which marks
// the run as nondeterministic.
func (b *Badge) ClockMs() int32 {
	b.nondeterministic = true
	return int32(b.clock())
}
