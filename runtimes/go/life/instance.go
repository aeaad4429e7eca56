package main

import (
	"errors"
	"fmt"
	"slices"
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

// entry is an export of type () -> ().
func (i *instance) entry(name string) int {
	index, found := i.vm.GetFunctionExport(name)
	if ty := i.ty(index); !found || len(ty.ParamTypes) != 0 || len(ty.ReturnTypes) != 0 {
		return -1
	}
	return index
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

func (i *instance) Ready() error {
	var memory bool
	if exports := i.vm.Module.Base.Export; exports != nil {
		memory = exports.Entries["memory"].Kind == wasm.ExternalMemory
	}
	switch {
	case !memory:
		return shared.NoExport("memory")
	case i.start < 0:
		return shared.NoExport("start")
	case i.update < 0:
		return shared.NoExport("update")
	}
	return nil
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
	index, found := i.vm.GetFunctionExport(name)
	if !found {
		return nil, shared.NoExport(name)
	}
	given, words := make([]shared.Type, len(arguments)), make([]int64, len(arguments))
	for n, argument := range arguments {
		given[n], words[n] = argument.Type, int64(argument.Bits)
	}
	ty := i.ty(index)
	due := make([]shared.Type, 0)
	for _, param := range ty.ParamTypes {
		due = append(due, types[param])
	}
	if !slices.Equal(given, due) {
		return nil, shared.ArgumentMismatch(given, due)
	}
	result, err := i.run(index, words...)
	if err != nil || len(ty.ReturnTypes) == 0 {
		return nil, err
	}
	return []shared.Value{{Type: types[ty.ReturnTypes[0]], Bits: uint64(result)}}, nil
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

var types = map[wasm.ValueType]shared.Type{
	wasm.ValueTypeI32: shared.I32, wasm.ValueTypeI64: shared.I64,
	wasm.ValueTypeF32: shared.F32, wasm.ValueTypeF64: shared.F64,
}

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
