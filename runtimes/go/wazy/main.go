// The runner of wazy: an interpreter, and a compiler to machine code, in Go; a
// fork of wazero with an interface of its own.
package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/samyfodil/wazy"
	"github.com/samyfodil/wazy/api"

	"pybadge-wasm/shared"
)

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name:    "wazy",
	Version: shared.LinkedVersion("github.com/samyfodil/wazy"),
	Configs: map[string]func() (shared.Engine, error){
		"compiler":    func() (shared.Engine, error) { return newEngine(wazy.NewRuntimeConfigCompiler()) },
		"interpreter": func() (shared.Engine, error) { return newEngine(wazy.NewRuntimeConfigInterpreter()) },
	},
}

// Config.

type engine struct {
	runtime wazy.Runtime
	// Of every call, which ends when it is cancelled.
	calls  context.Context
	cancel context.CancelFunc
}

func newEngine(config wazy.RuntimeConfig) (shared.Engine, error) {
	calls, cancel := context.WithCancel(context.Background())
	return &engine{wazy.NewRuntimeWithConfig(context.Background(), config), calls, cancel}, nil
}

// Host functions, on the raw stack: their types come from a table. wazy recovers
// a panic and wraps its error.

func (e *engine) bind(module string, imports []shared.Import) error {
	builder := e.runtime.NewHostModuleBuilder(module)
	i32s := slices.Repeat([]api.ValueType{api.ValueTypeI32}, shared.MaxParams)
	for _, host := range imports {
		call := func(_ context.Context, stack []uint64) { shared.Refuse(host.Call(stack)) }
		builder.NewFunctionBuilder().
			WithGoFunction(api.GoFunc(call), i32s[:host.Params], i32s[:host.Results]).Export(host.Name)
	}
	// A script makes one instance after the other, and no name is given twice.
	if last := e.runtime.Module(module); last != nil {
		if err := last.Close(context.Background()); err != nil {
			return err
		}
	}
	_, err := builder.Instantiate(context.Background())
	return err
}

// Module.

type module struct {
	*engine
	compiled wazy.CompiledModule
}

func (e *engine) Compile(code []byte) (shared.Module, error) {
	compiled, err := e.runtime.CompileModule(context.Background(), code)
	return &module{e, compiled}, refused(err)
}

func (m *module) Instantiate(host shared.Embedder) (shared.Instance, error) {
	guest := &instance{engine: m.engine}
	frozen := api.WithMemoryAllocator(context.Background(), api.MemoryAllocatorFunc(freeze))
	// Without names, or an exported _start would run.
	config := wazy.NewModuleConfig().WithName("").WithStartFunctions()
	err := shared.LinkThrough(host, guest.bytes, m.bind, func(code []byte) error {
		between, err := m.runtime.InstantiateWithConfig(frozen, code, wazy.NewModuleConfig().WithName(shared.ImportModule))
		if err == nil {
			guest.memory = between.ExportedMemory(shared.MemoryName)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if guest.module, err = m.runtime.InstantiateModule(frozen, m.compiled, config); err != nil {
		return nil, refused(err)
	}
	guest.memory = cmp.Or(guest.memory, guest.module.ExportedMemory(shared.MemoryName))
	return guest, nil
}

// Instance.

type instance struct {
	*engine
	module api.Module
	memory api.Memory
}

func (i *instance) HasMemory() bool { return i.memory != nil }

func (i *instance) Function(name string) *shared.Function {
	function := i.module.ExportedFunction(name)
	if function == nil {
		return nil
	}
	params := shared.Types(function.Definition().ParamTypes(), typeOf)
	results := shared.Types(function.Definition().ResultTypes(), typeOf)
	return &shared.Function{
		Params: params, Results: results,
		Run: func() error { return trapped(function.CallWithStack(i.calls, nil)) },
		Call: func(arguments []shared.Value) ([]shared.Value, error) {
			words, err := function.Call(i.calls, shared.ToWords[uint64](arguments)...)
			return shared.FromWords(words, results), trapped(err)
		},
	}
}

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.memory == nil {
		return nil
	}
	view, _ := i.memory.Read(0, i.memory.Size())
	return view
}

func freeze(_, _ uint64) api.LinearMemory { return new(shared.FrozenMemory) }

// Interruption.

// Interrupt ends the call in progress.
func (i *instance) Interrupt() { i.cancel() }

// Conversions.

func typeOf(value api.ValueType) shared.Type {
	switch value {
	// Both are in the binary format and in no constant of wazy.
	case 0x70:
		return shared.FuncRef
	case 0x7b:
		return shared.V128
	}
	return shared.Type(api.ValueTypeName(value))
}

// trapped is the error of a call, nil for none. "invalid table access" covers an
// index out of bounds and an element that is null, so it has no kind.
func trapped(err error) error {
	if errors.Is(err, context.Canceled) {
		return shared.Failure(shared.Interrupted, err)
	}
	own := shared.Words{{"stack overflow", shared.StackExhausted}}
	return append(own, shared.Traps...).FailureAfter("wasm error: ", err, shared.Unknown)
}

// refused is the error of a module or an instance, nil for none.
func refused(err error) error {
	switch {
	case err != nil && strings.Contains(err.Error(), "wasm error: "):
		return trapped(err)
	case err != nil && strings.HasPrefix(err.Error(), "import "):
		// Of another type. The words alone are also those for a malformed section.
		return shared.Failure(shared.ImportKind, err)
	}
	return shared.Words{
		{"is disabled", shared.Unsupported},
		{"not exported in module", shared.ImportKind},
		{"not instantiated", shared.ImportKind},
	}.Failure(err, shared.Invalid)
}
