package wasm4

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
)

func newPage() *Page {
	page := new(Page)
	page.Reset()
	return page
}

func check[T comparable](t *testing.T, what string, seen, due T) {
	t.Helper()
	if seen != due {
		t.Errorf("%s: %v where %v is due", what, seen, due)
	}
}

func TestAFreshPageHasTheFirstValuesAndNothingElse(t *testing.T) {
	page := newPage()
	palette := "\xcf\xf8\xe0\x00\x6c\xc0\x86\x00\x50\x68\x30\x00\x21\x18\x07\x00"
	check(t, "palette", string(page.AppendPalette(nil)), palette)
	check(t, "registers", string(page[0x14:0x20]), "\x03\x12\x00\x00\x00\x00\xff\x7f\xff\x7f\x00\x00")
	for at, value := range page {
		if (at < 4 || at >= 0x20) && value != 0 {
			t.Errorf("%d at %#x", value, at)
		}
	}
	check(t, "frame", len(page.AppendFrame(nil)), 6400)
}

func TestATickBeginsWithInputAndAnEmptyFrameUnlessItIsKept(t *testing.T) {
	page := newPage()
	page[frameAt], page[mouseAt] = 1, 9
	page.BeginTick([4]uint8{0x81, 2, 3, 4})
	check(t, "pads", string(page[gamepadsAt:mouseAt]), "\x81\x02\x03\x04")
	check(t, "mouse", string(page[mouseAt:systemFlagsAt]), "\xff\x7f\xff\x7f\x00")
	check(t, "cleared", page[frameAt], 0)
	page[frameAt], page[systemFlagsAt] = 1, 0xfe
	page.BeginTick([4]uint8{})
	check(t, "cleared", page[frameAt], 0)
	page[frameAt], page[systemFlagsAt] = 1, 0xff
	page.BeginTick([4]uint8{})
	check(t, "kept", page[frameAt], 1)
	check(t, "flags", page[systemFlagsAt], 0xff)
}

func TestTheDiskReplacesCutsAndRefuses(t *testing.T) {
	console, page := New(Font{}, nil), newPage()
	count := func(call func(*Page, int32, int32) (int32, error), at, size, due int32) {
		t.Helper()
		seen, err := call(page, at, size)
		if err != nil {
			t.Error(err)
		}
		check(t, "count", seen, due)
	}
	copy(page[0x1000:], "old")
	count(console.Diskw, 0x1000, 3, 3)
	count(console.Diskr, 0x2000, 100, 3)
	check(t, "read", string(page[0x2000:0x2004]), "old\x00")
	count(console.Diskr, 0x3000, 2, 2)
	check(t, "cut", string(page[0x3000:0x3003]), "ol\x00")
	count(console.Diskw, 0x2001, 1, 1)
	check(t, "replaced", string(console.disk), "l")
	count(console.Diskw, 0, math.MaxInt32, 1024)
	check(t, "first bytes", string(console.disk), string(page[:1024]))
	// Nothing lies at the end, and a large size asks for what is stored alone.
	count(console.Diskw, PageBytes, 0, 0)
	count(console.Diskr, PageBytes, math.MaxInt32, 0)
	count(console.Diskw, 0, 1024, 1024)
	for _, c := range []struct {
		at, size int32
		due      error
	}{{0, -1, ErrNegativeSize}, {65_535, 2, ErrOutsideMemory}, {-1, 1, ErrOutsideMemory}, {PageBytes + 1, 1, ErrOutsideMemory}} {
		for _, call := range []func(*Page, int32, int32) (int32, error){console.Diskr, console.Diskw} {
			if _, err := call(page, c.at, c.size); !errors.Is(err, c.due) {
				t.Errorf("%d, %d: %v", c.at, c.size, err)
			}
		}
	}
	check(t, "kept", len(console.disk), 1024)
}

func traced(write func(*Console, *Page)) string {
	var all bytes.Buffer
	write(New(Font{}, func(line []byte) { all.Write(line) }), newPage())
	return all.String()
}

func TestTracesAreDecodedAndEndALine(t *testing.T) {
	check(t, "lines", traced(func(c *Console, p *Page) {
		copy(p[0x2000:], "h\xc3\xa9\xff!\x00no")
		c.Trace(p, 0x2000)
		c.TraceUtf8(p, 0x2000, 3)
		c.TraceUtf8(p, 0x2000, -1)
		copy(p[0x2000:], "\x3d\xd8\x00\xde\x41\x00\x00\xd8\x42")
		c.TraceUtf16(p, 0x2000, 9)
		c.Trace(p, -1)
	}), "hé\ufffd!\nhé\n\n\U0001f600A\ufffd\n\n")
}

