// The runner of wasmtime-go: Wasmtime behind cgo, its compiler and its
// interpreter Pulley.
package main

import (
	"os"

	"github.com/bytecodealliance/wasmtime-go/v44"

	"pybadge-wasm/shared"
)

func main() { shared.Main(runtime) }

var runtime = shared.Runtime{
	Name:    "wasmtime-go",
	Version: shared.LinkedVersion("github.com/bytecodealliance/wasmtime-go/v44"),
	Configs: map[string]func() (shared.Engine, error){
		"cranelift": func() (shared.Engine, error) { return newEngine("", plain) },
		"pulley":    func() (shared.Engine, error) { return newEngine("pulley64", plain) },
		"fuel":      func() (shared.Engine, error) { return newEngine("", metered) },
		"epoch":     func() (shared.Engine, error) { return newEngine("", interruptible) },
	},
}

// Config.

type bound int

const (
	plain bound = iota
	metered
	interruptible
)

type engine struct {
	*wasmtime.Engine
	bound bound
}

func newEngine(target string, bound bound) (shared.Engine, error) {
	// Code generation in one thread, as with the other runtimes. The library
	// has no switch for it here; its thread pool reads this.
	if err := os.Setenv("RAYON_NUM_THREADS", "1"); err != nil {
		return nil, err
	}
	config := wasmtime.NewConfig()
	if target != "" {
		if err := config.SetTarget(target); err != nil {
			return nil, err
		}
	}
	config.SetConsumeFuel(bound == metered)
	config.SetEpochInterruption(bound == interruptible)
	return &engine{wasmtime.NewEngineWithConfig(config), bound}, nil
}

// Host functions. The library calls those of plain Go types through reflection.

func (i *instance) bind(linker *wasmtime.Linker, badge *shared.Badge) error {
	type caller = *wasmtime.Caller
	for name, function := range map[string]any{
		"rect": badge.Rect,
		"blit": func(c caller, at, x, y, w, h, key int32) *wasmtime.Trap {
			return i.refuse(badge.Blit(i.bytes(c), at, x, y, w, h, key))
		},
		"buttons": badge.Buttons, "millis": badge.Millis, "random": badge.Random,
		"led": badge.Led, "tone": badge.Tone, "clock_ms": badge.ClockMs,
		"log": func(c caller, at, length int32) *wasmtime.Trap {
			return i.refuse(badge.Log(i.bytes(c), at, length))
		},
	} {
		if err := linker.FuncWrap(shared.ImportModule, name, function); err != nil {
			return err
		}
	}
	return nil
}

// refuse remembers the refusal: the trap that comes back has only its text.
func (i *instance) refuse(err error) *wasmtime.Trap {
	if err == nil {
		return nil
	}
	i.refused = true
	return wasmtime.NewTrap(err.Error())
}

// Module.

type module struct {
	*engine
	compiled *wasmtime.Module
}

func (e *engine) Compile(code []byte) (shared.Module, error) {
	compiled, err := wasmtime.NewModule(e.Engine, code)
	if err != nil {
		return nil, refusal(err, shared.Invalid)
	}
	return &module{e, compiled}, nil
}

func (m *module) Instantiate(badge *shared.Badge) (shared.Instance, error) {
	i := &instance{engine: m.engine.Engine, store: wasmtime.NewStore(m.engine.Engine)}
	i.store.Limiter(m.memorySize(), -1, -1, -1, -1)
	// Of the start section: budgets and deadlines are those of calls.
	switch m.bound {
	case metered:
		if err := i.store.SetFuel(1 << 62); err != nil {
			return nil, err
		}
	case interruptible:
		i.store.SetEpochDeadline(1)
	}
	linker := wasmtime.NewLinker(m.engine.Engine)
	if err := i.bind(linker, badge); err != nil {
		return nil, err
	}
	var err error
	if i.guest, err = linker.Instantiate(i.store, m.compiled); err != nil {
		return nil, i.failure(err, shared.ImportKind)
	}
	if memory := i.guest.GetExport(i.store, "memory"); memory != nil {
		i.memory = memory.Memory()
	}
	i.start, i.update = i.guest.GetFunc(i.store, "start"), i.guest.GetFunc(i.store, "update")
	switch m.bound {
	case metered:
		return &meteredInstance{i}, nil
	case interruptible:
		return &interruptibleInstance{i}, nil
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
