package main

import "github.com/tetratelabs/wazero/experimental"

// frozen is a memory that keeps its initial size.
type frozen struct{ bytes []byte }

func freeze(_, _ uint64) experimental.LinearMemory { return new(frozen) }

// Reallocate is called once with the initial size; nil makes memory.grow
// return -1.
func (f *frozen) Reallocate(size uint64) []byte {
	if f.bytes == nil {
		f.bytes = make([]byte, size)
		return f.bytes
	}
	return nil
}

func (f *frozen) Free() {}

// bytes is the guest's memory as it is now: a view.
func (i *instance) bytes() []byte {
	if i.memory == nil {
		return nil
	}
	view, _ := i.memory.Read(0, i.memory.Size())
	return view
}
