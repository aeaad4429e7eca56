package main

import (
	"context"
	"errors"
	"strings"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"

	"pybadge-wasm/shared"
)

var types = map[api.ValueType]shared.Type{
	api.ValueTypeI32: shared.I32, api.ValueTypeI64: shared.I64,
	api.ValueTypeF32: shared.F32, api.ValueTypeF64: shared.F64,
	api.ValueTypeExternref: shared.ExternRef,
	// Both are in the binary format and in no constant of wazero.
	0x70: shared.FuncRef, 0x7b: shared.V128,
}

func list(values []api.ValueType) (all []shared.Type) {
	for _, value := range values {
		all = append(all, types[value])
	}
	return all
}

func call(function api.Function, calls context.Context, arguments []shared.Value) ([]shared.Value, error) {
	var words []uint64
	for _, argument := range arguments {
		words = append(words, argument.Bits)
		if argument.Type == shared.V128 {
			words = append(words, argument.High)
		}
	}
	words, err := function.Call(calls, words...)
	if err != nil {
		return nil, trapped(err)
	}
	var values []shared.Value
	for _, result := range list(function.Definition().ResultTypes()) {
		value := shared.Value{Type: result, Bits: words[0]}
		words = words[1:]
		if value.Type == shared.V128 {
			value.High, words = words[0], words[1:]
		}
		values = append(values, value)
	}
	return values, nil
}

// traps has wazero's words for a trap; "invalid table access" covers an index
// out of bounds and an element that is null, so it has no kind.
var traps = map[string]shared.Kind{
	"unreachable":                   shared.Unreachable,
	"out of bounds memory access":   shared.MemoryOutOfBounds,
	"indirect call type mismatch":   shared.IndirectCallTypeMismatch,
	"integer divide by zero":        shared.IntegerDivideByZero,
	"integer overflow":              shared.IntegerOverflow,
	"invalid conversion to integer": shared.InvalidConversion,
	"stack overflow":                shared.StackExhausted,
}

// trapped is the error of a call, nil for none.
func trapped(err error) error {
	if err == nil {
		return nil
	}
	var exit *sys.ExitError
	switch {
	case errors.Is(err, shared.ErrHost):
		return shared.Trap(shared.Host, err)
	case errors.As(err, &exit):
		return shared.Trap(shared.Interrupted, err)
	}
	if kind, known := traps[words(err)]; known {
		return shared.Trap(kind, err)
	}
	return shared.Trap(shared.Unknown, err)
}

// words are those for a trap: the compiler's stack overflow comes bare, the
// others stand between a prefix and a stack trace.
func words(err error) string {
	text := err.Error()
	if _, after, found := strings.Cut(text, "wasm error: "); found {
		text, _, _ = strings.Cut(after, "\n")
	}
	return text
}

// refusal is the error of a module or an instance.
func refusal(err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "wasm error: "), errors.Is(err, shared.ErrHost):
		return trapped(err)
	case strings.Contains(text, "is disabled"):
		return shared.Refusal(shared.Unsupported, err)
	case strings.HasPrefix(text, "import "), strings.Contains(text, "not exported in module"),
		strings.Contains(text, "not instantiated"):
		return shared.Refusal(shared.ImportKind, err)
	}
	return shared.Refusal(shared.Invalid, err)
}
