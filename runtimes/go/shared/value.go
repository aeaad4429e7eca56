package shared

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
)

// Type of a [Value].
type Type string

// The types that an argument or a result may have.
const (
	I32 Type = "i32"
	I64 Type = "i64"
	F32 Type = "f32"
	F64 Type = "f64"
	// 128 bits, lane 0 in the low ones.
	V128 Type = "v128"
	// A result alone, of which only nullness is known: Bits is 0 for null.
	FuncRef   Type = "funcref"
	ExternRef Type = "externref"
)

// Value is a WebAssembly value. Floats are kept as bits, so that a NaN's
// payload survives.
type Value struct {
	Type Type
	Bits uint64
	// High bits of a v128; zero in any other value.
	High uint64
}

// Go is the value as Go has it: int32, int64, float32 or float64; nil for
// another type.
func (v Value) Go() any {
	switch v.Type {
	case I32:
		return int32(v.Bits)
	case I64:
		return int64(v.Bits)
	case F32:
		return math.Float32frombits(uint32(v.Bits))
	case F64:
		return math.Float64frombits(v.Bits)
	}
	return nil
}

// FromGo makes a value of that type of what Go has; whatever is no number is a
// reference, and a nil pointer the null of its type.
func FromGo(value any, ty Type) Value {
	switch value := value.(type) {
	case int32:
		return Value{Type: ty, Bits: uint64(uint32(value))}
	case uint32:
		return Value{Type: ty, Bits: uint64(value)}
	case int64:
		return Value{Type: ty, Bits: uint64(value)}
	case uint64:
		return Value{Type: ty, Bits: value}
	case float32:
		return Value{Type: ty, Bits: uint64(math.Float32bits(value))}
	case float64:
		return Value{Type: ty, Bits: math.Float64bits(value)}
	}
	if pointer := reflect.ValueOf(value); value == nil || pointer.Kind() == reflect.Pointer && pointer.IsNil() {
		return Value{Type: ty}
	}
	return Value{Type: ty, Bits: 1}
}

// FromGoes makes values of those types of what a call returned: several, each as
// Go has it once plain has looked at it, or a bare value, which is the first.
func FromGoes[T any](output any, types []Type, plain func(T) any) (values []Value) {
	several, ok := output.([]T)
	for n, ty := range types {
		switch {
		case ok && n < len(several):
			values = append(values, FromGo(plain(several[n]), ty))
		case !ok && n == 0:
			values = append(values, FromGo(output, ty))
		}
	}
	return values
}

// ToGo has all values as Go has them.
func ToGo(values []Value) []any {
	all := make([]any, len(values))
	for n, value := range values {
		all[n] = value.Go()
	}
	return all
}

// ToWords has all values in words of 64 bits, two for a v128.
func ToWords[T uint64 | int64](values []Value) (words []T) {
	for _, value := range values {
		words = append(words, T(value.Bits))
		if value.Type == V128 {
			words = append(words, T(value.High))
		}
	}
	return words
}

// FromWords makes values of those types of words of 64 bits; none where there
// are too few.
func FromWords(words []uint64, types []Type) (values []Value) {
	for _, ty := range types {
		value := Value{Type: ty}
		for _, half := range []*uint64{&value.Bits, &value.High}[:ty.words()] {
			if len(words) == 0 {
				return nil
			}
			*half, words = words[0], words[1:]
		}
		values = append(values, value)
	}
	return values
}

// words is how many words of 64 bits a value takes.
func (t Type) words() int {
	if t == V128 {
		return 2
	}
	return 1
}

// Types has the types of parameters or results by the name of each.
func Types[T any](values []T, name func(T) Type) []Type {
	types := make([]Type, len(values))
	for n, value := range values {
		types[n] = name(value)
	}
	return types
}

// NamedTypes has the types of parameters or results that tell their names.
func NamedTypes[T fmt.Stringer](values []T) []Type {
	return Types(values, func(value T) Type { return Type(value.String()) })
}

// String writes TYPE:VALUE.
func (v Value) String() string {
	switch v.Type {
	case I32:
		return fmt.Sprintf("i32:%d", int32(v.Bits))
	case I64:
		return fmt.Sprintf("i64:%d", int64(v.Bits))
	case F32:
		if text, ok := payload(v.Bits, f32Layout); ok {
			return "f32:" + text
		}
		return "f32:" + float(float64(math.Float32frombits(uint32(v.Bits))), 32)
	case F64:
		if text, ok := payload(v.Bits, f64Layout); ok {
			return "f64:" + text
		}
		return "f64:" + float(math.Float64frombits(v.Bits), 64)
	case V128:
		return fmt.Sprintf("v128:0x%016x%016x", v.High, v.Bits)
	}
	if v.Bits == 0 {
		return string(v.Type) + ":null"
	}
	return string(v.Type) + ":non-null"
}

