package main

import (
	"testing"

	"pybadge-wasm/shared/probe"
)

func TestMain(m *testing.M) { probe.Main(m, runtime) }

func TestProtocol(t *testing.T) { probe.Protocol(t, "default") }

func TestBehaviour(t *testing.T) {
	probe.Behaves(t, "default", map[string]string{
		// Go's stack is the guest's, and Go ends a process whose stack is full.
		"recursion": "crash",
		// Nothing limits memory.
		"grow": "trap unreachable",
		// Imports are resolved while the module is read.
		"missing-import":          "fail compile import",
		"uncalled-missing-import": "fail compile import",
		"wrong-import-type":       "fail compile import",
		// One error for an element that was never set and for no element.
		"call-of-null": "trap table-out-of-bounds",
		// The result is that of Go's arithmetic, where a trap is due.
		"divide-overflow":   "done",
		"convert-nan":       "done",
		"convert-too-large": "done",
		// Later than WebAssembly 1.0.
		"multi-value":           "fail compile invalid",
		"bulk-memory":           "fail compile unsupported",
		"sign-extension":        "fail compile unsupported",
		"saturating-conversion": "fail compile unsupported",
		"simd":                  "fail compile unsupported",
	})
}

func TestOperators(t *testing.T) {
	probe.Operators(t, "default",
		// Distances are not taken modulo the width.
		"i32.shl", "i32.shr_s", "i32.shr_u", "i64.shl", "i64.shr_s", "i64.shr_u",
		// The sign of zero is lost.
		"f32.nearest", "f64.nearest", "f32.copysign", "f64.copysign",
		// No trap where the result does not fit.
		"i32.div_s", "i64.div_s",
		"i32.trunc_f32_s", "i32.trunc_f32_u", "i32.trunc_f64_s", "i32.trunc_f64_u",
		"i64.trunc_f32_s", "i64.trunc_f32_u", "i64.trunc_f64_s", "i64.trunc_f64_u")
}

func TestNothingEndsACall(t *testing.T) {
	for _, options := range []probe.Options{{Fuel: 1000}, {InterruptMs: 50}} {
		seen := probe.Run(t, "default", "nothing", options)
		if seen.Ended != "fail instantiate unsupported" {
			t.Errorf("%s: %s", seen.Ended, seen.Text)
		}
	}
}

func TestNoCarts(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.NoCarts(t, config) })
	}
}
