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
	for config := range runtime.Configs {
		t.Run(config, func(t *testing.T) { probe.Behaves(t, config, map[string]string{}) })
	}
}

func TestALoopEnds(t *testing.T) {
	for config, options := range map[string]probe.Options{
		"fuel":  {Fuel: 1_000_000},
		"epoch": {InterruptMs: 50},
	} {
		due := map[string]string{"fuel": "trap out-of-fuel", "epoch": "trap interrupted"}[config]
		if seen := probe.Run(t, config, "loop", options); seen.Ended != due {
			t.Errorf("%s: %s: %s", config, seen.Ended, seen.Text)
		}
		if seen := probe.Run(t, "cranelift", "loop", options); seen.Ended != "fail instantiate unsupported" {
			t.Errorf("cranelift: %s: %s", seen.Ended, seen.Text)
		}
	}
}

func TestFuelIsSetAnewForEachCall(t *testing.T) {
	seen := probe.Run(t, "fuel", "vectors", probe.Options{Frames: 2, Fuel: 1000})
	first, second := seen.Lines[4]["fuel"], seen.Lines[5]["fuel"]
	if seen.Ended != "done" || first == nil || second == nil || first.(float64) <= second.(float64) || second.(float64) <= 0 {
		t.Errorf("%s: %v, then %v", seen.Ended, first, second)
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
