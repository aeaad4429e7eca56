// The runner of wagon: an interpreter in Go.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"

	"github.com/go-interpreter/wagon/exec"
	"github.com/go-interpreter/wagon/validate"
	"github.com/go-interpreter/wagon/wasm"

	"pybadge-wasm/shared"
)

// Longest stack of Go, and so of a guest: Go ends the process there, with
// 64 MiB in half a second, with its own limit of 1 GB in six.
const maxStackBytes = 64 << 20

func main() {
	debug.SetMaxStack(maxStackBytes)
	shared.Main(runtime)
}

var runtime = shared.Runtime{
	Name:    "wagon",
	Version: shared.LinkedVersion("github.com/go-interpreter/wagon"),
	Configs: map[string]func() (shared.Engine, error){
		"default": func() (shared.Engine, error) { return engine{}, nil },
	},
}

// Config.

type engine struct{}

// Host functions: plain Go functions in a module built by hand, called through
// reflection.

func (i *instance) functions() map[string]any {
	type process = *exec.Process
	return map[string]any{
		"rect": func(_ process, x, y, w, h, color int32) { i.badge.Rect(x, y, w, h, color) },
		"blit": func(_ process, at, x, y, w, h, key int32) {
			refuse(i.badge.Blit(i.bytes(), at, x, y, w, h, key))
		},
		// Unsigned, or the upper half of the stack's 64 bits would be set.
		"buttons":  func(process) uint32 { return uint32(i.badge.Buttons()) },
		"millis":   func(process) uint32 { return uint32(i.badge.Millis()) },
		"random":   func(process) uint32 { return uint32(i.badge.Random()) },
		"led":      func(_ process, index, rgb int32) { i.badge.Led(index, rgb) },
		"tone":     func(_ process, frequency, duration int32) { i.badge.Tone(frequency, duration) },
		"log":      func(_ process, at, length int32) { refuse(i.badge.Log(i.bytes(), at, length)) },
		"clock_ms": func(process) uint32 { return uint32(i.badge.ClockMs()) },
	}
}

// refuse ends the guest's call; wagon recovers the panic and returns the error.
func refuse(err error) {
	if err != nil {
		panic(err)
	}
}

func hostModule(functions map[string]any) *wasm.Module {
	host := wasm.NewModule()
	host.Export.Entries = map[string]wasm.ExportEntry{}
	for name, function := range functions {
		value := reflect.ValueOf(function)
		ty := &wasm.FunctionSig{Form: 0x60}
		for range value.Type().NumIn() - 1 {
			ty.ParamTypes = append(ty.ParamTypes, wasm.ValueTypeI32)
		}
		// Never run, and yet the validator wants it to leave the result.
		body := &wasm.FunctionBody{}
		if value.Type().NumOut() == 1 {
			ty.ReturnTypes = []wasm.ValueType{wasm.ValueTypeI32}
			body.Code = []byte{0x41, 0x00}
		}
		index := uint32(len(host.FunctionIndexSpace))
		host.FunctionIndexSpace = append(host.FunctionIndexSpace, wasm.Function{Sig: ty, Body: body, Host: value})
		host.Export.Entries[name] = wasm.ExportEntry{FieldStr: name, Kind: wasm.ExternalFunction, Index: index}
	}
	return host
}

// Module.

// Compile links as well: wagon resolves imports while it reads a module. The
// badge comes with Instantiate.
func (engine) Compile(code []byte) (shared.Module, error) {
	i := &instance{}
	resolve := func(name string) (*wasm.Module, error) {
		if name != shared.ImportModule {
			return nil, fmt.Errorf("%w: %s", errNoModule, name)
		}
		return hostModule(i.functions()), nil
	}
	err := shared.Recovering(func() (err error) {
		if i.module, err = wasm.ReadModule(bytes.NewReader(code), resolve); err != nil {
			return refusal(err)
		}
		if err := validate.VerifyModule(i.module); err != nil {
			return refusal(err)
		}
		return nil
	}, func(panicked any) error { return shared.Refusal(shared.Unsupported, panicked) })
	return i, err
}

var errNoModule = errors.New("no module to import from")

func (i *instance) Instantiate(badge *shared.Badge) (shared.Instance, error) {
	i.badge = badge
	err := shared.Recovering(func() (err error) {
		i.vm, err = exec.NewVM(i.module)
		return err
	}, func(panicked any) error {
		if err, ok := panicked.(error); ok {
			return trapped(err)
		}
		return trapped(fmt.Errorf("%v", panicked))
	})
	if err != nil {
		return nil, err
	}
	i.vm.RecoverPanic = true
	i.start, _ = i.export("start")
	i.update, _ = i.export("update")
	return i, nil
}
