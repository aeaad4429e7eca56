package shared

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pybadge-wasm/shared/wasm4"
)

// scripted is an engine whose cartridge notes what is called and what it sees,
// and traps in the export that it is told.
type scripted struct {
	traps  string
	absent bool
	// Bytes of memory that it has; a page if nobody says otherwise.
	bytes  int
	memory []byte
	host   []Import
	// Calls with what the page holds at 0x16, 0x1a and in the first byte of the
	// picture when they begin.
	calls []string
}

func (s *scripted) Compile([]byte) (Module, error) { return s, nil }

func (s *scripted) Instantiate(host Embedder) (Instance, error) {
	s.memory = make([]byte, host.Memory().Pages<<16)
	host.Memory().Begin(s.memory)
	s.host = host.Imports(func() []byte { return s.memory[:min(s.bytes, len(s.memory))] })
	return s, nil
}

func (s *scripted) HasMemory() bool { return true }

func (s *scripted) Function(name string) *Function {
	if s.absent {
		return nil
	}
	run := func() error {
		s.calls = append(s.calls, fmt.Sprintf("%s %x %x %x", name, s.memory[0x16], s.memory[0x1a], s.memory[0xa0]))
		if s.traps == name {
			return Trap(Unreachable, "unreachable")
		}
		s.memory[0xa0] = 0xff
		return nil
	}
	function := &Function{Run: run}
	if name == "_start" {
		// Its result is dropped.
		function = &Function{Results: []Type{I32}, Call: func([]Value) ([]Value, error) {
			return []Value{{Type: I32}}, run()
		}}
	}
	return function
}

// play is what became of a request, and of what it says of a cartridge.
func play(t *testing.T, engine *scripted, options string) (said, echoed string) {
	t.Helper()
	if engine.bytes == 0 {
		engine.bytes = wasm4.PageBytes
	}
	runtime := Runtime{Name: "r", Version: "v", Configs: map[string]func() (Engine, error){
		"c": func() (Engine, error) { return engine, nil },
	}}
	return playOn(t, runtime, options)
}

