package shared

import (
	"errors"
	"fmt"
)

// Kind is the word of a transcript for what went wrong.
type Kind string

// Kinds of a refusal.
const (
	Invalid     Kind = "invalid"
	Unsupported Kind = "unsupported"
	ImportKind  Kind = "import"
	ExportKind  Kind = "export"
	OutOfMemory Kind = "out-of-memory"
	Other       Kind = "other"
)

// Kinds of a trap.
const (
	Unreachable              Kind = "unreachable"
	MemoryOutOfBounds        Kind = "memory-out-of-bounds"
	TableOutOfBounds         Kind = "table-out-of-bounds"
	IndirectCallTypeMismatch Kind = "indirect-call-type-mismatch"
	UninitializedElement     Kind = "uninitialized-element"
	IntegerDivideByZero      Kind = "integer-divide-by-zero"
	IntegerOverflow          Kind = "integer-overflow"
	InvalidConversion        Kind = "invalid-conversion"
	StackExhausted           Kind = "stack-exhausted"
	OutOfFuel                Kind = "out-of-fuel"
	Interrupted              Kind = "interrupted"
	Host                     Kind = "host"
	Unknown                  Kind = "unknown"
)

// ErrHost is a host function's refusal of its arguments. Every engine has its
// own way to carry it to the caller of the guest.
var ErrHost = errors.New("a host function refused its arguments")

// Error is a refusal or a trap in the engine's own words.
type Error struct {
	Kind Kind
	Text string
	trap bool
}

// Refusal is an error before or beside a call into the guest.
func Refusal(kind Kind, engine any) *Error { return &Error{Kind: kind, Text: fmt.Sprint(engine)} }

// Trap ended a call into the guest, or its instantiation.
func Trap(kind Kind, engine any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprint(engine), trap: true}
}

// noExport says that an export is missing.
func noExport(name string) *Error {
	return Refusal(ExportKind, "the module exports no "+name)
}

// Error is the kind and the engine's words.
func (e *Error) Error() string { return string(e.Kind) + ": " + e.Text }

// asError keeps the kind of an [Error]; another error has the kind other.
func asError(err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return Refusal(Other, err)
}

// Recovering runs a call of an engine whose errors may arrive as Go panics.
// understand makes an error of what was recovered.
func Recovering(call func() error, understand func(panicked any) error) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = understand(panicked)
		}
	}()
	return call()
}
