// Package probe runs small modules that each provoke one behaviour, and says
// in one word how a runner answered.
//
// Every run is a process of its own, because some engines end theirs.
package probe

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pybadge-wasm/shared"
)

// The modules; cargo test -p badge-harness --test probes assembles them from the text
// beside them.
//
//go:embed modules/*.wasm modules/operators.wat
var modules embed.FS

// Set in the process that is to be the runner.
const runner = "PYBADGE_PROBED_RUNNER"

// Longest time that a runner gets, and one that is to run for ever.
const (
	deadline = 20 * time.Second
	patience = 2 * time.Second
)

// Main is the TestMain of a runner's tests: the test binary is the runner as
// well.
func Main(m *testing.M, engine shared.Runtime) {
	if os.Getenv(runner) != "" {
		shared.Main(engine)
		os.Exit(0)
	}
	if task := os.Getenv(calculator); task != "" {
		serveOperators(engine, task)
	}
	os.Exit(m.Run())
}

// Options of a run beside its module.
type Options struct {
	Frames      int
	Fuel        uint64
	InterruptMs uint64
	EchoLog     bool
	Screens     string
	// Deadline in place of the usual one.
	Deadline time.Duration
}

// Answer is what a runner said.
type Answer struct {
	// Links of start and of each frame.
	Links []string
	// Ended is "done", "trap KIND", "fail STAGE KIND", "crash" or "timeout".
	Ended string
	// Text has the engine's words, or the end of standard error.
	Text string
	// Results of an invocation.
	Results []string
	// Lines as they came.
	Lines []map[string]any
	// Stderr of the process.
	Stderr string
}

// Run runs a module as a badge program.
func Run(t *testing.T, config, module string, options Options) Answer {
	t.Helper()
	action := map[string]any{
		"workload": module, "frames": max(1, options.Frames), "trace": [][2]int{},
		"seed": 0x9E3779B9, "echo_log": options.EchoLog,
	}
	if options.Fuel != 0 {
		action["fuel"] = options.Fuel
	}
	if options.InterruptMs != 0 {
		action["interrupt_ms"] = options.InterruptMs
	}
	if options.Screens != "" {
		action["screens"] = map[string]any{"directory": options.Screens, "frames": []int{0}}
	}
	return ask(t, config, module, map[string]any{"run": action}, options.Deadline)
}

// Invoke calls one export.
func Invoke(t *testing.T, config, module, function string, arguments ...string) Answer {
	t.Helper()
	return ask(t, config, module, map[string]any{"invoke": map[string]any{
		"function": function, "arguments": append([]string{}, arguments...), "seed": 1,
	}}, 0)
}

func ask(t *testing.T, config, module string, action map[string]any, limit time.Duration) Answer {
	t.Helper()
	code, err := modules.ReadFile("modules/" + module + ".wasm")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), module+".wasm")
	if err := os.WriteFile(path, code, 0o600); err != nil {
		t.Fatal(err)
	}
	request, err := json.Marshal(map[string]any{
		"protocol": shared.Protocol, "config": config, "module": path, "action": action,
	})
	if err != nil {
		t.Fatal(err)
	}
	return send(t, request, cmp.Or(limit, deadline))
}

// send sends a request as it is.
func send(t *testing.T, request []byte, limit time.Duration) Answer {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	command := exec.CommandContext(limited, program)
	command.Env = append(os.Environ(), runner+"=1")
	command.Stdin = bytes.NewReader(request)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	err = command.Run()
	answer := Answer{Stderr: said.String()}
	for line := range strings.Lines(out.String()) {
		fields := map[string]any{}
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("no JSON: %q", line)
		}
		answer.add(fields)
	}
	var exited *exec.ExitError
	switch {
	case limited.Err() != nil:
		answer.Ended = "timeout"
	case errors.As(err, &exited):
		answer.Ended, answer.Text = "crash", firstLine(answer.Stderr)
	case err != nil:
		t.Fatal(err)
	}
	return answer
}

func (a *Answer) add(fields map[string]any) {
	a.Lines = append(a.Lines, fields)
	if link, there := fields["link"]; there && fields["type"] != "done" {
		a.Links = append(a.Links, fmt.Sprint(link))
	}
	switch fields["type"] {
	case "trap":
		a.Ended, a.Text = fmt.Sprint("trap ", fields["kind"]), fmt.Sprint(fields["text"])
	case "fail":
		a.Ended = fmt.Sprint("fail ", fields["stage"], " ", fields["kind"])
		a.Text = fmt.Sprint(fields["text"])
	case "results":
		for _, value := range fields["values"].([]any) {
			a.Results = append(a.Results, value.(string))
		}
	case "done":
		if a.Ended == "" {
			a.Ended = "done"
		}
	}
}

