package shared

import (
	"slices"
)

// Embedder is what a guest is linked with; an engine need not know which.
type Embedder interface {
	// Imports are its functions without types. memory is the guest's as it is
	// when it is asked for: a view.
	Imports(memory func() []byte) []Import
	// Memory is the memory that a guest imports, nil where it has its own.
	Memory() *ImportedMemory
	// Refused says whether a call refused its arguments, which ends the guest's
	// call.
	Refused() bool
}

// MemoryName is that of a memory, exported or imported.
const MemoryName = "memory"

// ImportedMemory is a memory of the embedder, which guests import from
// [ImportModule] under [MemoryName].
type ImportedMemory struct {
	// Pages are both of its limits.
	Pages uint32
	// Begin gives a memory of that size, all zero, its first contents: before
	// the guest's segments.
	Begin func(memory []byte)
}

// Offer lets an engine make the memory and gives it its first contents; nothing
// where there is none. view is that memory from then on.
func (m *ImportedMemory) Offer(view func() []byte, create func(pages uint32) error) error {
	if m == nil {
		return nil
	}
	if err := create(m.Pages); err != nil {
		return err
	}
	m.Begin(view())
	return nil
}

// Module of the host functions where those that a guest imports pass through
// another one.
const functionsModule = "functions"

// LinkThrough makes what a guest imports, for engines whose modules of host
// functions export no memory: where there is one, the guest imports it from a
// module with code of its own, and the functions pass through. bind makes a
// module of host functions under that name; instantiate makes one of code under
// [ImportModule], whose memory is in view from then on.
func LinkThrough(host Embedder, view func() []byte, bind func(module string, imports []Import) error, instantiate func(code []byte) error) error {
	imports, memory := host.Imports(view), host.Memory()
	if memory == nil {
		return bind(ImportModule, imports)
	}
	if err := bind(functionsModule, imports); err != nil {
		return err
	}
	return memory.Offer(view, func(uint32) error {
		return instantiate(reexporting(functionsModule, imports, memory))
	})
}

// reexporting is a module that exports a memory of its own and these functions,
// which it imports from another module.
func reexporting(from string, imports []Import, memory *ImportedMemory) []byte {
	const function, memoryKind, i32, functionType = 0, 2, 0x7f, 0x60
	var types, imported, exported [][]byte
	for n, host := range imports {
		params, results := slices.Repeat([]byte{i32}, host.Params), slices.Repeat([]byte{i32}, host.Results)
		types = append(types, slices.Concat([]byte{functionType}, counted(params), counted(results)))
		index := leb128(uint32(n))
		imported = append(imported, slices.Concat(name(from), name(host.Name), []byte{function}, index))
		exported = append(exported, slices.Concat(name(host.Name), []byte{function}, index))
	}
	const bothLimits = 1
	limits := slices.Concat([]byte{bothLimits}, leb128(memory.Pages), leb128(memory.Pages))
	exported = append(exported, slices.Concat(name(MemoryName), []byte{memoryKind, 0}))
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"),
		section(1, types), section(2, imported), section(5, [][]byte{limits}), section(7, exported))
}

func section(id byte, entries [][]byte) []byte {
	all := leb128(uint32(len(entries)))
	return append([]byte{id}, counted(append(all, slices.Concat(entries...)...))...)
}

func name(text string) []byte { return counted([]byte(text)) }

// counted has the length of bytes before them.
func counted(bytes []byte) []byte { return append(leb128(uint32(len(bytes))), bytes...) }

// leb128 is a number as the binary format writes it.
func leb128(number uint32) (bytes []byte) {
	for ; number >= 0x80; number >>= 7 {
		bytes = append(bytes, byte(number)|0x80)
	}
	return append(bytes, byte(number))
}
