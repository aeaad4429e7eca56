package main

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/bytecodealliance/wasmtime-go/v44"

	"pybadge-wasm/shared"
)

type instance struct {
	engine        *wasmtime.Engine
	store         *wasmtime.Store
	guest         *wasmtime.Instance
	memory        *wasmtime.Memory
	start, update *wasmtime.Func
	// Whether a host function refused its arguments.
	refused bool
}

// entry is an export of type () -> (), nil where there is none.
func (i *instance) entry(name string) *wasmtime.Func {
	function := i.guest.GetFunc(i.store, name)
	if function == nil {
		return nil
	}
	if ty := function.Type(i.store); len(ty.Params()) != 0 || len(ty.Results()) != 0 {
		return nil
	}
	return function
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
func (i *instance) bytes(store wasmtime.Storelike) []byte {
	if i.memory == nil {
		return nil
	}
	return i.memory.UnsafeData(store)
}

// Calls.

func (i *instance) Start() error {
	_, err := i.start.Call(i.store)
	return i.failure(err, shared.Other)
}

func (i *instance) Update() error {
	_, err := i.update.Call(i.store)
	return i.failure(err, shared.Other)
}

func (i *instance) Call(name string, arguments []shared.Value) ([]shared.Value, error) {
	function := i.guest.GetFunc(i.store, name)
	if function == nil {
		return nil, shared.NoExport(name)
	}
	given, due := make([]shared.Type, len(arguments)), []shared.Type{}
	inputs := make([]any, len(arguments))
	for n, argument := range arguments {
		given[n], inputs[n] = argument.Type, toEngine(argument)
	}
	ty := function.Type(i.store)
	for _, param := range ty.Params() {
		due = append(due, shared.Type(param.String()))
	}
	if !slices.Equal(given, due) {
		return nil, shared.ArgumentMismatch(given, due)
	}
	if slices.Contains(due, shared.V128) || slices.ContainsFunc(ty.Results(), isVector) {
		return nil, shared.Refusal(shared.Unsupported, "the Go package has no values of type v128")
	}
	output, err := function.Call(i.store, inputs...)
	if err != nil {
		return nil, i.failure(err, shared.Other)
	}
	if several, ok := output.([]wasmtime.Val); ok {
		var values []shared.Value
		for n, value := range several {
			values = append(values, fromEngine(value.Get(), ty.Results()[n]))
		}
		return values, nil
	}
	if len(ty.Results()) == 0 {
		return nil, nil
	}
	return []shared.Value{fromEngine(output, ty.Results()[0])}, nil
}

// Fuel and interruption.

type meteredInstance struct{ *instance }

func (i *meteredInstance) SetFuel(units uint64) error { return i.store.SetFuel(units) }

func (i *meteredInstance) FuelLeft() (uint64, error) { return i.store.GetFuel() }

type interruptibleInstance struct{ *instance }

// Interrupt ends the call in progress: the deadline of every call is one epoch
// away.
func (i *interruptibleInstance) Interrupt() { i.engine.IncrementEpoch() }

// Conversions.

func isVector(ty *wasmtime.ValType) bool { return ty.String() == string(shared.V128) }

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

func fromEngine(value any, ty *wasmtime.ValType) shared.Value {
	switch value := value.(type) {
	case int32:
		return shared.Value{Type: shared.I32, Bits: uint64(uint32(value))}
	case int64:
		return shared.Value{Type: shared.I64, Bits: uint64(value)}
	case float32:
		return shared.Value{Type: shared.F32, Bits: uint64(math.Float32bits(value))}
	case float64:
		return shared.Value{Type: shared.F64, Bits: math.Float64bits(value)}
	case *wasmtime.Func:
		return shared.Null(shared.FuncRef, value == nil)
	}
	return shared.Null(shared.Type(ty.String()), value == nil)
}

var traps = map[wasmtime.TrapCode]shared.Kind{
	wasmtime.StackOverflow:          shared.StackExhausted,
	wasmtime.MemoryOutOfBounds:      shared.MemoryOutOfBounds,
	wasmtime.TableOutOfBounds:       shared.TableOutOfBounds,
	wasmtime.IndirectCallToNull:     shared.UninitializedElement,
	wasmtime.BadSignature:           shared.IndirectCallTypeMismatch,
	wasmtime.IntegerOverflow:        shared.IntegerOverflow,
	wasmtime.IntegerDivisionByZero:  shared.IntegerDivideByZero,
	wasmtime.BadConversionToInteger: shared.InvalidConversion,
	wasmtime.UnreachableCodeReached: shared.Unreachable,
	wasmtime.Interrupt:              shared.Interrupted,
	wasmtime.OutOfFuel:              shared.OutOfFuel,
}

// failure is a trap or, where the engine does not call it one, a refusal.
func (i *instance) failure(err error, otherwise shared.Kind) error {
	if err == nil {
		return nil
	}
	if i.refused {
		return shared.Trap(shared.Host, err)
	}
	var trap *wasmtime.Trap
	if !errors.As(err, &trap) {
		return refusal(err, otherwise)
	}
	if code := trap.Code(); code != nil {
		if kind, known := traps[*code]; known {
			return shared.Trap(kind, err)
		}
	}
	return shared.Trap(shared.Unknown, err)
}

func refusal(err error, kind shared.Kind) error {
	if strings.Contains(err.Error(), "support is not enabled") {
		kind = shared.Unsupported
	}
	return shared.Refusal(kind, err)
}
