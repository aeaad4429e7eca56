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

// Where the engine departs from what is expected, the deviation is declared
// here: it is then asserted.
func TestBehaviour(t *testing.T) {
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Behaves(t, config, map[string]string{}) })
	}
}
