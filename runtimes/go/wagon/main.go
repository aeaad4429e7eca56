// The runner of wagon: an interpreter in Go.
package main

import (
	"bytes"
	"errors"
	"reflect"
	"runtime/debug"
	"slices"

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
	ImportsNoMemory: true,
}

// Config.

type engine struct{}

// Host functions: plain Go functions in a module built by hand, called through
// reflection. wagon recovers a panic and returns its error.

func (i *instance) functions() map[string]any {
	type process = *exec.Process
	return map[string]any{
		"rect": func(_ process, x, y, w, h, color int32) { i.badge.Rect(x, y, w, h, color) },
		"blit": func(_ process, at, x, y, w, h, key int32) {
			shared.Refuse(i.badge.Blit(i.bytes(), at, x, y, w, h, key))
		},
		// Unsigned, or the upper half of the stack's 64 bits would be set.
		"buttons":  func(process) uint32 { return uint32(i.badge.Buttons()) },
		"millis":   func(process) uint32 { return uint32(i.badge.Millis()) },
		"random":   func(process) uint32 { return uint32(i.badge.Random()) },
		"led":      func(_ process, index, rgb int32) { i.badge.Led(index, rgb) },
		"tone":     func(_ process, frequency, duration int32) { i.badge.Tone(frequency, duration) },
		"log":      func(_ process, at, length int32) { shared.Refuse(i.badge.Log(i.bytes(), at, length)) },
		"clock_ms": func(process) uint32 { return uint32(i.badge.ClockMs()) },
	}
}

func hostModule(functions map[string]any) *wasm.Module {
	host := wasm.NewModule()
	host.Export.Entries = map[string]wasm.ExportEntry{}
	i32 := []wasm.ValueType{wasm.ValueTypeI32}
	for name, function := range functions {
		value := reflect.ValueOf(function)
		params, results := slices.Repeat(i32, value.Type().NumIn()-1), slices.Repeat(i32, value.Type().NumOut())
		host.FunctionIndexSpace = append(host.FunctionIndexSpace, wasm.Function{
			Sig:  &wasm.FunctionSig{Form: 0x60, ParamTypes: params, ReturnTypes: results},
			Host: value,
			// Never run, and yet the validator wants it to leave the result.
			Body: &wasm.FunctionBody{Code: slices.Repeat([]byte{0x41, 0x00}, len(results))},
		})
		index := uint32(len(host.FunctionIndexSpace) - 1)
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
			return nil, shared.Failure(shared.ImportKind, "no module to import from: "+name)
		}
		return hostModule(i.functions()), nil
	}
	return i, shared.Recovering(func() (err error) {
		if i.module, err = wasm.ReadModule(bytes.NewReader(code), resolve); err == nil {
			err = validate.VerifyModule(i.module)
		}
		return refused(err)
	}, func(panicked error) error { return shared.Failure(shared.Unsupported, panicked) })
}

func (i *instance) Instantiate(host shared.Embedder) (shared.Instance, error) {
	// The one without a memory.
	i.badge = host.(*shared.Badge)
	err := shared.Recovering(func() (err error) {
		i.vm, err = exec.NewVM(i.module)
		return err
	}, trapped)
	if err != nil {
		return nil, err
	}
	i.vm.RecoverPanic = true
	return i, nil
}

// Instance.

type instance struct {
	badge  *shared.Badge
	module *wasm.Module
	// Nil while the start section runs.
	vm *exec.VM
}

// export has no entry where nothing of that name and kind is exported.
func (i *instance) export(name string, kind wasm.External) (wasm.ExportEntry, bool) {
	if i.module.Export == nil {
		return wasm.ExportEntry{}, false
	}
	entry, found := i.module.Export.Entries[name]
	return entry, found && entry.Kind == kind
}

func (i *instance) HasMemory() bool {
	_, found := i.export(shared.MemoryName, wasm.ExternalMemory)
	return found
}

func (i *instance) Function(name string) *shared.Function {
	entry, found := i.export(name, wasm.ExternalFunction)
	index, function := int64(entry.Index), i.module.GetFunction(int(entry.Index))
	// The validator leaves out whether there is a function of that index.
	if !found || function == nil {
		return nil
	}
	typeOf := func(value wasm.ValueType) shared.Type { return shared.Type(value.String()) }
	results := shared.Types(function.Sig.ReturnTypes, typeOf)
	return &shared.Function{
		Params: shared.Types(function.Sig.ParamTypes, typeOf), Results: results,
		Run: func() error {
			_, err := i.vm.ExecCode(index)
			return trapped(err)
		},
		Call: func(arguments []shared.Value) ([]shared.Value, error) {
			result, err := i.vm.ExecCode(index, shared.ToWords[uint64](arguments)...)
			return shared.FromGoes[any](result, results, nil), trapped(err)
		},
	}
}

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.vm == nil {
		return nil
	}
	return i.vm.Memory()
}

// Conversions.

// trapped is the error of a call, nil for none. Go's own errors of arithmetic
// are wagon's too.
func trapped(err error) error {
	own := shared.Words{{exec.ErrSignatureMismatch.Error(), shared.IndirectCallTypeMismatch}}
	return append(own, shared.Traps...).Failure(err, shared.Unknown)
}

// refused is the error of a module, nil for none.
func refused(err error) error {
	var (
		missing  wasm.ExportNotFoundError
		kind     wasm.KindMismatchError
		mismatch wasm.InvalidImportError
	)
	if errors.As(err, &missing) || errors.As(err, &kind) || errors.As(err, &mismatch) {
		return shared.Failure(shared.ImportKind, err)
	}
	return shared.Words{{"Invalid opcode", shared.Unsupported}}.Failure(err, shared.Invalid)
}
