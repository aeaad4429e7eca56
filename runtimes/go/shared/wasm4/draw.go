package wasm4

// Rectangles, lines and ovals. Coordinates are 64 bits wide, so that no sum of
// arguments overflows; every loop is bounded by the screen, or by ovalSteps.

const (
	// OvalSide is the longest side of an oval that is drawn. Up to here the web
	// runtime's doubles are exact; its time grows with the sides, whatever of
	// them is seen.
	OvalSide = 65_535
	// Steps after which an oval is given up: no side above needs more.
	ovalSteps = 2 * OvalSide
)

// Rect is the import rect.
func (c *Console) Rect(page *Page, x, y, w, h int32) {
	left, top := int64(x), int64(y)
	right, bottom := left+int64(w), top+int64(h)
	columns, rows := visible(left, right), visible(top, bottom)
	if fill, drawn := page.ink(0); drawn {
		for row := rows.start; row < rows.end; row++ {
			page.fillRow(row, columns, fill)
		}
	}
	if outline, drawn := page.ink(1); drawn {
		page.fillColumn(left, rows, outline)
		page.fillColumn(right-1, rows, outline)
		page.fillRow(top, columns, outline)
		page.fillRow(bottom-1, columns, outline)
	}
}

// Hline is the import hline.
func (c *Console) Hline(page *Page, x, y, length int32) {
	if color, drawn := page.ink(0); drawn {
		page.fillRow(int64(y), visible(int64(x), int64(x)+int64(length)), color)
	}
}

// Vline is the import vline.
func (c *Console) Vline(page *Page, x, y, length int32) {
	if color, drawn := page.ink(0); drawn {
		page.fillColumn(int64(x), visible(int64(y), int64(y)+int64(length)), color)
	}
}

// Line is the import line.
//
// One axis is the major one, which every step follows; the error keeps to one
// period, so that after any number of steps the other coordinate has a closed
// form, and the line enters the screen at once.
func (c *Console) Line(page *Page, x1, y1, x2, y2 int32) {
	color, drawn := page.ink(0)
	if !drawn {
		return
	}
	x, y, endX, endY := int64(x1), int64(y1), int64(x2), int64(y2)
	if y > endY {
		x, y, endX, endY = endX, endY, x, y
	}
	dx, dy, sx := endX-x, endY-y, int64(1)
	if dx <= 0 {
		dx, sx = -dx, -1
	}
	flat := dx > dy
	steps, minor, from, sign := dy, dx, y, int64(1)
	if flat {
		steps, minor, from, sign = dx, dy, x, sx
	}
	// Steps after which the major coordinate is on screen, first and last.
	enter, leave := -from, Size-1-from
	if sign < 0 {
		enter, leave = from-(Size-1), from
	}
	enter, leave = max(enter, 0), min(leave, steps)
	if enter > leave {
		return
	}
	if steps == 0 {
		page.set(x, y, color)
		return
	}
	// Minor steps taken by then: the least that keeps the error in its period.
	// Below 2^64: both factors are below 2^32, and what is added is too.
	half, taken := steps/2, int64(0)
	if way := uint64(enter) * uint64(minor); way > uint64(half) {
		way -= uint64(half)
		taken = int64(way / uint64(steps))
		if way%uint64(steps) != 0 {
			taken++
		}
	}
	// Small although its terms are not: they wrap.
	drift := half - enter*minor + taken*steps
	if flat {
		x, y = x+sx*enter, y+taken
	} else {
		x, y = x+sx*taken, y+enter
	}
	for step := enter; step <= leave; step++ {
		page.set(x, y, color)
		drift -= minor
		turn := drift < 0
		if turn {
			drift += steps
		}
		if flat || turn {
			x += sx
		}
		if !flat || turn {
			y++
		}
	}
}

// Oval is the import oval; nothing where a side exceeds [OvalSide].
func (c *Console) Oval(page *Page, x, y, w, h int32) {
	width, height := int64(w), int64(h)
	nibble := page.nibble(1)
	if nibble == 15 || max(width, -width, height, -height) > OvalSide {
		return
	}
	// Never transparent: a slip of the original that cartridges rely on.
	outline := colorOf(nibble)
	fill, filled := page.ink(0)

	a, b := width-1, height-1
	odd := b % 2
	west, east := int64(x), int64(x)+width-1
	// A shift, since half of an odd negative height is rounded down.
	lower := int64(y) + height>>1
	upper := lower - odd
	a2, b2 := a*a, b*b
	p, q := 4*(1-a)*b2, 4*(odd+1)*a2
	drift := p + q + odd*a2
	freshRows := true
	for range ovalSteps {
		for _, row := range [2]int64{lower, upper} {
			page.set(east, row, outline)
			page.set(west, row, outline)
			// Later steps on these rows would fill less.
			if freshRows && filled {
				page.fillRow(row, visible(west+1, east), fill)
			}
		}
		doubled := 2 * drift
		freshRows = doubled <= q
		if freshRows {
			lower++
			upper--
			q += 8 * a2
			drift += q
		}
		if doubled >= p || doubled > q {
			west++
			east--
			p += 8 * b2
			drift += p
		}
		// The rows part for good.
		if west > east || lower >= Size && upper < 0 {
			break
		}
	}
	// What is left of a flat end: both columns, row by row outwards.
	rest := (height - (lower - upper) + 1) >> 1
	for _, column := range [2]int64{west - 1, east + 1} {
		page.fillColumn(column, visible(lower, lower+rest), outline)
		page.fillColumn(column, visible(upper-rest+1, upper+1), outline)
	}
}

// span is columns or rows that are on the screen.
type span struct{ start, end int64 }

func (s span) empty() bool { return s.start >= s.end }

// visible is the part of start .. end that is on the screen.
func visible(start, end int64) span {
	end = min(max(end, 0), Size)
	return span{min(max(start, 0), end), end}
}

func onScreen(at int64) bool { return 0 <= at && at < Size }

// set sets a pixel, if it is on the screen.
func (p *Page) set(x, y int64, color uint8) {
	if onScreen(x) && onScreen(y) {
		at, shift := frameAt+(y*Size+x)/4, 2*(x%4)
		p[at] = p[at]&^(3<<shift) | color<<shift
	}
}

// fillRow fills what of a row is on the screen.
func (p *Page) fillRow(row int64, columns span, color uint8) {
	if !onScreen(row) {
		return
	}
	for x := columns.start; x < columns.end; {
		if x%4 == 0 && columns.end-x >= 4 {
			p[frameAt+(row*Size+x)/4] = color * 0x55
			x += 4
			continue
		}
		p.set(x, row, color)
		x++
	}
}

// fillColumn fills what of a column is on the screen.
func (p *Page) fillColumn(column int64, rows span, color uint8) {
	for row := rows.start; row < rows.end; row++ {
		p.set(column, row, color)
	}
}
