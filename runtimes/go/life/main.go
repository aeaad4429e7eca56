// The runner of Life: an interpreter in Go, and code that clang compiles from C
// which Life writes.
package main

import (
	"github.com/go-interpreter/wagon/wasm"
	"github.com/perlin-network/life/compiler"
	"github.com/perlin-network/life/exec"
	"github.com/perlin-network/life/platform"

	"pybadge-wasm/shared"
)

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name:    "life",
	Version: shared.LinkedVersion("github.com/perlin-network/life"),
	Configs: map[string]func() (shared.Engine, error){
		"interpreter": func() (shared.Engine, error) { return &engine{}, nil },
		"gas":         func() (shared.Engine, error) { return &engine{gas: metering}, nil },
		"aot":         func() (shared.Engine, error) { return &engine{native: true}, nil },
	},
	ImportsNoMemory: true,
}

// Config.

var metering = &compiler.SimpleGasPolicy{GasPerInstruction: 1}

type engine struct {
	// Nil where nothing is metered.
	gas compiler.GasPolicy
	// Whether clang compiles the code.
	native bool
}

// Host functions: all arguments are 64 bits wide, and a panic is the only way
// to refuse them.

type resolver map[string]exec.FunctionImport

func (r resolver) bind(imports []shared.Import) {
	for _, host := range imports {
		r[host.Name] = func(vm *exec.VirtualMachine) int64 {
			return int64(shared.MustOn(host, vm.GetCurrentFrame().Locals, func(local int64) int32 { return int32(local) }))
		}
	}
}

func (r resolver) ResolveFunc(_, name string) exec.FunctionImport { return r[name] }

func (r resolver) ResolveGlobal(module, name string) int64 { panic("no global " + module + "." + name) }

// check does what Life leaves out: it looks for a function when it is first
// called, and never at its type.
func check(base *wasm.Module, imports []shared.Import) error {
	for _, entry := range base.Import.Entries {
		var ty wasm.FunctionSig
		function, isFunction := entry.Type.(wasm.FuncImport)
		if isFunction {
			ty = base.Types.Entries[function.Type]
		}
		params, results := shared.NamedTypes(ty.ParamTypes), shared.NamedTypes(ty.ReturnTypes)
		if err := shared.CheckImport(imports, entry.ModuleName, entry.FieldName, isFunction, params, results); err != nil {
			return err
		}
	}
	return nil
}

// Module.

type module struct {
	*engine
	resolver resolver
	compiled *exec.Module
	native   exec.AOTService
}

// Compile recovers the panics with which Life meets what it does not know.
func (e *engine) Compile(code []byte) (shared.Module, error) {
	m := &module{engine: e, resolver: resolver{}}
	return m, shared.Recovering(func() (err error) {
		if m.compiled, err = exec.NewModule(code, exec.VMConfig{}, m.resolver, e.gas); err != nil {
			return shared.Failure(shared.Invalid, err)
		}
		if functions := m.compiled.Module.Base.Function; functions != nil && len(m.compiled.FunctionCode) == 0 {
			// Life recovers a panic of its translator, loses it, and returns
			// neither code nor an error.
			return shared.Failure(shared.Unsupported, "Life translated none of the functions, and gives no reason")
		}
		if e.native {
			return shared.InTemporaryDirectory(func() error {
				if native := platform.FullAOTCompileModule(m.compiled); native != nil {
					m.native = native
					return nil
				}
				return shared.Failure(shared.Unsupported, "no code came of clang; standard error says why")
			})
		}
		return nil
	}, func(panicked error) error { return shared.Failure(shared.Unsupported, panicked) })
}

func (m *module) Instantiate(host shared.Embedder) (shared.Instance, error) {
	i, base := &instance{}, m.compiled.Module.Base
	imports := host.Imports(func() []byte { return i.vm.Memory })
	if base.Import != nil {
		if err := check(base, imports); err != nil {
			return nil, err
		}
	}
	m.resolver.bind(imports)
	err := shared.Recovering(func() error {
		i.vm = m.compiled.NewVirtualMachine()
		if memories := base.Memory; memories != nil && len(memories.Entries) > 0 {
			// A limit of zero pages would be none.
			i.vm.Config.MaxMemoryPages = max(1, int(memories.Entries[0].Limits.Initial))
		}
		if m.native != nil {
			i.vm.SetAOTService(m.native)
		}
		return nil
	}, func(panicked error) error { return shared.Failure(shared.Other, panicked) })
	if start := base.Start; err == nil && start != nil {
		// Life leaves the start section to its user.
		_, err = i.run(int(start.Index))
	}
	if m.gas != nil {
		return &metered{i}, err
	}
	return i, err
}

// Instance.

type instance struct{ vm *exec.VirtualMachine }

func (i *instance) HasMemory() bool {
	exports := i.vm.Module.Base.Export
	return exports != nil && exports.Entries[shared.MemoryName].Kind == wasm.ExternalMemory
}

func (i *instance) Function(name string) *shared.Function {
	index, found := i.vm.GetFunctionExport(name)
	if !found {
		return nil
	}
	ty := &wasm.FunctionSig{}
	// Nothing is validated: where there is no function of that index, its call
	// says so.
	if index < len(i.vm.FunctionCode) {
		ty, _ = i.vm.Module.Base.GetFunctionSig(uint32(index))
	}
	results := shared.NamedTypes(ty.ReturnTypes)
	return &shared.Function{
		Params: shared.NamedTypes(ty.ParamTypes), Results: results,
		Run: func() error { _, err := i.run(index); return err },
		Call: func(arguments []shared.Value) ([]shared.Value, error) {
			result, err := i.run(index, shared.ToWords[int64](arguments)...)
			return shared.FromGoes[any](result, results, nil), err
		},
	}
}

// run recovers the panics of code that clang compiled; those of the
// interpreter come back as errors.
func (i *instance) run(function int, arguments ...int64) (result int64, err error) {
	err = shared.Recovering(func() (err error) {
		result, err = i.vm.Run(function, arguments...)
		return trapped(err)
	}, trapped)
	return result, err
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

// trapped is the error of a call, nil for none. An index of Go that is out of
// range may be that of the table or of what an element names, so it has no kind.
func trapped(err error) error {
	return shared.Words{
		{"wasm: unreachable executed", shared.Unreachable},
		{"integer division by zero", shared.IntegerDivideByZero},
		{"signed integer overflow", shared.IntegerOverflow},
		{"call stack overflow", shared.StackExhausted},
		{"gas limit exceeded", shared.OutOfFuel},
		{"type mismatch", shared.IndirectCallTypeMismatch},
		{"slice bounds out of range", shared.MemoryOutOfBounds},
	}.Failure(err, shared.Unknown)
}
