// The runner of wasmer-go: a Wasmer of 2021 behind cgo.
package main

import (
	"errors"
	"slices"

	"github.com/wasmerio/wasmer-go/wasmer"

	"pybadge-wasm/shared"
)

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name:    "wasmer-go",
	Version: shared.LinkedVersion("github.com/wasmerio/wasmer-go"),
	Configs: map[string]func() (shared.Engine, error){
		"cranelift":  func() (shared.Engine, error) { return newEngine((*wasmer.Config).UseCraneliftCompiler) },
		"singlepass": func() (shared.Engine, error) { return newEngine((*wasmer.Config).UseSinglepassCompiler) },
	},
}

// Config.

type engine struct{ *wasmer.Engine }

func newEngine(compiler func(*wasmer.Config) *wasmer.Config) (shared.Engine, error) {
	return &engine{wasmer.NewEngineWithConfig(compiler(wasmer.NewConfig()))}, nil
}

// Host functions: the package has none of plain Go types.

func imports(store *wasmer.Store, host []shared.Import, memory *wasmer.Memory) *wasmer.ImportObject {
	offered := map[string]wasmer.IntoExtern{}
	if memory != nil {
		offered[shared.MemoryName] = memory
	}
	for _, host := range host {
		ty := wasmer.NewFunctionType(i32s(host.Params), i32s(host.Results))
		offered[host.Name] = wasmer.NewFunction(store, ty, func(given []wasmer.Value) ([]wasmer.Value, error) {
			result, err := shared.On(host, given, func(value wasmer.Value) int32 { return value.I32() })
			return []wasmer.Value{wasmer.NewI32(result)}[:host.Results], err
		})
	}
	object := wasmer.NewImportObject()
	object.Register(shared.ImportModule, offered)
	return object
}

func i32s(count int) []*wasmer.ValueType {
	return wasmer.NewValueTypes(slices.Repeat([]wasmer.ValueKind{wasmer.I32}, count)...)
}

// Module.

type module struct {
	store    *wasmer.Store
	compiled *wasmer.Module
}

func (e *engine) Compile(code []byte) (shared.Module, error) {
	store := wasmer.NewStore(e.Engine)
	compiled, err := wasmer.NewModule(store, code)
	return &module{store, compiled}, shared.Words{
		{"support is not enabled", shared.Unsupported},
		{"returns multiple values", shared.Unsupported},
		{"not yet implemented", shared.Unsupported},
	}.Failure(err, shared.Invalid)
}

// Instantiate looks memory up afterwards, since the package gives host functions
// no way to it.
func (m *module) Instantiate(host shared.Embedder) (shared.Instance, error) {
	i := &instance{}
	err := host.Memory().Offer(i.bytes, func(pages uint32) error {
		limits, err := wasmer.NewLimits(pages, pages)
		if err == nil {
			i.memory = wasmer.NewMemory(m.store, wasmer.NewMemoryType(limits))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if i.guest, err = wasmer.NewInstance(m.compiled, imports(m.store, host.Imports(i.bytes), i.memory)); err != nil {
		var trap *wasmer.TrapError
		if errors.As(err, &trap) {
			return nil, trapped(err)
		}
		return nil, shared.Failure(shared.ImportKind, err)
	}
	if i.memory == nil {
		// Nil where there is none.
		i.memory, _ = i.guest.Exports.GetMemory(shared.MemoryName)
	}
	return i, nil
}

// Instance.

type instance struct {
	guest  *wasmer.Instance
	memory *wasmer.Memory
}

func (i *instance) HasMemory() bool { return i.memory != nil }

func (i *instance) Function(name string) *shared.Function {
	function, err := i.guest.Exports.GetRawFunction(name)
	if err != nil {
		return nil
	}
	typeOf := func(value *wasmer.ValueType) shared.Type { return shared.Type(value.Kind().String()) }
	results := shared.Types(function.Type().Results(), typeOf)
	native := function.Native()
	return &shared.Function{
		Params: shared.Types(function.Type().Params(), typeOf), Results: results,
		Run: func() error {
			_, err := native()
			return trapped(err)
		},
		Call: func(arguments []shared.Value) ([]shared.Value, error) {
			for _, ty := range results {
				if !slices.Contains([]shared.Type{shared.I32, shared.I64, shared.F32, shared.F64}, ty) {
					return nil, shared.Failure(shared.Unsupported, "the Go package has no values of type "+string(ty))
				}
			}
			output, err := native(shared.ToGo(arguments)...)
			return shared.FromGoes(output, results, func(value any) any { return value }), trapped(err)
		},
	}
}

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.memory == nil {
		return nil
	}
	return i.memory.Data()
}

// Conversions.

// trapped is the error of a call, nil for none: it has no codes here.
func trapped(err error) error { return shared.Traps.Failure(err, shared.Unknown) }
