package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-interpreter/wagon/wasm"
	"github.com/perlin-network/life/exec"

	"pybadge-wasm/shared"
)

type instance struct {
	vm *exec.VirtualMachine
	// Indices of functions, -1 where there is none.
	start, update int
}

func (i *instance) HasMemory() bool {
	exports := i.vm.Module.Base.Export
	return exports != nil && exports.Entries["memory"].Kind == wasm.ExternalMemory
}

func (i *instance) Signature(name string) (params, results []shared.Type, found bool) {
	index, found := i.vm.GetFunctionExport(name)
	ty := i.ty(index)
	return list(ty.ParamTypes), list(ty.ReturnTypes), found
}

func list(values []wasm.ValueType) (all []shared.Type) {
	for _, value := range values {
		all = append(all, shared.Type(value.String()))
	}
	return all
}

// ty is the type of a function, imported ones first.
func (i *instance) ty(index int) wasm.FunctionSig {
	base := i.vm.Module.Base
	var indices []uint32
	if base.Import != nil {
		for _, entry := range base.Import.Entries {
			if function, ok := entry.Type.(wasm.FuncImport); ok {
				indices = append(indices, function.Type)
			}
		}
	}
	if base.Function != nil {
		indices = append(indices, base.Function.Types...)
	}
	if index < 0 || index >= len(indices) {
		return wasm.FunctionSig{}
	}
	return base.Types.Entries[indices[index]]
}

// Calls.

func (i *instance) Start() error {
	_, err := i.run(i.start)
	return err
}

func (i *instance) Update() error {
	_, err := i.run(i.update)
	return err
}

// run recovers the panics of code that clang compiled; those of the
// interpreter come back as errors.
func (i *instance) run(function int, arguments ...int64) (result int64, err error) {
	err = shared.Recovering(func() (err error) {
		result, err = i.vm.Run(function, arguments...)
		return trapped(err)
	}, func(panicked any) error { return trapped(fmt.Errorf("panic: %v", panicked)) })
	return result, err
}

func (i *instance) Call(name string, arguments []shared.Value) ([]shared.Value, error) {
	var words []int64
	for _, argument := range arguments {
		words = append(words, int64(argument.Bits))
	}
	index, _ := i.vm.GetFunctionExport(name)
	result, err := i.run(index, words...)
	_, results, _ := i.Signature(name)
	if err != nil || len(results) == 0 {
		return nil, err
	}
	return []shared.Value{shared.FromGo(result, results[0])}, nil
}

// Fuel.

type metered struct{ *instance }

// SetFuel begins to count anew: Life's limit holds for the machine's life.
func (m *metered) SetFuel(units uint64) error {
	m.vm.Gas, m.vm.Config.GasLimit = 0, units
	return nil
}

func (m *metered) FuelLeft() (uint64, error) { return m.vm.Config.GasLimit - m.vm.Gas, nil }

// Conversions.

// traps has Life's words for a trap. An index of Go that is out of range may be
// that of the table or of what an element names, so it has no kind.
var traps = []struct {
	words string
	kind  shared.Kind
}{
	{"wasm: unreachable executed", shared.Unreachable},
	{"integer division by zero", shared.IntegerDivideByZero},
	{"signed integer overflow", shared.IntegerOverflow},
	{"call stack overflow", shared.StackExhausted},
	{"gas limit exceeded", shared.OutOfFuel},
	{"type mismatch", shared.IndirectCallTypeMismatch},
	{"slice bounds out of range", shared.MemoryOutOfBounds},
}

// trapped is the error of a call, nil for none.
func trapped(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, shared.ErrHost) {
		return shared.Trap(shared.Host, err)
	}
	for _, trap := range traps {
		if strings.Contains(err.Error(), trap.words) {
			return shared.Trap(trap.kind, err)
		}
	}
	return shared.Trap(shared.Unknown, err)
}