// Contract says how a runner whose engine does all that is asked of it ends on
// each module, WebAssembly 2.0 included.
var Contract = map[string]string{
	"unreachable":              "trap unreachable",
	"store-out-of-bounds":      "trap memory-out-of-bounds",
	"load-out-of-bounds":       "trap memory-out-of-bounds",
	"divide-by-zero":           "trap integer-divide-by-zero",
	"remainder-by-zero":        "trap integer-divide-by-zero",
	"divide-overflow":          "trap integer-overflow",
	"convert-nan":              "trap invalid-conversion",
	"convert-too-large":        "trap integer-overflow",
	"call-of-another-type":     "trap indirect-call-type-mismatch",
	"call-of-null":             "trap uninitialized-element",
	"call-beyond-the-table":    "trap table-out-of-bounds",
	"recursion":                "trap stack-exhausted",
	"loop":                     "timeout",
	"start-section":            "fail instantiate unreachable",
	"grow":                     "done",
	"underscore-start":         "done",
	"missing-import":           "fail instantiate import",
	"uncalled-missing-import":  "fail instantiate import",
	"wrong-import-type":        "fail instantiate import",
	"log-out-of-bounds":        "trap host",
	"blit-out-of-bounds":       "trap host",
	"blit-empty":               "done",
	"no-update":                "fail instantiate export",
	"update-takes-a-parameter": "fail instantiate export",
	"no-memory":                "fail instantiate export",
	"ill-typed":                "fail compile invalid",
	"multi-value":              "done",
	"bulk-memory":              "done",
	"sign-extension":           "done",
	"count-ones":               "done",
	"operators":                "done",
	"saturating-conversion":    "done",
	"simd":                     "done",
	"values":                   "done",
	"text":                     "done",
	"clock":                    "done",
	"vectors":                  "done",
	"nothing":                  "done",
}

// Behaves runs every module under a config and compares how it ended with the
// contract, or with what the runner's tests declare as its deviation. A
// deviation that does not occur is an error too.
func Behaves(t *testing.T, config string, deviations map[string]string) {
	t.Helper()
	for module := range deviations {
		if _, known := Contract[module]; !known {
			t.Errorf("%s: no such module", module)
		}
	}
	for module, due := range Contract {
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			if deviation, declared := deviations[module]; declared {
				if deviation == due {
					t.Errorf("%s is what the contract says: no deviation", due)
				}
				due = deviation
			}
			options := Options{}
			if due == "timeout" {
				options.Deadline = patience
			}
			answer := Run(t, config, module, options)
			if answer.Ended != due {
				t.Errorf("%s where %s is due: %s", answer.Ended, due, answer.Text)
			}
			if strings.HasPrefix(due, "trap ") && len(answer.Links) != 1 {
				t.Errorf("%d links where that of start is due", len(answer.Links))
			}
		})
	}
}

// Protocol checks what every runner does in the same way under a config:
// links, values, files, and requests that it must refuse.
func Protocol(t *testing.T, config string) {
	t.Helper()
	check := func(what string, seen, due any) {
		t.Helper()
		if fmt.Sprint(seen) != fmt.Sprint(due) {
			t.Errorf("%s: %v where %v is due", what, seen, due)
		}
	}
	check("links", Run(t, config, "nothing", Options{Frames: 2}).Links, "[d669b5b7 79517755 7af4e0a6]")
	check("links", Run(t, config, "vectors", Options{Frames: 2}).Links, "[d669b5b7 fa567105 1931674b]")
	for argument, result := range map[string]string{
		"i32:-7": "[i32:-7]", "i64:-9223372036854775808": "[i64:-9223372036854775808]",
		"f32:0.1": "[f32:0.1]", "f32:1": "[f32:1.0]", "f64:-0": "[f64:-0.0]",
		"f64:6.02e23": "[f64:6.02e23]", "f32:NaN": "[f32:NaN]", "f64:-inf": "[f64:-inf]",
	} {
		function, _, _ := strings.Cut(argument, ":")
		answer := Invoke(t, config, "values", function, argument)
		check(argument+" "+answer.Ended+" "+answer.Text, answer.Results, result)
	}
	check("two arguments", Invoke(t, config, "values", "add", "-1", "i64:3").Results, "[i64:2]")
	check("wrong argument", Invoke(t, config, "values", "i32", "f32:1").Ended, "fail update export")
	check("no argument", Invoke(t, config, "values", "i32").Ended, "fail update export")
	check("no function", Invoke(t, config, "values", "nothing").Ended, "fail update export")
	check("start", Invoke(t, config, "values", "start").Results, "[]")

	echoed := Run(t, config, "text", Options{EchoLog: true})
	check("standard error", echoed.Stderr, "hé\n")
	check("silent", Run(t, config, "text", Options{}).Stderr, "")
	clock := Run(t, config, "clock", Options{})
	check("real time", clock.Lines[len(clock.Lines)-1]["nondeterministic"], true)

	directory := t.TempDir()
	Run(t, config, "vectors", Options{Screens: directory})
	picture, err := os.ReadFile(filepath.Join(directory, "0.bin"))
	if err != nil || len(picture) != shared.ScreenBytes+4*shared.LEDs {
		t.Errorf("0.bin: %d bytes, %v", len(picture), err)
	} else {
		check("pixel", picture[0], 0xE3)
		check("led", picture[shared.ScreenBytes:][:4], []byte{0x33, 0x22, 0x11, 0})
	}
	for _, request := range []string{
		"", "{}", `{"protocol":2,"config":"` + config + `","module":"m","action":{"run":{"workload":"w","frames":1,"trace":[],"seed":1}}}`,
		`{"protocol":1,"config":"no such config","module":"m","action":{"run":{"workload":"w","frames":1,"trace":[],"seed":1}}}`,
		`{"protocol":1,"config":"` + config + `","module":"no/such/file","action":{"run":{"workload":"w","frames":1,"trace":[],"seed":1}}}`,
	} {
		answer := send(t, []byte(request), deadline)
		if answer.Ended != "crash" || len(answer.Lines) != 0 || answer.Stderr == "" {
			t.Errorf("request %q: %s, %d lines, %q", request, answer.Ended, len(answer.Lines), answer.Stderr)
		}
	}
}
