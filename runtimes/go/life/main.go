// The runner of Life: an interpreter in Go, and code that clang compiles from C
// which Life writes.
package main

import (
	"fmt"
	"os"

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
		"gas": func() (shared.Engine, error) {
			return &engine{gas: &compiler.SimpleGasPolicy{GasPerInstruction: 1}}, nil
		},
		"aot": func() (shared.Engine, error) { return &engine{native: true}, nil },
	},
}

// Config.

type engine struct {
	// Nil where nothing is metered.
	gas compiler.GasPolicy
	// Whether clang compiles the code.
	native bool
}

// Host functions: all arguments are 64 bits wide, and a panic is the only way
// to refuse them.

type resolver struct {
	imports map[string]exec.FunctionImport
}

func (r *resolver) bind(badge *shared.Badge) {
	r.imports = map[string]exec.FunctionImport{}
	for _, host := range badge.Imports() {
		r.imports[host.Name] = func(vm *exec.VirtualMachine) int64 {
			var arguments [6]int32
			for n, local := range vm.GetCurrentFrame().Locals[:host.Params] {
				arguments[n] = int32(local)
			}
			result, err := host.Call(vm.Memory, arguments[:])
			if err != nil {
				panic(err)
			}
			return int64(result)
		}
	}
}

func (r *resolver) ResolveFunc(_, name string) exec.FunctionImport { return r.imports[name] }

func (r *resolver) ResolveGlobal(module, name string) int64 {
	panic(fmt.Errorf("no global %s.%s", module, name))
}

// checkImports does what Life leaves out: it looks for a function when it is
// first called, and never at its type.
func checkImports(base *wasm.Module, badge *shared.Badge) error {
	if base.Import == nil {
		return nil
	}
	for _, entry := range base.Import.Entries {
		refuse := func(why string) error {
			return shared.Refusal(shared.ImportKind, fmt.Sprintf("import %s.%s %s", entry.ModuleName, entry.FieldName, why))
		}
		function, isFunction := entry.Type.(wasm.FuncImport)
		found := false
		for _, host := range badge.Imports() {
			if !isFunction || entry.ModuleName != shared.ImportModule || entry.FieldName != host.Name {
				continue
			}
			found = true
			ty := base.Types.Entries[function.Type]
			if len(ty.ParamTypes) != host.Params || len(ty.ReturnTypes) != host.Results {
				return refuse("has another type")
			}
			for _, value := range append(append([]wasm.ValueType{}, ty.ParamTypes...), ty.ReturnTypes...) {
				if value != wasm.ValueTypeI32 {
					return refuse("has another type")
				}
			}
		}
		if !found {
			return refuse("does not exist")
		}
	}
	return nil
}

// Module.

type module struct {
	*engine
	resolver *resolver
	compiled *exec.Module
	native   exec.AOTService
}

// Compile recovers the panics with which Life meets what it does not know.
func (e *engine) Compile(code []byte) (shared.Module, error) {
	m := &module{engine: e, resolver: &resolver{}}
	err := shared.Recovering(func() (err error) {
		if m.compiled, err = exec.NewModule(code, exec.VMConfig{}, m.resolver, e.gas); err != nil {
			return shared.Refusal(shared.Invalid, err)
		}
		if functions := m.compiled.Module.Base.Function; functions != nil && len(m.compiled.FunctionCode) == 0 {
			// Life recovers a panic of its translator, loses it, and returns
			// neither code nor an error.
			return shared.Refusal(shared.Unsupported, "Life translated none of the functions, and gives no reason")
		}
		if e.native {
			m.native, err = compileNative(m.compiled)
		}
		return err
	}, func(panicked any) error { return shared.Refusal(shared.Unsupported, panicked) })
	return m, err
}

// compileNative gives Life a directory for what it leaves behind.
func compileNative(compiled *exec.Module) (exec.AOTService, error) {
	usual := os.TempDir()
	directory, err := os.MkdirTemp(usual, "life-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	if err := os.Setenv("TMPDIR", directory); err != nil {
		return nil, err
	}
	native := platform.FullAOTCompileModule(compiled)
	if native == nil {
		return nil, shared.Refusal(shared.Unsupported, "no code came of clang; standard error says why")
	}
	return native, os.Setenv("TMPDIR", usual)
}

func (m *module) Instantiate(badge *shared.Badge) (shared.Instance, error) {
	i := &instance{}
	base := m.compiled.Module.Base
	if err := checkImports(base, badge); err != nil {
		return nil, err
	}
	m.resolver.bind(badge)
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
	}, func(panicked any) error { return shared.Refusal(shared.Other, panicked) })
	if err != nil {
		return nil, err
	}
	if start := base.Start; start != nil {
		// Life leaves the start section to its user.
		if _, err := i.run(int(start.Index)); err != nil {
			return nil, err
		}
	}
	// -1 where there is none.
	i.start, _ = i.vm.GetFunctionExport("start")
	i.update, _ = i.vm.GetFunctionExport("update")
	if m.gas != nil {
		return &metered{i}, nil
	}
	return i, nil
}
