package main

import (
	"errors"
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

func (i *instance) HasMemory() bool { return i.memory != nil }

func (i *instance) Signature(name string) (params, results []shared.Type, found bool) {
	function, err := i.guest.Exports.GetRawFunction(name)
	if err != nil {
		return nil, nil, false
	}
	return list(function.Type().Params()), list(function.Type().Results()), true
}

func list(values []*wasmer.ValueType) (all []shared.Type) {
	for _, value := range values {
		all = append(all, shared.Type(value.Kind().String()))
	}
	return all
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
		return nil, err
	}
	results := list(function.Type().Results())
	for _, ty := range results {
		if !slices.Contains([]shared.Type{shared.I32, shared.I64, shared.F32, shared.F64}, ty) {
			return nil, shared.Refusal(shared.Unsupported, "the Go package has no values of type "+string(ty))
		}
	}
	inputs := make([]any, len(arguments))
	for n, argument := range arguments {
		inputs[n] = argument.Go()
	}
	output, err := function.Call(inputs...)
	if err != nil {
		return nil, i.trapped(err)
	}
	values := make([]shared.Value, len(results))
	for n, ty := range results {
		if several, ok := output.([]any); ok {
			values[n] = shared.FromGo(several[n], ty)
		} else {
			values[n] = shared.FromGo(output, ty)
		}
	}
	return values, nil
}

// Conversions.

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
