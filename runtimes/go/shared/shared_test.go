package shared

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func check[T comparable](t *testing.T, what string, seen, due T) {
	t.Helper()
	if seen != due {
		t.Errorf("%s: %v where %v is due", what, seen, due)
	}
}

func newTestBadge() *Badge { return NewBadge(0x9E3779B9, func() uint32 { return 5 }) }

func TestAGuestThatDoesNothing(t *testing.T) {
	badge := newTestBadge()
	var link Link
	for _, due := range []string{"d669b5b7", "79517755", "7af4e0a6"} {
		link = badge.Link(link)
		check(t, "link", link.String(), due)
	}
}

func TestAGuestThatDoesSomething(t *testing.T) {
	badge := newTestBadge()
	link := badge.Link(0)
	badge.EnterUpdate(0, 0)
	badge.Rect(-2, -2, 4, 4, 0xE3)
	badge.Led(0, -0xEEDDCD)
	badge.Led(0, int32(0x7F112233))
	badge.Led(5, 1)
	badge.Led(-1, 1)
	badge.Tone(440, 100)
	if err := badge.Log([]byte("..hi"), 2, 2); err != nil {
		t.Error(err)
	}
	check(t, "events", badge.events.hash, 0x18bd5e5e)
	link = badge.Link(link)
	check(t, "link", link.String(), "fa567105")
	check(t, "link", badge.Link(link).String(), "1931674b")
}

func TestRandom(t *testing.T) {
	badge := newTestBadge()
	for _, due := range []uint32{0x510c4619, 0xe02e553e, 0x7bb98f3a} {
		check(t, "random", uint32(badge.Random()), due)
	}
}

func TestTime(t *testing.T) {
	badge := newTestBadge()
	badge.EnterUpdate(100, 3)
	check(t, "millis", badge.Millis(), 3333)
	check(t, "buttons", badge.Buttons(), 3)
	badge.EnterStart()
	check(t, "millis", badge.Millis(), 0)
	check(t, "buttons", badge.Buttons(), 0)
	check(t, "nondeterministic", badge.nondeterministic, false)
	check(t, "clock", badge.ClockMs(), 5)
	check(t, "nondeterministic", badge.nondeterministic, true)
}

const minInt, maxInt int32 = -1 << 31, 1<<31 - 1

func TestRectClipsOnEverySideAndNeverOverflows(t *testing.T) {
	for _, c := range []struct {
		x, y, w, h int32
		set        int
	}{
		{0, 0, 160, 128, ScreenBytes}, {-2, -2, 4, 4, 4}, {158, 126, 4, 4, 4},
		{160, 0, 1, 1, 0}, {-5, 0, 5, 5, 0}, {maxInt, maxInt, maxInt, maxInt, 0},
		{minInt, minInt, maxInt, maxInt, 0}, {-1, -1, maxInt, maxInt, ScreenBytes},
		{10, 10, 0, 5, 0}, {10, 10, 5, -1, 0},
	} {
		var screen Screen
		screen.Rect(c.x, c.y, c.w, c.h, 1)
		check(t, "pixels", bytes.Count(screen[:], []byte{1}), c.set)
	}
}

func TestBlitChecksTheWholeRectangleBeforeClipping(t *testing.T) {
	memory := bytes.Repeat([]byte{7}, 64)
	var screen Screen
	for _, c := range []struct {
		at         uint32
		x, y, w, h int32
		due        error
	}{
		{0, 0, 0, 8, 8, nil}, {1, 0, 0, 8, 8, ErrHost}, {1, 1000, 1000, 8, 8, ErrHost},
		{1<<32 - 1, 0, 0, maxInt, maxInt, ErrHost}, {1<<32 - 1, 0, 0, 0, 8, nil},
	} {
		check(t, "refusal", screen.Blit(memory, c.at, c.x, c.y, c.w, c.h, -1), c.due)
	}
	check(t, "pixels", bytes.Count(screen[:], []byte{7}), 64)
}

func TestBlitSkipsTheKeyAndKeepsTheRowStride(t *testing.T) {
	memory := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	var screen Screen
	screen.Rect(0, 0, Width, Height, 99)
	_ = screen.Blit(memory, 0, -1, -1, 4, 3, 6)
	if !slices.Equal(screen[:4], []byte{5, 99, 7, 99}) || !slices.Equal(screen[Width:][:4], []byte{9, 10, 11, 99}) {
		t.Error(screen[:4], screen[Width:][:4])
	}
	_ = screen.Blit(memory, 0, 0, 0, 4, 1, 256)
	if !slices.Equal(screen[:4], []byte{0, 1, 2, 3}) {
		t.Error("a key above 255 skips nothing", screen[:4])
	}
}

func TestLogRefusesATextOutsideMemory(t *testing.T) {
	badge := newTestBadge()
	before := badge.events
	check(t, "beyond the end", badge.Log(make([]byte, 8), 7, 2), ErrHost)
	check(t, "far beyond", badge.Log(make([]byte, 8), -1, -1), ErrHost)
	check(t, "events", badge.events, before)
	check(t, "empty", badge.Log(make([]byte, 8), -1, 0), nil)
	check(t, "events", badge.events.count, 1)
}

