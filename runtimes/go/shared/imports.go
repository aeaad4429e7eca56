package shared

import (
	"fmt"
	"slices"
)

// ImportModule is the module that all imports come from.
const ImportModule = "env"

// Import is a host function without types, for engines that have no typed path.
type Import struct {
	// Name as the guest imports it.
	Name string
	// Params is how many i32 it takes.
	Params int
	// Results is how many i32 it returns: 0 or 1.
	Results int
	// Its result is 0 where it has none.
	call func(arguments *[maxParams]int32) (int32, error)
	// Room for those of one call.
	arguments *[maxParams]int32
}

// The most parameters of a host function.
const maxParams = 6

// Imports are the badge's functions without types. memory is the guest's as it
// is when it is asked for: a view.
func (b *Badge) Imports(memory func() []byte) []Import {
	type arguments = *[maxParams]int32
	room := new([maxParams]int32)
	return []Import{
		{"rect", 5, 0, func(a arguments) (int32, error) {
			b.Rect(a[0], a[1], a[2], a[3], a[4])
			return 0, nil
		}, room},
		{"blit", 6, 0, func(a arguments) (int32, error) {
			return 0, b.Blit(memory(), a[0], a[1], a[2], a[3], a[4], a[5])
		}, room},
		{"buttons", 0, 1, func(arguments) (int32, error) { return b.Buttons(), nil }, room},
		{"millis", 0, 1, func(arguments) (int32, error) { return b.Millis(), nil }, room},
		{"random", 0, 1, func(arguments) (int32, error) { return b.Random(), nil }, room},
		{"led", 2, 0, func(a arguments) (int32, error) {
			b.Led(a[0], a[1])
			return 0, nil
		}, room},
		{"tone", 2, 0, func(a arguments) (int32, error) {
			b.Tone(a[0], a[1])
			return 0, nil
		}, room},
		{"log", 2, 0, func(a arguments) (int32, error) { return 0, b.Log(memory(), a[0], a[1]) }, room},
		{"clock_ms", 0, 1, func(arguments) (int32, error) { return b.ClockMs(), nil }, room},
	}
}

// On runs an import on an engine's own values, of which word makes an i32.
// Nothing is allocated.
func On[T any](i Import, values []T, word func(T) int32) (int32, error) {
	for n := range i.Params {
		i.arguments[n] = word(values[n])
	}
	return i.call(i.arguments)
}

// CheckImport does what some engines leave out: it refuses an import that is
// none of the badge's functions, or one of another type.
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
