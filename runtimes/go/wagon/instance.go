package main

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/go-interpreter/wagon/exec"
	"github.com/go-interpreter/wagon/wasm"

	"pybadge-wasm/shared"
)

type instance struct {
	badge  *shared.Badge
	module *wasm.Module
	// Nil while the start section runs.
	vm *exec.VM
	// Indices of functions, -1 where there is none.
	start, update int64
}

// export is a function, nil where there is none.
func (i *instance) export(name string) (int64, *wasm.Function) {
	if i.module.Export == nil {
		return -1, nil
	}
	entry, found := i.module.Export.Entries[name]
	if !found || entry.Kind != wasm.ExternalFunction {
		return -1, nil
	}
	return int64(entry.Index), i.module.GetFunction(int(entry.Index))
}

// entry is an export of type () -> ().
func (i *instance) entry(name string) int64 {
	index, function := i.export(name)
	if function == nil || len(function.Sig.ParamTypes) != 0 || len(function.Sig.ReturnTypes) != 0 {
		return -1
	}
	return index
}

func (i *instance) Ready() error {
	var memory bool
	if i.module.Export != nil {
		memory = i.module.Export.Entries["memory"].Kind == wasm.ExternalMemory
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

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.vm == nil {
		return nil
	}
	return i.vm.Memory()
}

// Calls.

func (i *instance) Start() error {
	_, err := i.vm.ExecCode(i.start)
	return trapped(err)
}

func (i *instance) Update() error {
	_, err := i.vm.ExecCode(i.update)
	return trapped(err)
}

func (i *instance) Call(name string, arguments []shared.Value) ([]shared.Value, error) {
	index, function := i.export(name)
	if function == nil {
		return nil, shared.NoExport(name)
	}
	given, words := make([]shared.Type, len(arguments)), make([]uint64, len(arguments))
	for n, argument := range arguments {
		given[n], words[n] = argument.Type, argument.Bits
	}
	due := make([]shared.Type, 0)
	for _, param := range function.Sig.ParamTypes {
		due = append(due, types[param])
	}
	if !slices.Equal(given, due) {
		return nil, shared.ArgumentMismatch(given, due)
	}
	result, err := i.vm.ExecCode(index, words...)
	if err != nil {
		return nil, trapped(err)
	}
	return fromEngine(result), nil
}

// Conversions.

var types = map[wasm.ValueType]shared.Type{
	wasm.ValueTypeI32: shared.I32, wasm.ValueTypeI64: shared.I64,
	wasm.ValueTypeF32: shared.F32, wasm.ValueTypeF64: shared.F64,
}

func fromEngine(result any) []shared.Value {
	switch result := result.(type) {
	case uint32:
		return []shared.Value{{Type: shared.I32, Bits: uint64(result)}}
	case uint64:
		return []shared.Value{{Type: shared.I64, Bits: result}}
	case float32:
		return []shared.Value{{Type: shared.F32, Bits: uint64(math.Float32bits(result))}}
	case float64:
		return []shared.Value{{Type: shared.F64, Bits: math.Float64bits(result)}}
	}
	return nil
}

// trapped is the error of a call, nil for none. Go's own errors of arithmetic
// are wagon's too.
func trapped(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, shared.ErrHost):
		return shared.Trap(shared.Host, err)
	case errors.Is(err, exec.ErrUnreachable):
		return shared.Trap(shared.Unreachable, err)
	case errors.Is(err, exec.ErrOutOfBoundsMemoryAccess):
		return shared.Trap(shared.MemoryOutOfBounds, err)
	case errors.Is(err, exec.ErrSignatureMismatch):
		return shared.Trap(shared.IndirectCallTypeMismatch, err)
	case errors.Is(err, exec.ErrUndefinedElementIndex):
		return shared.Trap(shared.TableOutOfBounds, err)
	case strings.Contains(err.Error(), "integer divide by zero"):
		return shared.Trap(shared.IntegerDivideByZero, err)
	}
	return shared.Trap(shared.Unknown, err)
}

// refusal is the error of a module.
func refusal(err error) error {
	var (
		missing  wasm.ExportNotFoundError
		kind     wasm.KindMismatchError
		mismatch wasm.InvalidImportError
	)
	if errors.Is(err, errNoModule) || errors.As(err, &missing) || errors.As(err, &kind) || errors.As(err, &mismatch) {
		return shared.Refusal(shared.ImportKind, err)
	}
	if strings.Contains(err.Error(), "Invalid opcode") {
		return shared.Refusal(shared.Unsupported, err)
	}
	return shared.Refusal(shared.Invalid, err)
}
