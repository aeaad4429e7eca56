// The runner of wasmer-go: a Wasmer of 2021 behind cgo.
package main

import (
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

// Host functions: the package has none of plain Go types, and gives them no way
// to the guest, so that memory is looked up after instantiation.

func (i *instance) imports(store *wasmer.Store, badge *shared.Badge) *wasmer.ImportObject {
	functions := map[string]wasmer.IntoExtern{}
	for _, host := range badge.Imports() {
		ty := wasmer.NewFunctionType(i32s(host.Params), i32s(host.Results))
		functions[host.Name] = wasmer.NewFunction(store, ty, func(given []wasmer.Value) ([]wasmer.Value, error) {
			var arguments [6]int32
			for n := range given {
				arguments[n] = given[n].I32()
			}
			result, err := host.Call(i.bytes(), arguments[:])
			if err != nil {
				// The error that comes back has only its text.
				i.refused = true
				return nil, err
			}
			if host.Results == 0 {
				return nil, nil
			}
			return []wasmer.Value{wasmer.NewI32(result)}, nil
		})
	}
	object := wasmer.NewImportObject()
	object.Register(shared.ImportModule, functions)
	return object
}

func i32s(count int) []*wasmer.ValueType {
	kinds := []wasmer.ValueKind{wasmer.I32, wasmer.I32, wasmer.I32, wasmer.I32, wasmer.I32, wasmer.I32}
	return wasmer.NewValueTypes(kinds[:count]...)
}

// Module.

type module struct {
	store    *wasmer.Store
	compiled *wasmer.Module
}

func (e *engine) Compile(code []byte) (shared.Module, error) {
	store := wasmer.NewStore(e.Engine)
	compiled, err := wasmer.NewModule(store, code)
	if err != nil {
		return nil, refusal(err)
	}
	return &module{store, compiled}, nil
}

func (m *module) Instantiate(badge *shared.Badge) (shared.Instance, error) {
	i := &instance{}
	var err error
	if i.guest, err = wasmer.NewInstance(m.compiled, i.imports(m.store, badge)); err != nil {
		return nil, i.unlinked(err)
	}
	if memory, err := i.guest.Exports.GetMemory("memory"); err == nil {
		i.memory = memory
	}
	// Nil where there is none.
	i.start, _ = i.guest.Exports.GetFunction("start")
	i.update, _ = i.guest.Exports.GetFunction("update")
	return i, nil
}
