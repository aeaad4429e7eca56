package shared

import (
	"pybadge-wasm/shared/wasm4"
)

// Console is the console of a cartridge with the memory that it shares.
type Console struct {
	*wasm4.Console
	memory  func() []byte
	refused bool
}

// Memory is the console's one page.
func (c *Console) Memory() *ImportedMemory {
	return &ImportedMemory{1, func(memory []byte) { (*wasm4.Page)(memory).Reset() }}
}

// Refused says whether a call refused its arguments.
func (c *Console) Refused() bool { return c.refused }

// page is the memory that the cartridge was linked with.
func (c *Console) page() (*wasm4.Page, error) {
	if memory := c.memory(); len(memory) == wasm4.PageBytes {
		return (*wasm4.Page)(memory), nil
	}
	return nil, Refusal(Unsupported, "this engine lends no memory of a host")
}

// Imports are the console's functions without types.
func (c *Console) Imports(memory func() []byte) []Import {
	c.memory = memory
	room, a := make([]uint64, MaxParams), make([]int32, MaxParams)
	function := func(name string, params, results int, call func(page *wasm4.Page) (int32, error)) Import {
		return Import{name, params, results, func(words []uint64) error {
			page, err := c.page()
			if err != nil {
				return c.refuse()
			}
			for n := range params {
				a[n] = int32(words[n])
			}
			result, err := call(page)
			if err != nil {
				return c.refuse()
			}
			if results > 0 {
				words[0] = uint64(uint32(result))
			}
			return nil
		}, room}
	}
	plain := func(name string, params int, call func(page *wasm4.Page)) Import {
		return function(name, params, 0, func(page *wasm4.Page) (int32, error) {
			call(page)
			return 0, nil
		})
	}
	type page = *wasm4.Page
	return []Import{
		plain("blit", 6, func(p page) { c.Blit(p, a[0], a[1], a[2], a[3], a[4], a[5]) }),
		plain("blitSub", 9, func(p page) {
			c.BlitSub(p, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8])
		}),
		plain("line", 4, func(p page) { c.Line(p, a[0], a[1], a[2], a[3]) }),
		plain("hline", 3, func(p page) { c.Hline(p, a[0], a[1], a[2]) }),
		plain("vline", 3, func(p page) { c.Vline(p, a[0], a[1], a[2]) }),
		plain("oval", 4, func(p page) { c.Oval(p, a[0], a[1], a[2], a[3]) }),
		plain("rect", 4, func(p page) { c.Rect(p, a[0], a[1], a[2], a[3]) }),
		plain("text", 3, func(p page) { c.Text(p, a[0], a[1], a[2]) }),
		plain("textUtf8", 4, func(p page) { c.TextUtf8(p, a[0], a[1], a[2], a[3]) }),
		plain("textUtf16", 4, func(p page) { c.TextUtf16(p, a[0], a[1], a[2], a[3]) }),
		plain("tone", 4, func(page) { c.Tone(a[0], a[1], a[2], a[3]) }),
		function("diskr", 2, 1, func(p page) (int32, error) { return c.Diskr(p, a[0], a[1]) }),
		function("diskw", 2, 1, func(p page) (int32, error) { return c.Diskw(p, a[0], a[1]) }),
		plain("trace", 1, func(p page) { c.Trace(p, a[0]) }),
		plain("traceUtf8", 2, func(p page) { c.TraceUtf8(p, a[0], a[1]) }),
		plain("traceUtf16", 2, func(p page) { c.TraceUtf16(p, a[0], a[1]) }),
		plain("tracef", 2, func(p page) { c.Tracef(p, a[0], a[1]) }),
	}
}

func (c *Console) refuse() error {
	c.refused = true
	return ErrHost
}