func TestAMaskHoldsUntilTheNextEntryAndIsZeroBeforeTheFirst(t *testing.T) {
	pressed := buttons{rest: []press{{2, 7}, {3, 0}, {5, 9}}}
	for frame, due := range []uint8{0, 0, 7, 0, 0, 9, 9} {
		check(t, "mask", pressed.at(uint32(frame)), due)
	}
}

func TestValuesReadBackAsTheyPrint(t *testing.T) {
	for text, due := range map[string]string{
		"7": "i32:7", "i32:4294967295": "i32:-1", "i64:-9223372036854775808": "i64:-9223372036854775808",
		"f32:nan": "f32:NaN", "f32:-nan": "f32:NaN", "f32:nan:0x200001": "f32:nan:0x200001",
		"f64:-nan:0x1": "f64:-nan:0x1", "f32:1.5": "f32:1.5", "f64:-0": "f64:-0.0", "f64:1e16": "f64:1e16", "f64:1e15": "f64:1000000000000000.0",
		"f32:0.00001": "f32:1e-5", "f64:0.0001": "f64:0.0001", "f64:1e400": "f64:inf",
		"v128:0xff": "v128:0x000000000000000000000000000000ff",
	} {
		value, err := ParseValue(text)
		if err != nil {
			t.Error(err)
		}
		check(t, text, value.String(), due)
	}
	for _, text := range []string{"i31:1", "i32:1.5", "i32:4294967296", "", "v128:-1", "funcref:null", "f32:nan:0x0", "f32:nan:0x800000", "f64:nan:"} {
		if value, err := ParseValue(text); err == nil {
			t.Errorf("%q is %v", text, value)
		}
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	const run = `"run":{"workload":"w","frames":1,"trace":[[0,1]],"seed":1}`
	good := `{"protocol":1,"config":"c","module":"m","action":{` + run + `}}`
	if _, err := readRequest(strings.NewReader(good)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{
		"", "{}", good + "x", strings.Replace(good, `"protocol":1`, `"protocol":2`, 1),
		strings.Replace(good, `"seed":1`, `"seed":0`, 1), strings.Replace(good, `"seed":1`, `"seed":4294967296`, 1),
		strings.Replace(good, `,"seed":1`, ``, 1), strings.Replace(good, `[0,1]`, `[0,256]`, 1),
		strings.Replace(good, `[0,1]`, `[0]`, 1), strings.Replace(good, `"seed"`, `"unknown":1,"seed"`, 1),
		strings.Replace(good, run, ``, 1), strings.Replace(good, `"config":"c",`, ``, 1),
		strings.Replace(good, run, run+`,"invoke":{"function":"f","arguments":[],"seed":1}`, 1),
	} {
		if _, err := readRequest(strings.NewReader(bad)); err == nil {
			t.Errorf("understood: %s", bad)
		}
	}
}

// silent is an engine whose guest does nothing but fail where it is told to.
type silent struct{ fails string }

func (s silent) Compile([]byte) (Module, error)         { return s, s.at("compile") }
func (s silent) Instantiate(Embedder) (Instance, error) { return s, s.at("instantiate") }
func (s silent) HasMemory() bool                        { return s.fails != "ready" }

func (s silent) Function(name string) *Function {
	var params []Type
	if name == "f" {
		params = []Type{I32}
	}
	return &Function{
		Params: params,
		Run:    func() error { return s.at(name) },
		Call: func([]Value) ([]Value, error) {
			return []Value{{Type: I32, Bits: 7}}, s.at("call")
		},
	}
}

func (s silent) at(stage string) error {
	if s.fails != stage {
		return nil
	}
	return Trap(Unreachable, strings.Repeat("é", 4000))
}

func TestWordsAreKinds(t *testing.T) {
	words := Words{{"out of fuel", OutOfFuel}, {"fuel", Unsupported}}
	for text, due := range map[string]Kind{"all out of fuel": OutOfFuel, "no fuel": Unsupported, "else": Other} {
		failure := asError(words.Failure(errors.New(text), Other))
		check(t, text, failure.Kind, due)
		check(t, text, failure.trap, due == OutOfFuel)
	}
	check(t, "no error", words.Failure(nil, Other), nil)
}

func TestNamesInAStackTraceAreNoWords(t *testing.T) {
	for text, due := range map[string]Kind{
		"trap: null table\n\tunreachable()":            Unknown,
		"0: unreachable\ntrap: integer overflow\n":     IntegerOverflow,
		"trap: unreachable\n\tinteger overflow()":      Unreachable,
		"call stack exhausted\n\tinteger overflow()":   StackExhausted,
		"without a mark\n\tcalled by unreachable_code": Unknown,
	} {
		check(t, text, asError(Traps.FailureAfter("trap: ", errors.New(text), Unknown)).Kind, due)
	}
	check(t, "no error", Traps.FailureAfter("trap: ", nil, Unknown), nil)
	check(t, "known", asError(Traps.FailureAfter("", Refusal(Invalid, "unreachable"), Unknown)).Kind, Invalid)
}

func TestValuesComeOfGo(t *testing.T) {
	plain := func(value any) any { return value }
	null := FromGoes([]any{int32(1), (*Badge)(nil), new(Badge)}, []Type{I32, FuncRef, FuncRef}, plain)
	check(t, "several", fmt.Sprint(null), "[i32:1 funcref:null funcref:non-null]")
	check(t, "bare", fmt.Sprint(FromGoes((*Badge)(nil), []Type{FuncRef}, plain)), "[funcref:null]")
	check(t, "none", len(FromGoes(nil, nil, plain)), 0)
	check(t, "one of two", fmt.Sprint(FromGoes(int64(7), []Type{I64, I32}, plain)), "[i64:7]")
}

func TestMustOnPanicsWithARefusal(t *testing.T) {
	badge := NewBadge(1, nil)
	for _, host := range badge.Imports(func() []byte { return nil }) {
		if host.Name == "log" {
			err := Recovering(func() error {
				MustOn(host, []int32{0, 1}, func(value int32) int32 { return value })
				return nil
			}, func(panicked error) error { return panicked })
			check(t, "log", err, ErrHost)
		}
	}
	check(t, "refused", badge.refused, true)
}

func TestAHostCallAllocatesNothing(t *testing.T) {
	memory := make([]byte, 64)
	imports := NewBadge(1, func() uint32 { return 0 }).Imports(func() []byte { return memory })
	values := make([]int64, MaxParams)
	for _, host := range imports {
		count := testing.AllocsPerRun(100, func() {
			_, _ = On(host, values, func(value int64) int32 { return int32(value) })
		})
		check(t, host.Name, count, 0)
	}
}

func TestValuesOutliveTheirWords(t *testing.T) {
	values := []Value{{Type: I32, Bits: 7}, {Type: V128, Bits: 1, High: 2}, {Type: F64, Bits: 3}}
	types := Types(values, func(value Value) Type { return value.Type })
	words := ToWords[uint64](values)
	check(t, "words", len(words), 4)
	for n, value := range FromWords(words, types) {
		check(t, "value", value, values[n])
	}
	check(t, "too few", len(FromWords(words[:2], types)), 0)
}

func serve(t *testing.T, fails, action string) []string {
	t.Helper()
	module := filepath.Join(t.TempDir(), "m")
	if err := os.WriteFile(module, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path, _ := json.Marshal(module)
	engine := Runtime{Name: "r", Version: "v", Configs: map[string]func() (Engine, error){
		"c": func() (Engine, error) { return silent{fails}, nil },
	}}
	request := `{"protocol":1,"config":"c","module":` + string(path) + `,"action":{` + action + `}}`
	var out bytes.Buffer
	if err := Serve(engine, strings.NewReader(request), &out, &out); err != nil {
		t.Fatal(err)
	}
	var said []string
	for line := range strings.Lines(out.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		words := []string{fields["type"].(string)}
		for _, key := range []string{"phase", "index", "stage", "frame", "kind", "frames"} {
			if value, there := fields[key]; there {
				text, _ := json.Marshal(value)
				words = append(words, strings.Trim(string(text), `"`))
			}
		}
		if text, there := fields["text"].(string); there && fails != "" && fails != "ready" {
			check(t, "length of text", len(text), maxTextBytes)
		}
		said = append(said, strings.Join(words, " "))
	}
	return said
}

func TestTheOrderOfATranscript(t *testing.T) {
	const run = `"run":{"workload":"w","frames":2,"trace":[],"seed":1}`
	const invoke = `"invoke":{"function":"f","arguments":["1"],"seed":1}`
	const loaded = "hello,phase compile,phase instantiate,"
	for _, c := range []struct{ fails, action, due string }{
		{"", run, loaded + "phase start,frame 0,frame 1,memory,done 2"},
		{"compile", run, "hello,fail compile unreachable,memory,done 0"},
		{"ready", run, "hello,phase compile,fail instantiate export,memory,done 0"},
		{"start", run, loaded + "trap -1 unreachable,memory,done 0"},
		{"update", run, loaded + "phase start,trap 0 unreachable,memory,done 0"},
		{"", invoke, loaded + "results,memory,done 0"},
		{"ready", invoke, loaded + "results,memory,done 0"},
		{"call", invoke, loaded + "fail update unreachable,memory,done 0"},
	} {
		check(t, c.fails, strings.Join(serve(t, c.fails, c.action), ","), c.due)
	}
}

func TestWhatAnEngineLacksIsSaid(t *testing.T) {
	for _, key := range []string{`"fuel":5`, `"interrupt_ms":5`} {
		action := `"run":{"workload":"w","frames":2,"trace":[],"seed":1,` + key + `}`
		said := strings.Join(serve(t, "", action), ",")
		if !strings.Contains(said, "fail instantiate unsupported") {
			t.Error(said)
		}
	}
}