// float writes the shortest digits that read back as the same number, in the
// form that the runners in Rust have: a point where there is no exponent.
func float(value float64, bits int) string {
	switch {
	case math.IsNaN(value):
		return "NaN"
	case math.IsInf(value, 1):
		return "inf"
	case math.IsInf(value, -1):
		return "-inf"
	}
	size := math.Abs(value)
	if value != 0 && (size < 1e-5 || size >= 1e16) {
		digits := strconv.FormatFloat(value, 'e', -1, bits)
		mantissa, exponent, _ := strings.Cut(digits, "e")
		number, _ := strconv.Atoi(exponent)
		return fmt.Sprintf("%se%d", mantissa, number)
	}
	digits := strconv.FormatFloat(value, 'f', -1, bits)
	if !strings.Contains(digits, ".") {
		digits += ".0"
	}
	return digits
}

// ParseValue reads TYPE:NUMBER, or a plain integer as an i32.
func ParseValue(text string) (Value, error) {
	kind, number, found := strings.Cut(text, ":")
	if !found {
		kind, number = "i32", text
	}
	switch Type(kind) {
	case I32:
		if value, ok := integer(number, 32); ok {
			return Value{Type: I32, Bits: uint64(uint32(value))}, nil
		}
	case I64:
		if value, ok := integer(number, 64); ok {
			return Value{Type: I64, Bits: value}, nil
		}
	case F32:
		if bits, ok := nan(number, f32Layout); ok {
			return Value{Type: F32, Bits: bits}, nil
		}
		if value, ok := real(number, 32); ok {
			return Value{Type: F32, Bits: uint64(math.Float32bits(float32(value)))}, nil
		}
	case F64:
		if bits, ok := nan(number, f64Layout); ok {
			return Value{Type: F64, Bits: bits}, nil
		}
		if value, ok := real(number, 64); ok {
			return Value{Type: F64, Bits: math.Float64bits(value)}, nil
		}
	case V128:
		if value, ok := new(big.Int).SetString(strings.TrimPrefix(number, "0x"), 16); ok && value.Sign() >= 0 && value.BitLen() <= 128 {
			low := new(big.Int).And(value, new(big.Int).SetUint64(math.MaxUint64))
			return Value{V128, low.Uint64(), value.Rsh(value, 64).Uint64()}, nil
		}
	}
	return Value{}, fmt.Errorf("argument %q: expected TYPE:NUMBER with TYPE i32, i64, f32, f64 or v128, or a plain i32", text)
}

// layout is the widths of the fields of a floating-point type, below its sign.
type layout struct{ exponent, fraction uint }

var f32Layout, f64Layout = layout{8, 23}, layout{11, 52}

func (l layout) infinity() uint64 { return (1<<l.exponent - 1) << l.fraction }

// payload writes a NaN that is not canonical; both canonical ones are NaN.
func payload(bits uint64, l layout) (string, bool) {
	fraction := bits & (1<<l.fraction - 1)
	if bits&l.infinity() != l.infinity() || fraction == 0 || fraction == 1<<(l.fraction-1) {
		return "", false
	}
	sign := ""
	if bits>>(l.exponent+l.fraction) != 0 {
		sign = "-"
	}
	return fmt.Sprintf("%snan:%#x", sign, fraction), true
}

// nan reads nan, -nan and nan:0x200001.
func nan(text string, l layout) (uint64, bool) {
	word := strings.TrimPrefix(text, "-")
	sign := uint64(0)
	if word != text {
		sign = 1 << (l.exponent + l.fraction)
	}
	if strings.EqualFold(word, "nan") {
		return sign | l.infinity() | 1<<(l.fraction-1), true
	}
	if len(word) < 6 || !strings.EqualFold(word[:3], "nan") || word[3:6] != ":0x" {
		return 0, false
	}
	fraction, err := strconv.ParseUint(word[6:], 16, int(l.fraction))
	return sign | l.infinity() | fraction, err == nil && fraction != 0
}

// integer takes what fits the type signed or unsigned.
func integer(text string, bits int) (uint64, bool) {
	if value, err := strconv.ParseInt(text, 10, bits); err == nil {
		return uint64(value), true
	}
	value, err := strconv.ParseUint(text, 10, bits)
	return value, err == nil
}

// real takes what is too large for the type as infinity.
func real(text string, bits int) (float64, bool) {
	value, err := strconv.ParseFloat(text, bits)
	return value, err == nil || errors.Is(err, strconv.ErrRange)
}
