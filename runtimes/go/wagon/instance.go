package main

import (
	"errors"
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

func (i *instance) HasMemory() bool {
	return i.module.Export != nil && i.module.Export.Entries["memory"].Kind == wasm.ExternalMemory
}

func (i *instance) Signature(name string) (params, results []shared.Type, found bool) {
	_, function := i.export(name)
	if function == nil {
		return nil, nil, false
	}
	return list(function.Sig.ParamTypes), list(function.Sig.ReturnTypes), true
}

func list(values []wasm.ValueType) (all []shared.Type) {
	for _, value := range values {
		all = append(all, shared.Type(value.String()))
	}
	return all
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
	var words []uint64
	for _, argument := range arguments {
		words = append(words, argument.Bits)
	}
	index, _ := i.export(name)
	result, err := i.vm.ExecCode(index, words...)
	_, results, _ := i.Signature(name)
	if err != nil || len(results) == 0 {
		return nil, trapped(err)
	}
	return []shared.Value{shared.FromGo(result, results[0])}, nil
}

// Conversions.

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
