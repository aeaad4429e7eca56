// The runner of wasmtime-go: Wasmtime behind cgo, its compiler and its
// interpreter Pulley.
package main

import (
	"errors"
	"os"
	"slices"

	"github.com/bytecodealliance/wasmtime-go/v44"

	"pybadge-wasm/shared"
)

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name:    "wasmtime-go",
	Version: shared.LinkedVersion("github.com/bytecodealliance/wasmtime-go/v44"),
	Configs: map[string]func() (shared.Engine, error){
		"cranelift": func() (shared.Engine, error) { return newEngine("", false, false) },
		"pulley":    func() (shared.Engine, error) { return newEngine("pulley64", false, false) },
		"fuel":      func() (shared.Engine, error) { return newEngine("", true, false) },
		"epoch":     func() (shared.Engine, error) { return newEngine("", false, true) },
	},
}

// Config.

type engine struct {
	*wasmtime.Engine
	fuel, epochs bool
}

func newEngine(target string, fuel, epochs bool) (shared.Engine, error) {
	config := wasmtime.NewConfig()
	config.SetConsumeFuel(fuel)
	config.SetEpochInterruption(epochs)
	// Code generation in one thread, as with the other runtimes. The library
	// has no switch for it here; its thread pool reads this.
	err := os.Setenv("RAYON_NUM_THREADS", "1")
	if target != "" {
		err = errors.Join(err, config.SetTarget(target))
	}
	return &engine{wasmtime.NewEngineWithConfig(config), fuel, epochs}, err
}

// Host functions. Without types: the library calls those of plain Go types
// through reflection.

func (i *instance) bind(linker *wasmtime.Linker, host shared.Embedder) (err error) {
	i32 := []*wasmtime.ValType{wasmtime.NewValType(wasmtime.KindI32)}
	for _, host := range host.Imports(i.bytes) {
		ty := wasmtime.NewFuncType(slices.Repeat(i32, host.Params), slices.Repeat(i32, host.Results))
		call := func(_ *wasmtime.Caller, given []wasmtime.Val) ([]wasmtime.Val, *wasmtime.Trap) {
			result, err := shared.On(host, given, wasmtime.Val.I32)
			if err != nil {
				return nil, wasmtime.NewTrap(err.Error())
			}
			return []wasmtime.Val{wasmtime.ValI32(result)}[:host.Results], nil
		}
		err = errors.Join(err, linker.FuncNew(shared.ImportModule, host.Name, ty, call))
	}
	return errors.Join(err, host.Memory().Offer(i.bytes, func(pages uint32) error {
		ty, err := wasmtime.NewMemoryType(pages, true, pages, false)
		if err != nil {
			return err
		}
		if i.memory, err = wasmtime.NewMemory(i.store, ty); err == nil {
			err = linker.Define(i.store, shared.ImportModule, shared.MemoryName, i.memory)
		}
		return err
	}))
}

// Module.

type module struct {
	*engine
	compiled *wasmtime.Module
}

func (e *engine) Compile(code []byte) (shared.Module, error) {
	compiled, err := wasmtime.NewModule(e.Engine, code)
	return &module{e, compiled}, failure(err, shared.Invalid)
}

func (m *module) Instantiate(host shared.Embedder) (shared.Instance, error) {
	i := &instance{engine: m.engine.Engine, store: wasmtime.NewStore(m.engine.Engine)}
	i.store.Limiter(m.memorySize(), -1, -1, -1, -1)
	// Of the start section: budgets and deadlines are those of calls.
	var err error
	if m.fuel {
		err = i.store.SetFuel(1 << 62)
	}
	if m.epochs {
		i.store.SetEpochDeadline(1)
	}
	linker := wasmtime.NewLinker(m.engine.Engine)
	if err = errors.Join(err, i.bind(linker, host)); err != nil {
		return nil, err
	}
	if i.guest, err = linker.Instantiate(i.store, m.compiled); err != nil {
		return nil, failure(err, shared.ImportKind)
	}
	if memory := i.guest.GetExport(i.store, shared.MemoryName); memory != nil && i.memory == nil {
		i.memory = memory.Memory()
	}
	switch {
	case m.fuel:
		return &metered{i}, nil
	case m.epochs:
		return &interruptible{i}, nil
	}
	return i, nil
}

// memorySize is the initial size of the memory exported, in bytes, and no limit
// where there is none.
func (m *module) memorySize() int64 {
	for _, export := range m.compiled.Exports() {
		if memory := export.Type().MemoryType(); memory != nil {
			return int64(memory.Minimum() << 16)
		}
	}
	return -1
}

// Instance.

type instance struct {
	engine *wasmtime.Engine
	store  *wasmtime.Store
	guest  *wasmtime.Instance
	memory *wasmtime.Memory
}

func (i *instance) HasMemory() bool { return i.memory != nil }

func (i *instance) Function(name string) *shared.Function {
	function := i.guest.GetFunc(i.store, name)
	if function == nil {
		return nil
	}
	params := shared.NamedTypes(function.Type(i.store).Params())
	results := shared.NamedTypes(function.Type(i.store).Results())
	return &shared.Function{
		Params: params, Results: results,
		Run: func() error {
			_, err := function.Call(i.store)
			return failure(err, shared.Other)
		},
		Call: func(arguments []shared.Value) ([]shared.Value, error) {
			if slices.Contains(slices.Concat(params, results), shared.V128) {
				return nil, shared.Failure(shared.Unsupported, "the Go package has no values of type v128")
			}
			output, err := function.Call(i.store, shared.ToGo(arguments)...)
			return shared.FromGoes(output, results, wasmtime.Val.Get), failure(err, shared.Other)
		},
	}
}

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.memory == nil {
		return nil
	}
	return i.memory.UnsafeData(i.store)
}

// Fuel and interruption.

type metered struct{ *instance }

func (i *metered) SetFuel(units uint64) error { return i.store.SetFuel(units) }

func (i *metered) FuelLeft() (uint64, error) { return i.store.GetFuel() }

type interruptible struct{ *instance }

// Interrupt ends the call in progress: the deadline of every call is one epoch
// away.
func (i *interruptible) Interrupt() { i.engine.IncrementEpoch() }

// Conversions.

// failure is a trap or, where the engine does not call it one, a refusal; nil
// for no error.
func failure(err error, otherwise shared.Kind) error {
	var trap *wasmtime.Trap
	if errors.As(err, &trap) {
		own := shared.Words{{"all fuel consumed", shared.OutOfFuel}, {"interrupt", shared.Interrupted}}
		return append(own, shared.Traps...).FailureAfter("wasm trap: ", err, shared.Unknown)
	}
	return shared.Words{{"support is not enabled", shared.Unsupported}}.Failure(err, otherwise)
}
