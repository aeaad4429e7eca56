package main

import (
	"errors"
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

func (i *instance) HasMemory() bool { return i.memory != nil }

func (i *instance) Signature(name string) (params, results []shared.Type, found bool) {
	function := i.guest.GetFunc(i.store, name)
	if function == nil {
		return nil, nil, false
	}
	ty := function.Type(i.store)
	return list(ty.Params()), list(ty.Results()), true
}

func list(values []*wasmtime.ValType) (all []shared.Type) {
	for _, value := range values {
		all = append(all, shared.Type(value.String()))
	}
	return all
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
	params, results, _ := i.Signature(name)
	if slices.Contains(append(params, results...), shared.V128) {
		return nil, shared.Refusal(shared.Unsupported, "the Go package has no values of type v128")
	}
	inputs := make([]any, len(arguments))
	for n, argument := range arguments {
		inputs[n] = argument.Go()
	}
	output, err := i.guest.GetFunc(i.store, name).Call(i.store, inputs...)
	if err != nil {
		return nil, i.failure(err, shared.Other)
	}
	values := make([]shared.Value, len(results))
	for n, ty := range results {
		if several, ok := output.([]wasmtime.Val); ok {
			values[n] = fromEngine(several[n].Get(), ty)
		} else {
			values[n] = fromEngine(output, ty)
		}
	}
	return values, nil
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

// fromEngine knows that a null reference to a function comes with a type.
func fromEngine(value any, ty shared.Type) shared.Value {
	if function, ok := value.(*wasmtime.Func); ok && function == nil {
		value = nil
	}
	return shared.FromGo(value, ty)
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
