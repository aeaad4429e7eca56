package shared

import (
	"fmt"
	"slices"
)

// ImportModule is the module that all imports come from.
const ImportModule = "env"

// Import is a host function without types.
type Import struct {
	// Name as the guest imports it.
	Name string
	// Params is how many i32 it takes.
	Params int
	// Results is how many i32 it returns: 0 or 1.
	Results int
	// Call runs it on words of 64 bits, whose low halves are its arguments; the
	// first takes the result. For engines with such a stack.
	Call func(words []uint64) error
	// Room for the words of one call.
	room []uint64
}

// MaxParams is the most parameters of a host function.
const MaxParams = 9

// Memory is nil: a badge program has a memory of its own.
func (b *Badge) Memory() *ImportedMemory { return nil }

// Refused says whether a call refused its arguments.
func (b *Badge) Refused() bool { return b.refused }

// Imports are the badge's functions without types.
func (b *Badge) Imports(memory func() []byte) []Import {
	room := make([]uint64, MaxParams)
	answer := func(words []uint64, result int32) error {
		words[0] = uint64(uint32(result))
		return nil
	}
	return []Import{
		{"rect", 5, 0, func(w []uint64) error {
			b.Rect(int32(w[0]), int32(w[1]), int32(w[2]), int32(w[3]), int32(w[4]))
			return nil
		}, room},
		{"blit", 6, 0, func(w []uint64) error {
			return b.Blit(memory(), int32(w[0]), int32(w[1]), int32(w[2]), int32(w[3]), int32(w[4]), int32(w[5]))
		}, room},
		{"buttons", 0, 1, func(w []uint64) error { return answer(w, b.Buttons()) }, room},
		{"millis", 0, 1, func(w []uint64) error { return answer(w, b.Millis()) }, room},
		{"random", 0, 1, func(w []uint64) error { return answer(w, b.Random()) }, room},
		{"led", 2, 0, func(w []uint64) error {
			b.Led(int32(w[0]), int32(w[1]))
			return nil
		}, room},
		{"tone", 2, 0, func(w []uint64) error {
			b.Tone(int32(w[0]), int32(w[1]))
			return nil
		}, room},
		{"log", 2, 0, func(w []uint64) error { return b.Log(memory(), int32(w[0]), int32(w[1])) }, room},
		{"clock_ms", 0, 1, func(w []uint64) error { return answer(w, b.ClockMs()) }, room},
	}
}

// On runs an import on an engine's own values, of which word makes an i32; its
// result is 0 where the import has none. Nothing is allocated.
func On[T any](i Import, values []T, word func(T) int32) (int32, error) {
	for n := range i.Params {
		i.room[n] = uint64(uint32(word(values[n])))
	}
	if err := i.Call(i.room); err != nil || i.Results == 0 {
		return 0, err
	}
	return int32(i.room[0]), nil
}

// MustOn is as [On], but panics with a refusal, for engines whose host functions
// have no other way to end the guest's call.
func MustOn[T any](i Import, values []T, word func(T) int32) int32 {
	result, err := On(i, values, word)
	Refuse(err)
	return result
}

// CheckImport does what some engines leave out: it refuses an import that is
// none of the host's functions, or one of another type.
func CheckImport(imports []Import, module, name string, function bool, params, results []Type) error {
	refuse := func(why string) error {
		return Failure(ImportKind, fmt.Sprintf("import %s.%s %s", module, name, why))
	}
	n := slices.IndexFunc(imports, func(known Import) bool { return known.Name == name })
	if n < 0 || !function || module != ImportModule {
		return refuse("does not exist")
	}
	other := func(ty Type) bool { return ty != I32 }
	if len(params) != imports[n].Params || len(results) != imports[n].Results ||
		slices.ContainsFunc(slices.Concat(params, results), other) {
		return refuse("has another type")
	}
	return nil
}
