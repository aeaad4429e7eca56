package main

import (
	"maps"
	"os/exec"
	"testing"

	"pybadge-wasm/shared/probe"
)

func TestMain(m *testing.M) { probe.Main(m, runtime) }

// configs are those that can run here: code of aot is compiled by clang.
func configs(t *testing.T) []string {
	if _, err := exec.LookPath("clang"); err != nil {
		t.Log("aot is left out: needs clang")
		return []string{"interpreter", "gas"}
	}
	return []string{"interpreter", "gas", "aot"}
}

func TestProtocol(t *testing.T) {
	for _, config := range configs(t) {
		t.Run(config, func(t *testing.T) { probe.Protocol(t, config) })
	}
}

// Of every config.
var deviations = map[string]string{
	// The result is that of Go's or C's arithmetic, where a trap is due.
	"convert-nan":       "done",
	"convert-too-large": "done",
	// Go's own error for an index, be it of the table or of what an element
	// names.
	"call-of-null":          "trap unknown",
	"call-beyond-the-table": "trap unknown",
	// Nothing is validated, and a panic of the translator is lost.
	"ill-typed":             "fail compile unsupported",
	"multi-value":           "fail compile unsupported",
	"bulk-memory":           "fail compile unsupported",
	"sign-extension":        "fail compile unsupported",
	"saturating-conversion": "fail compile unsupported",
	"simd":                  "fail compile unsupported",
}

// Of code that clang compiles.
var native = map[string]string{
	// Every trap is the same panic, without words.
	"unreachable":          "trap unknown",
	"store-out-of-bounds":  "trap unknown",
	"divide-by-zero":       "trap unknown",
	"remainder-by-zero":    "trap unknown",
	"call-of-another-type": "trap unknown",
	"start-section":        "fail instantiate unknown",
	// A load whose value is not used is left out, and its trap with it.
	"load-out-of-bounds": "done",
	"divide-overflow":    "done",
	// The limit of memory is not looked at.
	"grow": "trap unknown",
	// The stack is 64 KiB; what lies below it is mapped as well.
	"recursion": "timeout",
	// A panic of a host function cannot pass through C.
	"log-out-of-bounds":  "crash",
	"blit-out-of-bounds": "crash",
	// The C calls functions that do not exist.
	"count-ones": "fail compile unsupported",
}

func TestBehaviour(t *testing.T) {
	for _, config := range configs(t) {
		declared := maps.Clone(deviations)
		if config == "aot" {
			maps.Copy(declared, native)
		}
		t.Run(config, func(t *testing.T) { probe.Behaves(t, config, declared) })
	}
}

// Conversions that do not trap where the number does not fit.
var conversions = []string{
	"i32.trunc_f32_s", "i32.trunc_f32_u", "i32.trunc_f64_s", "i32.trunc_f64_u",
	"i64.trunc_f32_s", "i64.trunc_f32_u", "i64.trunc_f64_s", "i64.trunc_f64_u",
}

func TestOperators(t *testing.T) {
	for _, config := range configs(t) {
		wrong := []string{
			"f64.convert_i32_s", "f64.convert_i32_u",
			// A NaN of its own making has a payload that is not the canonical one.
			"f64.sub", "f64.mul", "f64.div", "f64.sqrt",
		}
		if config == "aot" {
			wrong = []string{
				// Undefined in C, or rounded in another way.
				"i32.clz", "i32.ctz", "i64.clz", "i64.ctz", "f32.nearest", "f64.nearest",
				"f32.min", "f32.max", "f64.min", "f64.max",
				// The result is what happened to be there.
				"i32.reinterpret_f32", "f32.reinterpret_i32", "i64.reinterpret_f64", "f64.reinterpret_i64",
				// The smallest integer divided by -1 ends the process.
				"i32.div_s", "i32.rem_s", "i64.div_s", "i64.rem_s",
			}
		}
		t.Run(config, func(t *testing.T) { probe.Operators(t, config, append(wrong, conversions...)...) })
	}
}

func TestGasEndsALoop(t *testing.T) {
	seen := probe.Run(t, "gas", "loop", probe.Options{Fuel: 100_000})
	if seen.Ended != "trap out-of-fuel" {
		t.Errorf("%s: %s", seen.Ended, seen.Text)
	}
	for _, config := range []string{"interpreter", "aot"} {
		seen := probe.Run(t, config, "loop", probe.Options{Fuel: 100_000})
		if seen.Ended != "fail instantiate unsupported" && seen.Ended != "fail compile unsupported" {
			t.Errorf("%s: %s: %s", config, seen.Ended, seen.Text)
		}
	}
}

func TestNoCarts(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.NoCarts(t, config) })
	}
}
