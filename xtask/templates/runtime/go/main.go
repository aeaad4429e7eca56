// The runner of {{name}}: to be written: what kind of engine it is.
//
// Every part that is not written yet refuses and says what it has to do.
package main

import "pybadge-wasm/shared"

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name: "{{name}}",
	// To be written: shared.LinkedVersion("path of the engine's Go module").
	Version: "unknown",
	Configs: map[string]func() (shared.Engine, error){
		"default": func() (shared.Engine, error) { return engine{}, nil },
	},
}

func unwritten(part string) error {
	return shared.Failure(shared.Other, "not written yet: "+part)
}

// Config.

type engine struct{}

// Module.

type module struct{}

func (engine) Compile(code []byte) (shared.Module, error) {
	return nil, unwritten("compile: decode, validate and translate the bytes; bytes that are no valid module are shared.Invalid")
}

func (module) Instantiate(host shared.Embedder) (shared.Instance, error) {
	return nil, unwritten("instantiate: limit memory to its initial size, register host.Imports() by shared.On, give the guest the memory of host if there is one, run the start section; a missing import is shared.ImportKind")
}

// Instance. An engine that meters or can be interrupted implements
// shared.Metered or shared.Interruptible as well.

type instance struct{}

// To be written: whether the guest exports its memory as "memory".
func (instance) HasMemory() bool { return false }

// To be written: any exported function, nil where there is none.
func (instance) Function(name string) *shared.Function {
	// To be written: its types, by shared.Types.
	var params, results []shared.Type
	return &shared.Function{
		Params: params, Results: results,
		Run: func() error {
			return unwritten("start and update: a call without arguments; each trap of the engine has its kind, by shared.Words or its codes")
		},
		Call: func(arguments []shared.Value) ([]shared.Value, error) {
			return nil, unwritten("call: with values converted; the arguments fit")
		},
	}
}

// What the shared package asks for.
var (
	_ shared.Engine   = engine{}
	_ shared.Module   = module{}
	_ shared.Instance = instance{}
)