// Each longest beginning of a character has one replacement, each other byte
// its own.
func TestBrokenTextIsReplacedByParts(t *testing.T) {
	for text, due := range map[string]string{
		"\xe2\x82a": "\ufffda", "\xf0\x9f\x98": "\ufffd", "\xf0\x9f": "\ufffd", "\xe2": "\ufffd",
		"\xe0\x80": "\ufffd\ufffd", "\xed\xa0\x80": "\ufffd\ufffd\ufffd", "\xf4\x90\x80": "\ufffd\ufffd\ufffd",
		"\x80\xc3": "\ufffd\ufffd", "\xc0\xaf": "\ufffd\ufffd", "\xf5": "\ufffd", "\xef\xbf\xbd": "\ufffd",
		"\xf0\x9f\xf0\x9f\x98\x80": "\ufffd\U0001f600", "\xe2\x82\xe2\x82\xac": "\ufffd€",
	} {
		check(t, text, traced(func(c *Console, p *Page) {
			copy(p[0x2000:], text)
			c.TraceUtf8(p, 0x2000, int32(len(text)))
		}), due+"\n")
	}
}

func TestFormatsReadTheirArgumentsWithoutAlignment(t *testing.T) {
	format := func(text string, words ...uint32) string {
		return traced(func(c *Console, p *Page) {
			copy(p[0x2000:], text)
			copy(p[0x3000:], "str")
			var arguments []byte
			for _, word := range words {
				arguments = binary.LittleEndian.AppendUint32(arguments, word)
			}
			copy(p[0x4001:], arguments)
			c.Tracef(p, 0x2000, 0x4001)
		})
	}
	minus := func(number int32) uint32 { return uint32(-number) }
	half := math.Float64bits(1.5)
	check(t, "all", format("%d %x %c|%s|%f %% %q %", minus(7), minus(255), 0x41, 0x3000, uint32(half), uint32(half>>32)),
		"-7 -ff A|str|1.5 % %q %\n")
	check(t, "wide", format("%c%c%x", 0x1_0042, 0xd800, 1<<31), "B\ufffd-80000000\n")
	for number, due := range map[float64]string{
		1: "1", 1e21: "1" + strings.Repeat("0", 21), 1e-7: "0.0000001",
		math.Inf(1): "inf", math.Inf(-1): "-inf", math.Copysign(0, -1): "-0",
	} {
		bits := math.Float64bits(number)
		check(t, due, format("%f", uint32(bits), uint32(bits>>32)), due+"\n")
	}
	check(t, "no number", format("%f", 1, 0xfff8_0000), "NaN\n")
	check(t, "outside memory", traced(func(c *Console, p *Page) {
		copy(p[0x2000:], "%d,%d")
		p[PageBytes-2] = 3
		c.Tracef(p, 0x2000, PageBytes-2)
	}), "3,0\n")
}

func TestALineWithoutEndIsCut(t *testing.T) {
	for text, due := range map[string]int{"a": LineBytes, "€": LineBytes / 3 * 3} {
		line := traced(func(c *Console, p *Page) {
			copy(p[:], strings.Repeat(text, PageBytes/len(text)))
			c.Trace(p, 0)
		})
		check(t, text, len(line), due+1)
	}
	// A piece that does not fit ends the line, whatever follows it.
	line := traced(func(c *Console, p *Page) {
		copy(p[0x2000:], strings.Repeat("a", LineBytes-1)+"%cb")
		p[0x100], p[0x101] = 0xac, 0x20
		c.Tracef(p, 0x2000, 0x100)
	})
	check(t, "a full line", len(line), LineBytes)
}

// What is asked for here would take years pixel by pixel.
func TestEveryCallEndsInBoundedTime(t *testing.T) {
	const low, high = math.MinInt32, math.MaxInt32
	console := New(Font{}, nil)
	calls := map[string]int{"blit": 6, "blitSub": 9, "line": 4, "hline": 3, "vline": 3, "oval": 4, "rect": 4, "text": 3, "textUtf8": 4, "textUtf16": 4}
	for name, params := range calls {
		page := newPage()
		for mask := range 1 << params {
			arguments := make([]int32, params)
			for n := range arguments {
				arguments[n] = low
				if mask>>n&1 != 0 {
					arguments[n] = high
				}
			}
			draw(t, console, page, name, arguments)
		}
	}
	page := newPage()
	console.Line(page, low, low, high, high)
	for at := range int64(Size) {
		check(t, "diagonal", page[frameAt+at*Size/4+at/4]>>(2*(at%4))&3, 2)
	}
}

func TestToneAndPictureMakeALink(t *testing.T) {
	console, page := New(Font{}, nil), newPage()
	first := console.Link(0, page)
	// That of a cartridge without exports, by the runners in Rust.
	check(t, "fresh", first, 0x7bd2eb45)
	console.Tone(0, 0, 0, 0)
	if console.Link(0, page) == first {
		t.Error("a tone leaves no trace")
	}
}
