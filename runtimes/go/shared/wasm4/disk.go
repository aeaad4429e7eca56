package wasm4

import "errors"

// DiskBytes is the most that a disk holds.
const DiskBytes = 1024

// Why the disk refuses a call; the cartridge traps.
var (
	ErrNegativeSize  = errors.New("a disk call with a negative size")
	ErrOutsideMemory = errors.New("a disk call whose bytes lie outside memory")
)

// Diskr is the import diskr: it reads what is stored, and returns how much.
func (c *Console) Diskr(page *Page, at, size int32) (int32, error) {
	if size < 0 {
		return 0, ErrNegativeSize
	}
	stored := c.disk[:min(int(size), len(c.disk))]
	if !inside(at, len(stored)) {
		return 0, ErrOutsideMemory
	}
	return int32(copy(page[uint32(at):], stored)), nil
}

// Diskw is the import diskw: it replaces what is stored, and returns how much
// that is now.
func (c *Console) Diskw(page *Page, at, size int32) (int32, error) {
	if size < 0 {
		return 0, ErrNegativeSize
	}
	count := min(int(size), DiskBytes)
	if !inside(at, count) {
		return 0, ErrOutsideMemory
	}
	c.disk = append(c.disk[:0], page.from(at)[:count]...)
	return int32(count), nil
}

// inside says whether bytes lie in memory; none lie at its end, too.
func inside(at int32, count int) bool {
	return uint64(uint32(at))+uint64(count) <= PageBytes
}