func playOn(t *testing.T, runtime Runtime, options string) (said, echoed string) {
	t.Helper()
	path, _ := json.Marshal(file(t, 0))
	request := `{"protocol":1,"config":"c","module":` + string(path) + `,"action":{"cart":{` + options + `}}}`
	var out, echo bytes.Buffer
	if err := Serve(runtime, strings.NewReader(request), &out, &echo); err != nil {
		return err.Error(), echo.String()
	}
	var words []string
	for line := range strings.Lines(out.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		word := fmt.Sprint(fields["type"])
		for _, key := range []string{"phase", "index", "stage", "frame", "kind", "frames", "link"} {
			if value, there := fields[key]; there {
				word += fmt.Sprint(" ", value)
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, ","), echo.String()
}

// file has so many bytes that are zero.
func file(t *testing.T, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// withFont has the options of a cartridge and a font.
func withFont(t *testing.T, options string) string {
	path, _ := json.Marshal(file(t, wasm4.FontBytes))
	return options + `,"font":` + string(path)
}

// The links are those of the runners in Rust for a cartridge that does nothing.
const (
	idle    = "hello,phase compile,phase instantiate,phase start 7bd2eb45"
	started = "hello,phase compile,phase instantiate,"
)

func TestACartridgeWithoutExportsTicks(t *testing.T) {
	said, _ := play(t, &scripted{absent: true}, withFont(t, `"ticks":2`))
	check(t, "said", said, idle+",frame 0 a5a036fc,frame 1 866ef002,memory,done 2 866ef002")
}

func TestEntriesComeInOrderAndStartSeesNoPads(t *testing.T) {
	engine := &scripted{}
	said, _ := play(t, engine, withFont(t, `"ticks":4,"pads":[[0,[129,2,0,0]],[2,[1,0,0,255]],[3,[0,0,0,0]]]`))
	check(t, "calls", strings.Join(engine.calls, ","), "_start 0 ff 0,_initialize 0 ff ff,start 0 ff ff,"+
		"update 81 ff 0,update 81 ff 0,update 1 ff 0,update 0 ff 0")
	if !strings.HasPrefix(said, started+"phase start") || !strings.Contains(said, "done 4") {
		t.Error(said)
	}
}

func TestATrapEndsACartridgeWhereverItComes(t *testing.T) {
	for _, name := range []string{"_start", "_initialize", "start", "update"} {
		engine := &scripted{traps: name}
		said, _ := play(t, engine, withFont(t, `"ticks":2`))
		due := started + "trap -1 unreachable,memory,done 0 00000000"
		if name == "update" {
			// What start has drawn is in its link.
			due = started + "phase start dcede5ed,trap 0 unreachable,memory,done 0 dcede5ed"
		}
		check(t, name, said, due)
		if last := engine.calls[len(engine.calls)-1]; !strings.HasPrefix(last, name+" ") {
			t.Errorf("%s was called after the trap in %s", last, name)
		}
	}
}

func TestWhatIsShownIsWrittenTickByTick(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pictures")
	name, _ := json.Marshal(path)
	if _, echoed := play(t, &scripted{}, withFont(t, `"ticks":2,"pictures":`+string(name))); echoed != "" {
		t.Error(echoed)
	}
	shown, err := os.ReadFile(path)
	if err != nil || len(shown) != 2*(16+wasm4.FrameBytes) {
		t.Fatalf("%d bytes, %v", len(shown), err)
	}
	second := shown[16+wasm4.FrameBytes:]
	check(t, "palette and first pixels", string(second[:17]),
		"\xcf\xf8\xe0\x00\x6c\xc0\x86\x00\x50\x68\x30\x00\x21\x18\x07\x00\xff")
}

func TestWhatACartridgeLacksIsSaid(t *testing.T) {
	said, _ := play(t, &scripted{}, `"ticks":1`)
	check(t, "font", said, "hello,fail compile unsupported,memory,done 0 00000000")
	said, _ = play(t, &scripted{bytes: 7}, withFont(t, `"ticks":1`))
	check(t, "memory", said, "hello,phase compile,fail instantiate export,memory,done 0 00000000")
	said, _ = playOn(t, Runtime{Name: "r", ImportsNoMemory: true, Configs: map[string]func() (Engine, error){
		"c": func() (Engine, error) { return &scripted{}, nil },
	}}, withFont(t, `"ticks":1`))
	check(t, "memory of a host", said, "hello,fail instantiate unsupported,memory,done 0 00000000")
	path, _ := json.Marshal(file(t, 8))
	for _, options := range []string{
		`"ticks":1,"font":` + string(path), `"ticks":1,"font":"no/such/file"`, "",
		withFont(t, `"ticks":1,"pictures":"no/such/directory/file"`), withFont(t, `"ticks":1,"seed":1`),
		withFont(t, `"ticks":1,"pads":[[1,[0,0,0]]]`), withFont(t, `"ticks":1,"pads":[[1,[0,0,0,256]]]`),
		withFont(t, `"ticks":1,"pads":[[1]]`), withFont(t, `"ticks":1,"pads":[[-1,[0,0,0,0]]]`),
	} {
		if said, _ := play(t, &scripted{}, options); strings.Contains(said, "done") {
			t.Errorf("%s: %s", options, said)
		}
	}
}

func TestTheConsoleIsImported(t *testing.T) {
	engine := &scripted{bytes: wasm4.PageBytes}
	console := &Console{Console: wasm4.New(wasm4.Font{}, nil)}
	if _, err := engine.Instantiate(console); err != nil {
		t.Fatal(err)
	}
	check(t, "imports", len(engine.host), 17)
	call := func(name string, arguments ...int32) (int32, error) {
		for _, host := range engine.host {
			if host.Name == name {
				check(t, name, host.Params, len(arguments))
				return On(host, arguments, func(value int32) int32 { return value })
			}
		}
		t.Fatalf("no import %s", name)
		return 0, nil
	}
	count, err := call("diskw", 0x14, 3)
	check(t, "count", count, 3)
	check(t, "error", err, nil)
	// Every pixel of the first bytes of memory, of the draw colours too.
	_, err = call("blitSub", 0, 0, 0, 8, 8, 0, 1, 16, 1)
	check(t, "error", err, nil)
	check(t, "pixels", string(engine.memory[0xa0:0xa2]), "\x08\x90")
	check(t, "refused", console.Refused(), false)
	_, err = call("diskr", 0, -1)
	check(t, "error", err, ErrHost)
	check(t, "refused", console.Refused(), true)
	engine.bytes = 7
	_, err = call("rect", 0, 0, 1, 1)
	check(t, "error", err, ErrHost)
}

func TestACallOfTheConsoleAllocatesNothing(t *testing.T) {
	engine := &scripted{bytes: wasm4.PageBytes}
	if _, err := engine.Instantiate(&Console{Console: wasm4.New(wasm4.Font{}, nil)}); err != nil {
		t.Fatal(err)
	}
	values := make([]int64, MaxParams)
	for _, host := range engine.host {
		count := testing.AllocsPerRun(100, func() {
			_, _ = On(host, values, func(value int64) int32 { return int32(value) })
		})
		check(t, host.Name, count, 0)
	}
}

// A module of two functions, byte by byte.
func TestAModuleThatReexports(t *testing.T) {
	imports := []Import{{Name: "f", Params: 2}, {Name: "gg", Params: 0, Results: 1}}
	code := reexporting("h", imports, &ImportedMemory{Pages: 200})
	due := "\x00asm\x01\x00\x00\x00" +
		"\x01\x0a\x02\x60\x02\x7f\x7f\x00\x60\x00\x01\x7f" +
		"\x02\x0e\x02\x01h\x01f\x00\x00\x01h\x02gg\x00\x01" +
		"\x05\x06\x01\x01\xc8\x01\xc8\x01" +
		"\x07\x13\x03\x01f\x00\x00\x02gg\x00\x01\x06memory\x02\x00"
	check(t, "bytes", string(code), due)
}
