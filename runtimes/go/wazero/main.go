// The runner of wazero: an interpreter, and a compiler to machine code, in Go.
package main

import (
	"context"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"pybadge-wasm/shared"
)

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name:    "wazero",
	Version: shared.LinkedVersion("github.com/tetratelabs/wazero"),
	Configs: map[string]func() (shared.Engine, error){
		"compiler":      func() (shared.Engine, error) { return newEngine(wazero.NewRuntimeConfigCompiler()) },
		"interpreter":   func() (shared.Engine, error) { return newEngine(wazero.NewRuntimeConfigInterpreter()) },
		"interruptible": func() (shared.Engine, error) { return newInterruptible(wazero.NewRuntimeConfigCompiler()) },
	},
}

// Config.

type engine struct {
	runtime wazero.Runtime
	// Of every call; a call ends when it is cancelled, in interruptible alone.
	calls  context.Context
	cancel context.CancelFunc
}

func newEngine(config wazero.RuntimeConfig) (shared.Engine, error) {
	calls := context.Background()
	return &engine{runtime: wazero.NewRuntimeWithConfig(calls, config), calls: calls}, nil
}

func newInterruptible(config wazero.RuntimeConfig) (shared.Engine, error) {
	calls, cancel := context.WithCancel(context.Background())
	config = config.WithCloseOnContextDone(true)
	return &engine{wazero.NewRuntimeWithConfig(context.Background(), config), calls, cancel}, nil
}

// Host functions. On the raw stack, since those of plain Go types are called
// through reflection.

func (e *engine) bind(badge *shared.Badge, memory func() []byte) error {
	builder := e.runtime.NewHostModuleBuilder(shared.ImportModule)
	export := func(name string, params, results int, call func(stack []uint64)) {
		i32s := func(count int) []api.ValueType {
			return []api.ValueType{api.ValueTypeI32, api.ValueTypeI32, api.ValueTypeI32,
				api.ValueTypeI32, api.ValueTypeI32, api.ValueTypeI32}[:count]
		}
		function := api.GoFunc(func(_ context.Context, stack []uint64) { call(stack) })
		builder.NewFunctionBuilder().WithGoFunction(function, i32s(params), i32s(results)).Export(name)
	}
	i32 := api.DecodeI32
	export("rect", 5, 0, func(s []uint64) { badge.Rect(i32(s[0]), i32(s[1]), i32(s[2]), i32(s[3]), i32(s[4])) })
	export("blit", 6, 0, func(s []uint64) {
		refuse(badge.Blit(memory(), i32(s[0]), i32(s[1]), i32(s[2]), i32(s[3]), i32(s[4]), i32(s[5])))
	})
	export("buttons", 0, 1, func(s []uint64) { s[0] = api.EncodeI32(badge.Buttons()) })
	export("millis", 0, 1, func(s []uint64) { s[0] = api.EncodeI32(badge.Millis()) })
	export("random", 0, 1, func(s []uint64) { s[0] = api.EncodeI32(badge.Random()) })
	export("led", 2, 0, func(s []uint64) { badge.Led(i32(s[0]), i32(s[1])) })
	export("tone", 2, 0, func(s []uint64) { badge.Tone(i32(s[0]), i32(s[1])) })
	export("log", 2, 0, func(s []uint64) { refuse(badge.Log(memory(), i32(s[0]), i32(s[1]))) })
	export("clock_ms", 0, 1, func(s []uint64) { s[0] = api.EncodeI32(badge.ClockMs()) })
	_, err := builder.Instantiate(context.Background())
	return err
}

// refuse ends the guest's call; wazero recovers the panic and wraps the error.
func refuse(err error) {
	if err != nil {
		panic(err)
	}
}

// Module.

type module struct {
	*engine
	compiled wazero.CompiledModule
}

func (e *engine) Compile(code []byte) (shared.Module, error) {
	compiled, err := e.runtime.CompileModule(context.Background(), code)
	if err != nil {
		return nil, refusal(err)
	}
	return &module{e, compiled}, nil
}

func (m *module) Instantiate(badge *shared.Badge) (shared.Instance, error) {
	guest := &instance{engine: m.engine}
	if err := m.bind(badge, guest.bytes); err != nil {
		return nil, err
	}
	frozen := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(freeze))
	// Without names, or an exported _start would run.
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions()
	var err error
	if guest.module, err = m.runtime.InstantiateModule(frozen, m.compiled, config); err != nil {
		return nil, refusal(err)
	}
	guest.memory = guest.module.ExportedMemory("memory")
	guest.start, guest.update = guest.module.ExportedFunction("start"), guest.module.ExportedFunction("update")
	if m.cancel != nil {
		return &interruptible{guest}, nil
	}
	return guest, nil
}

// Instance.

type instance struct {
	*engine
	module        api.Module
	memory        api.Memory
	start, update api.Function
}

func (i *instance) HasMemory() bool { return i.memory != nil }

func (i *instance) Signature(name string) (params, results []shared.Type, found bool) {
	function := i.module.ExportedFunction(name)
	if function == nil {
		return nil, nil, false
	}
	return list(function.Definition().ParamTypes()), list(function.Definition().ResultTypes()), true
}

// Calls.

func (i *instance) Start() error { return trapped(i.start.CallWithStack(i.calls, nil)) }

func (i *instance) Update() error { return trapped(i.update.CallWithStack(i.calls, nil)) }

func (i *instance) Call(name string, arguments []shared.Value) ([]shared.Value, error) {
	return call(i.module.ExportedFunction(name), i.calls, arguments)
}

type interruptible struct{ *instance }

// Interrupt ends the call in progress, and closes the module with it.
func (i *interruptible) Interrupt() { i.cancel() }
