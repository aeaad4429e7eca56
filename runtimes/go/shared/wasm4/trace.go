package wasm4

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// LineBytes are those after which a line is cut, because a format may name a
// long string again and again.
const LineBytes = 4096

// Trace is the import trace.
func (c *Console) Trace(page *Page, at int32) {
	c.line(func(line *line) { line.utf8(page.cString(at)) })
}

// TraceUtf8 is the import traceUtf8.
func (c *Console) TraceUtf8(page *Page, at, length int32) {
	c.line(func(line *line) { line.utf8(page.span(at, length)) })
}

// TraceUtf16 is the import traceUtf16.
func (c *Console) TraceUtf16(page *Page, at, length int32) {
	c.line(func(line *line) {
		var units []uint16
		for text := page.span(at, length); len(text) >= 2; text = text[2:] {
			units = append(units, binary.LittleEndian.Uint16(text))
		}
		for _, character := range utf16.Decode(units) {
			line.add(string(character))
		}
	})
}

// Tracef is the import tracef.
func (c *Console) Tracef(page *Page, format, arguments int32) {
	c.line(func(line *line) { line.format(page, page.cString(format), arguments) })
}

// line makes a line where anybody reads it.
func (c *Console) line(write func(*line)) {
	if c.trace != nil {
		var line line
		write(&line)
		c.trace(append(line.text, '\n'))
	}
}

// line is a line that takes no more once it is full.
type line struct {
	text []byte
	full bool
}

// add appends a piece, or of one that does not fit what does, in whole
// characters.
func (l *line) add(piece string) {
	if l.full {
		return
	}
	room := LineBytes - len(l.text)
	if len(piece) >= room {
		l.full = true
		for room < len(piece) && room > 0 && !utf8.RuneStart(piece[room]) {
			room--
		}
		piece = piece[:room]
	}
	l.text = append(l.text, piece...)
}

// utf8 appends text, with a replacement for each longest part of it that begins
// a character and is none.
func (l *line) utf8(text []byte) {
	for len(text) > 0 && !l.full {
		valid := 0
		for valid < len(text) {
			character, size := utf8.DecodeRune(text[valid:])
			if character == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		l.add(string(text[:valid]))
		if text = text[valid:]; len(text) > 0 {
			l.add(string(utf8.RuneError))
			text = text[broken(text):]
		}
	}
}

// broken is how many bytes of a text that begins with no character begin one.
func broken(text []byte) int {
	// Continuations that would make a character of it: there is one iff what
	// is there can begin one.
	for _, rest := range [][]byte{{0x80}, {0x80, 0x80}} {
		for length := 3; length > 1; length-- {
			if length <= len(text) && utf8.Valid(append(bytes.Clone(text[:length]), rest...)) {
				return length
			}
		}
	}
	return 1
}

// format appends a format with its arguments, which are read without alignment.
func (l *line) format(page *Page, format []byte, arguments int32) {
	at := int64(uint32(arguments))
	word := func() int32 {
		value := uint32(0)
		for n := range int64(4) {
			value |= uint32(page.byteAt(at+n)) << (8 * n)
		}
		at += 4
		return int32(value)
	}
	for !l.full {
		before, after, found := bytes.Cut(format, []byte{'%'})
		l.utf8(before)
		if !found {
			return
		}
		kind := byte(0)
		if format = after; len(after) > 0 {
			kind, format = after[0], after[1:]
		}
		switch kind {
		case 'c':
			// A surrogate becomes a replacement.
			l.add(string(rune(uint16(word()))))
		case 'd':
			l.add(strconv.Itoa(int(word())))
		case 'x':
			l.add(strconv.FormatInt(int64(word()), 16))
		case 's':
			l.utf8(page.cString(word()))
		case 'f':
			low := uint64(uint32(word()))
			l.add(float(math.Float64frombits(uint64(uint32(word()))<<32 | low)))
		case '%':
			l.add("%")
		default:
			l.add("%")
			format = after
		}
	}
}

// float writes the fewest digits that read back, never with an exponent.
func float(value float64) string {
	switch {
	case math.IsInf(value, 1):
		return "inf"
	case math.IsInf(value, -1):
		return "-inf"
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// cString is the bytes before a zero or the end of memory.
func (p *Page) cString(at int32) []byte {
	text, _, _ := bytes.Cut(p.from(at), []byte{0})
	return text
}
