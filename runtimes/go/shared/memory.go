package shared

// FrozenMemory is a linear memory that keeps its initial size, for the engines
// that ask an allocator for it: wazero and wazy.
type FrozenMemory struct{ bytes []byte }

// Reallocate is called once with the initial size; nil makes memory.grow
// return -1.
func (f *FrozenMemory) Reallocate(size uint64) []byte {
	if f.bytes == nil {
		f.bytes = make([]byte, size)
		return f.bytes
	}
	return nil
}

// Free does nothing: the collector frees the bytes.
func (f *FrozenMemory) Free() {}
