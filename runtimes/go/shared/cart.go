package shared

import (
	"bufio"
	"fmt"
	"os"

	"pybadge-wasm/shared/wasm4"
)

// cartAction runs a cartridge of WASM-4.
type cartAction struct {
	Ticks     *uint32 `json:"ticks"`
	Pads      []hold  `json:"pads"`
	Font      *string `json:"font"`
	Pictures  *string `json:"pictures"`
	EchoTrace bool    `json:"echo_trace"`
}

// hold is what the players hold from this tick on.
type hold struct {
	tick uint32
	pads [4]uint8
}

// UnmarshalJSON reads [tick, [pad1, pad2, pad3, pad4]].
func (h *hold) UnmarshalJSON(text []byte) error {
	// Wider than the type of a pad, whose slices are text in JSON.
	var pads []uint16
	const shape = "[tick, [pad1, pad2, pad3, pad4]]"
	if err := unmarshalPair(text, &h.tick, &pads, shape); err != nil {
		return err
	}
	if len(pads) != len(h.pads) {
		return fmt.Errorf("%s is no %s", text, shape)
	}
	for n, pad := range pads {
		if h.pads[n] = uint8(pad); pad > 255 {
			return fmt.Errorf("%d is no gamepad", pad)
		}
	}
	return nil
}

// cart lets a cartridge tick, up to and including a trap. Its error is that of
// a file, or that the transcript knows why the run is over.
func (s *session) cart(cart *cartAction, code []byte) (err error) {
	if cart.Font == nil {
		return s.refuse("compile", Refusal(Unsupported, "this runner has no glyphs of its own: the request must name a font"))
	}
	font, err := readFont(*cart.Font)
	if err != nil {
		return err
	}
	var trace func([]byte)
	if cart.EchoTrace {
		trace = s.echo
	}
	console := &Console{Console: wasm4.New(font, trace)}
	s.host = console
	var shown pictures
	if cart.Pictures != nil {
		if err := shown.create(*cart.Pictures); err != nil {
			return err
		}
		defer func() {
			if trouble := shown.close(); trouble != nil {
				s.log.note(trouble)
			}
		}()
	}
	return s.play(cart, console, &shown, code)
}

// play takes a cartridge through its life.
func (s *session) play(cart *cartAction, console *Console, shown *pictures, code []byte) error {
	var page *wasm4.Page
	instance, err := s.load(code, func(Instance) (err error) {
		if page, err = console.page(); err != nil {
			err = noExport(MemoryName)
		}
		return err
	})
	if err != nil {
		return err
	}
	elapsed := int64(0)
	for _, name := range []string{"_start", "_initialize", "start"} {
		took, _, err := s.call("start", -1, nil, entry(instance, name))
		if err != nil {
			return err
		}
		elapsed += took
	}
	s.end.link = Link(console.Link(0, page))
	s.log.start(elapsed, s.end.link)
	update, held, pads := entry(instance, "update"), cart.Pads, [4]uint8{}
	for index := range *cart.Ticks {
		for len(held) > 0 && held[0].tick <= index {
			pads, held = held[0].pads, held[1:]
		}
		page.BeginTick(pads)
		elapsed, _, err := s.call("update", int64(index), nil, update)
		if err != nil {
			return err
		}
		shown.add(page)
		s.end.link = Link(console.Link(uint32(s.end.link), page))
		s.end.frames = index + 1
		s.log.frame(index, elapsed, s.end.link, nil)
	}
	return nil
}

// entry calls an export of a cartridge, whose results are dropped; nothing where
// there is none without parameters.
func entry(instance Instance, name string) func() error {
	function := instance.Function(name)
	switch {
	case function == nil || len(function.Params) > 0:
		return func() error { return nil }
	case len(function.Results) > 0:
		return func() error {
			_, err := function.Call(nil)
			return err
		}
	}
	return function.Run
}

func readFont(path string) (font wasm4.Font, err error) {
	bytes, err := os.ReadFile(path)
	if err == nil && len(bytes) != len(font) {
		err = fmt.Errorf("%s: %d bytes, and a font has %d", path, len(bytes), len(font))
	}
	copy(font[:], bytes)
	return font, err
}

// pictures is a file with what was shown, tick by tick; nothing is kept where
// there is none.
type pictures struct {
	file *os.File
	out  *bufio.Writer
	room []byte
}

func (p *pictures) create(path string) (err error) {
	p.file, err = os.Create(path)
	p.out = bufio.NewWriter(p.file)
	return err
}

// add keeps the first trouble for close.
func (p *pictures) add(page *wasm4.Page) {
	if p.file != nil {
		p.room = page.AppendFrame(page.AppendPalette(p.room[:0]))
		_, _ = p.out.Write(p.room)
	}
}

func (p *pictures) close() error {
	if err := p.out.Flush(); err != nil {
		return err
	}
	return p.file.Close()
}
