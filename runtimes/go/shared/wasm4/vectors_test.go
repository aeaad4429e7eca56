package wasm4

import (
	"fmt"
	"hash/crc32"
	"os"
	"strconv"
	"strings"
	"testing"
)

// What the console's own web runtime drew; the head of the file tells its form.
const vectors = "../../../../crates/wasm4/tests/vectors.txt"

// officialFont is the console's own from the file that WASM4_FONT names.
func officialFont(t *testing.T) (font Font, known bool) {
	path := os.Getenv("WASM4_FONT")
	if path == "" {
		return font, false
	}
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if crc32.ChecksumIEEE(bytes) != 0x7366_223d {
		t.Fatal("WASM4_FONT names another file")
	}
	copy(font[:], bytes)
	return font, true
}

// draw calls an import by its name in the vectors.
func draw(t *testing.T, c *Console, p *Page, name string, a []int32) {
	switch name {
	case "blit":
		c.Blit(p, a[0], a[1], a[2], a[3], a[4], a[5])
	case "blitSub":
		c.BlitSub(p, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8])
	case "line":
		c.Line(p, a[0], a[1], a[2], a[3])
	case "hline":
		c.Hline(p, a[0], a[1], a[2])
	case "vline":
		c.Vline(p, a[0], a[1], a[2])
	case "oval":
		c.Oval(p, a[0], a[1], a[2], a[3])
	case "rect":
		c.Rect(p, a[0], a[1], a[2], a[3])
	case "text":
		c.Text(p, a[0], a[1], a[2])
	case "textUtf8":
		c.TextUtf8(p, a[0], a[1], a[2], a[3])
	case "textUtf16":
		c.TextUtf16(p, a[0], a[1], a[2], a[3])
	default:
		t.Fatalf("no import %s", name)
	}
}

// step runs a call of the vectors, or writes to memory.
func step(t *testing.T, c *Console, p *Page, words []string) {
	hex := func(word string) uint64 {
		number, err := strconv.ParseUint(word, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	switch words[0] {
	case "dc":
		colors := hex(words[1])
		p[drawColorsAt], p[drawColorsAt+1] = byte(colors), byte(colors>>8)
		return
	case "poke":
		for n := 0; n < len(words[2]); n += 2 {
			p[hex(words[1])+uint64(n/2)] = byte(hex(words[2][n : n+2]))
		}
		return
	}
	var arguments []int32
	addressed := strings.HasPrefix(words[0], "blit") || strings.HasPrefix(words[0], "text")
	for n, word := range words[1:] {
		if n == 0 && addressed {
			arguments = append(arguments, int32(hex(word)))
			continue
		}
		number, err := strconv.ParseInt(word, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, int32(number))
	}
	draw(t, c, p, words[0], arguments)
}

func TestWhatTheWebRuntimeDrewIsDrawn(t *testing.T) {
	text, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	font, known := officialFont(t)
	compared, skipped := 0, 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimRight(line, "\n"), "|")
		if len(fields) != 4 {
			t.Fatalf("four fields: %s", line)
		}
		for n := range fields {
			fields[n] = strings.TrimSpace(fields[n])
		}
		name, crc, counts, calls := fields[0], fields[1], fields[2], fields[3]
		console, page := New(font, nil), new(Page)
		page.Reset()
		for call := range strings.SplitSeq(calls, "; ") {
			if call != "" {
				step(t, console, page, strings.Fields(call))
			}
		}
		if strings.Contains(calls, "text") && !known {
			skipped++
			continue
		}
		var seen [4]int
		for _, four := range page.frame() {
			for shift := 0; shift < 8; shift += 2 {
				seen[four>>shift&3]++
			}
		}
		if counted := strings.Trim(fmt.Sprint(seen), "[]"); counted != counts {
			t.Errorf("%s: %s pixels where %s are due", name, counted, counts)
		}
		if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(page.frame())); sum != crc {
			t.Errorf("%s: CRC-32 %s where %s is due", name, sum, crc)
		}
		compared++
	}
	due := 0
	if !known {
		due = 10
		t.Logf("%d skipped: they need the console's font, which WASM4_FONT does not name", skipped)
	}
	if compared+skipped != 56 || skipped != due {
		t.Errorf("%d vectors compared, %d skipped", compared, skipped)
	}
}
