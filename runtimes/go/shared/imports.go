package shared

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
	// Call runs it with that many arguments; its result is 0 where it has none.
	Call func(memory []byte, args []int32) (int32, error)
}

// Imports are the badge's functions without types.
func (b *Badge) Imports() []Import {
	return []Import{
		{"rect", 5, 0, func(_ []byte, a []int32) (int32, error) {
			b.Rect(a[0], a[1], a[2], a[3], a[4])
			return 0, nil
		}},
		{"blit", 6, 0, func(memory []byte, a []int32) (int32, error) {
			return 0, b.Blit(memory, a[0], a[1], a[2], a[3], a[4], a[5])
		}},
		{"buttons", 0, 1, func([]byte, []int32) (int32, error) { return b.Buttons(), nil }},
		{"millis", 0, 1, func([]byte, []int32) (int32, error) { return b.Millis(), nil }},
		{"random", 0, 1, func([]byte, []int32) (int32, error) { return b.Random(), nil }},
		{"led", 2, 0, func(_ []byte, a []int32) (int32, error) {
			b.Led(a[0], a[1])
			return 0, nil
		}},
		{"tone", 2, 0, func(_ []byte, a []int32) (int32, error) {
			b.Tone(a[0], a[1])
			return 0, nil
		}},
		{"log", 2, 0, func(memory []byte, a []int32) (int32, error) {
			return 0, b.Log(memory, a[0], a[1])
		}},
		{"clock_ms", 0, 1, func([]byte, []int32) (int32, error) { return b.ClockMs(), nil }},
	}
}
