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

func TestBehaviour(t *testing.T) {
	// The Go package has nothing that limits memory.
	t.Run("cranelift", func(t *testing.T) {
		probe.Behaves(t, "cranelift", map[string]string{"grow": "trap unreachable"})
	})
	t.Run("singlepass", func(t *testing.T) {
		probe.Behaves(t, "singlepass", map[string]string{
			"grow":        "trap unreachable",
			"multi-value": "fail compile unsupported",
			"simd":        "fail compile unsupported",
		})
	})
}

func TestOperators(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Operators(t, config) })
	}
}

func TestNothingEndsACall(t *testing.T) {
	for config := range runtime.Configs {
		for _, options := range []probe.Options{{Fuel: 1000}, {InterruptMs: 50}} {
			seen := probe.Run(t, config, "nothing", options)
			if seen.Ended != "fail instantiate unsupported" {
				t.Errorf("%s: %s: %s", config, seen.Ended, seen.Text)
			}
		}
	}
}

func TestCarts(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Carts(t, config) })
	}
}
