package main

import (
	"testing"

	"pybadge-wasm/shared/probe"
)

func TestMain(m *testing.M) { probe.Main(m, runtime) }

func TestProtocol(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Protocol(t, config) })
	}
}

// "invalid table access" stands for both an element that was never set and an
// index behind the end of the table.
func TestBehaviour(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) {
			probe.Behaves(t, config, map[string]string{
				"call-of-null":          "trap unknown",
				"call-beyond-the-table": "trap unknown",
			})
		})
	}
}

func TestALoopIsInterrupted(t *testing.T) {
	seen := probe.Run(t, "interruptible", "loop", probe.Options{InterruptMs: 50})
	if seen.Ended != "trap interrupted" {
		t.Errorf("%s: %s", seen.Ended, seen.Text)
	}
	for _, config := range []string{"compiler", "interpreter"} {
		seen := probe.Run(t, config, "loop", probe.Options{InterruptMs: 50})
		if seen.Ended != "fail instantiate unsupported" {
			t.Errorf("%s: %s: %s", config, seen.Ended, seen.Text)
		}
	}
}

func TestNoConfigMeters(t *testing.T) {
	seen := probe.Run(t, "compiler", "nothing", probe.Options{Fuel: 1000})
	if seen.Ended != "fail instantiate unsupported" {
		t.Errorf("%s: %s", seen.Ended, seen.Text)
	}
}

func TestOperators(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Operators(t, config) })
	}
}

func TestCarts(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Carts(t, config) })
	}
}
