package main

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/wasmerio/wasmer-go/wasmer"

	"pybadge-wasm/shared"
)

type instance struct {
	guest         *wasmer.Instance
	memory        *wasmer.Memory
	start, update wasmer.NativeFunction
	// Whether a host function refused its arguments.
	refused bool
}

// entry is an export of type () -> (), nil where there is none.
func (i *instance) entry(name string) wasmer.NativeFunction {
	function, err := i.guest.Exports.GetRawFunction(name)
	if err != nil || function.ParameterArity() != 0 || function.ResultArity() != 0 {
		return nil
	}
	return function.Native()
}

func (i *instance) Ready() error {
	switch {
	case i.memory == nil:
		return shared.NoExport("memory")
	case i.start == nil:
		return shared.NoExport("start")
	case i.update == nil:
		return shared.NoExport("update")
	}
	return nil
}

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.memory == nil {
		return nil
	}
	return i.memory.Data()
}

// Calls.

func (i *instance) Start() error {
	_, err := i.start()
	return i.trapped(err)
}

func (i *instance) Update() error {
	_, err := i.update()
	return i.trapped(err)
}

func (i *instance) Call(name string, arguments []shared.Value) ([]shared.Value, error) {
	function, err := i.guest.Exports.GetRawFunction(name)
	if err != nil {
		return nil, shared.NoExport(name)
	}
	given, inputs := make([]shared.Type, len(arguments)), make([]any, len(arguments))
	for n, argument := range arguments {
		given[n], inputs[n] = argument.Type, toEngine(argument)
	}
	due := make([]shared.Type, 0)
	for _, param := range function.Type().Params() {
		due = append(due, types[param.Kind()])
	}
	if !slices.Equal(given, due) {
		return nil, shared.ArgumentMismatch(given, due)
	}
	for _, result := range function.Type().Results() {
		if _, known := types[result.Kind()]; !known {
			return nil, shared.Refusal(shared.Unsupported, "the Go package has no values of type "+result.Kind().String())
		}
	}
	output, err := function.Call(inputs...)
	if err != nil {
		return nil, i.trapped(err)
	}
	outputs, several := output.([]any)
	if !several && output != nil {
		outputs = []any{output}
	}
	var values []shared.Value
	for _, output := range outputs {
		values = append(values, fromEngine(output))
	}
	return values, nil
}

// Conversions.

var types = map[wasmer.ValueKind]shared.Type{
	wasmer.I32: shared.I32, wasmer.I64: shared.I64, wasmer.F32: shared.F32, wasmer.F64: shared.F64,
}

func toEngine(value shared.Value) any {
	switch value.Type {
	case shared.I32:
		return int32(value.Bits)
	case shared.I64:
		return int64(value.Bits)
	case shared.F32:
		return math.Float32frombits(uint32(value.Bits))
	case shared.F64:
		return math.Float64frombits(value.Bits)
	}
	return nil
}

func fromEngine(value any) shared.Value {
	switch value := value.(type) {
	case int32:
		return shared.Value{Type: shared.I32, Bits: uint64(uint32(value))}
	case int64:
		return shared.Value{Type: shared.I64, Bits: uint64(value)}
	case float32:
		return shared.Value{Type: shared.F32, Bits: uint64(math.Float32bits(value))}
	case float64:
		return shared.Value{Type: shared.F64, Bits: math.Float64bits(value)}
	}
	return shared.Null(shared.ExternRef, value == nil)
}

// traps has Wasmer's words for a trap: it has no codes here.
var traps = map[string]shared.Kind{
	"unreachable":                                   shared.Unreachable,
	"out of bounds memory access":                   shared.MemoryOutOfBounds,
	"undefined element: out of bounds table access": shared.TableOutOfBounds,
	"out of bounds table access":                    shared.TableOutOfBounds,
	"uninitialized element":                         shared.UninitializedElement,
	"indirect call type mismatch":                   shared.IndirectCallTypeMismatch,
	"integer divide by zero":                        shared.IntegerDivideByZero,
	"integer overflow":                              shared.IntegerOverflow,
	"invalid conversion to integer":                 shared.InvalidConversion,
	"call stack exhausted":                          shared.StackExhausted,
}

// trapped is the error of a call, nil for none.
func (i *instance) trapped(err error) error {
	if err == nil {
		return nil
	}
	if i.refused {
		return shared.Trap(shared.Host, err)
	}
	if kind, known := traps[strings.TrimPrefix(err.Error(), "RuntimeError: ")]; known {
		return shared.Trap(kind, err)
	}
	return shared.Trap(shared.Unknown, err)
}

// unlinked is the error of an instance.
func (i *instance) unlinked(err error) error {
	var trap *wasmer.TrapError
	if i.refused || errors.As(err, &trap) {
		return i.trapped(err)
	}
	return shared.Refusal(shared.ImportKind, err)
}

// refusal is the error of a module.
func refusal(err error) error {
	text := err.Error()
	if strings.Contains(text, "support is not enabled") || strings.Contains(text, "returns multiple values") || strings.Contains(text, "not yet implemented") {
		return shared.Refusal(shared.Unsupported, err)
	}
	return shared.Refusal(shared.Invalid, err)
}
