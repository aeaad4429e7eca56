package shared

import (
	"errors"
	"fmt"
	"strings"
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

// ErrHost is a host function's refusal of its arguments. Whatever an engine makes
// of it, the call that it ends is a trap of the kind host.
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

// isTrap says whether the kind is one of a trap.
func (k Kind) isTrap() bool {
	switch k {
	case Invalid, Unsupported, ImportKind, ExportKind, OutOfMemory, Other:
		return false
	}
	return true
}

// Failure is a trap or a refusal, as the kind says, in the engine's own words.
func Failure(kind Kind, engine any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprint(engine), trap: kind.isTrap()}
}

// Words are what an engine says where it has no codes, each with its kind; the
// first that an error contains is meant.
type Words []struct {
	Text string
	Kind Kind
}

// Traps are the specification's own words for traps, those of its test suite,
// which several engines use.
var Traps = Words{
	{"out of bounds memory access", MemoryOutOfBounds},
	{"out of bounds table access", TableOutOfBounds},
	{"undefined element", TableOutOfBounds},
	{"uninitialized element", UninitializedElement},
	{"indirect call type mismatch", IndirectCallTypeMismatch},
	{"integer divide by zero", IntegerDivideByZero},
	{"integer overflow", IntegerOverflow},
	{"invalid conversion to integer", InvalidConversion},
	{"call stack exhausted", StackExhausted},
	{"unreachable", Unreachable},
}

// Failure is the error of an engine; nil for none. Otherwise is the kind of an
// error in other words; what is an [Error] already keeps its kind.
func (w Words) Failure(err error, otherwise Kind) error {
	var already *Error
	if err == nil || errors.As(err, &already) {
		return err
	}
	return Failure(w.kind(err.Error(), otherwise), err)
}

// FailureAfter is as [Words.Failure], of an error whose words begin after a mark
// and end with the line: names of functions in a stack trace before or below it
// are no words. Without the mark they begin with the text.
func (w Words) FailureAfter(mark string, err error, otherwise Kind) error {
	if err != nil {
		text := err.Error()
		if _, after, found := strings.Cut(text, mark); found {
			text = after
		}
		line, _, _ := strings.Cut(text, "\n")
		otherwise = w.kind(line, otherwise)
	}
	return Words{}.Failure(err, otherwise)
}

// kind is that of the first words that a text contains.
func (w Words) kind(text string, otherwise Kind) Kind {
	for _, known := range w {
		if strings.Contains(text, known.Text) {
			return known.Kind
		}
	}
	return otherwise
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

// Refuse panics with the error of a host function, which ends the guest's call.
func Refuse(err error) {
	if err != nil {
		panic(err)
	}
}

// Recovering runs a call of an engine whose errors may arrive as Go panics.
// understand makes an error of what was recovered.
func Recovering(call func() error, understand func(panicked error) error) (err error) {
	defer func() {
		switch panicked := recover().(type) {
		case nil:
		case error:
			err = understand(panicked)
		default:
			err = understand(fmt.Errorf("panic: %v", panicked))
		}
	}()
	return call()
}
