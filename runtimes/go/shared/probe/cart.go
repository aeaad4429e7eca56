package probe

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pybadge-wasm/shared/wasm4"
)

// Cart runs a module as a cartridge for three ticks, in the second of which a
// player holds something. Its glyphs are all ink.
func Cart(t *testing.T, config, module string) Answer {
	t.Helper()
	font := filepath.Join(t.TempDir(), "font")
	if err := os.WriteFile(font, make([]byte, wasm4.FontBytes), 0o600); err != nil {
		t.Fatal(err)
	}
	return ask(t, config, module, map[string]any{"cart": map[string]any{
		"ticks": 3, "font": font, "echo_trace": true,
		"pads": []any{[]any{1, []int{5, 0, 255, 1}}, []any{2, []int{0, 0, 0, 0}}},
	}}, 0)
}

// The first link of a cartridge that does nothing.
const untouched = "7bd2eb45"

// Carts checks what a config whose engine imports memories makes of cartridges.
// The links are those of the runners in Rust.
func Carts(t *testing.T, config string) {
	t.Helper()
	for module, due := range map[string]string{
		"cart":             "done [5108bfa7 25faba56 77487c9a f86dd227]",
		"cart-idle":        "done [" + untouched + " a5a036fc 866ef002 06667865]",
		"cart-unreachable": "trap unreachable [" + untouched + " a5a036fc]",
		"cart-start":       "trap memory-out-of-bounds []",
		"cart-disk":        "trap host [" + untouched + "]",
	} {
		answer := Cart(t, config, module)
		if seen := fmt.Sprint(answer.Ended, " ", answer.Links); seen != due {
			t.Errorf("%s: %s where %s is due: %s", module, seen, due, answer.Text)
		}
		trace := ""
		if module == "cart" {
			trace = "hé\n"
		}
		if answer.Stderr != trace {
			t.Errorf("%s: %q on standard error where %q is due", module, answer.Stderr, trace)
		}
	}
	// Without a console a cartridge has nothing to import.
	if ended := Run(t, config, "cart-idle", Options{}).Ended; ended != "fail instantiate import" {
		t.Errorf("as a badge program: %s", ended)
	}
}

// NoCarts checks that a config whose engine imports no memory says so.
func NoCarts(t *testing.T, config string) {
	t.Helper()
	if answer := Cart(t, config, "cart"); answer.Ended != "fail instantiate unsupported" || answer.Text == "" {
		t.Errorf("%s: %s", answer.Ended, answer.Text)
	}
}
