package shared

// Size of the screen in pixels, each of one byte, RRRGGGBB.
const (
	Width       = 160
	Height      = 128
	ScreenBytes = Width * Height
)

// Screen holds the pixels row by row.
type Screen [ScreenBytes]byte

// Rect fills the part of a rectangle that lies on the screen.
func (s *Screen) Rect(x, y, w, h int32, color byte) {
	if w <= 0 || h <= 0 {
		return
	}
	left, right := clip(x, w, Width)
	top, bottom := clip(y, h, Height)
	if left == right {
		return
	}
	for row := top; row < bottom; row++ {
		pixels := s[row*Width+left : row*Width+right]
		for i := range pixels {
			pixels[i] = color
		}
	}
}

// Blit copies w × h pixels that begin at an address of the guest's memory and
// leaves out those equal to key. It draws nothing and returns [ErrHost] when
// they do not lie inside memory, whether or not any of them would be seen.
func (s *Screen) Blit(memory []byte, at uint32, x, y, w, h, key int32) error {
	if w <= 0 || h <= 0 {
		return nil
	}
	// Exact in 64 bits: at most 2^32 + 2^62.
	stride := int64(w)
	if uint64(at)+uint64(stride*int64(h)) > uint64(len(memory)) {
		return ErrHost
	}
	left, right := clip(x, w, Width)
	top, bottom := clip(y, h, Height)
	if left == right {
		return nil
	}
	for row := top; row < bottom; row++ {
		from := int64(at) + (int64(row)-int64(y))*stride + int64(left) - int64(x)
		source := memory[from : from+int64(right-left)]
		target := s[row*Width+left : row*Width+right]
		if key < 0 || key > 255 {
			copy(target, source)
			continue
		}
		for i, pixel := range source {
			if pixel != byte(key) {
				target[i] = pixel
			}
		}
	}
	return nil
}

// clip is the part of from .. from+length that lies in 0 .. limit, for a
// length above zero.
func clip(from, length int32, limit int64) (start, end int) {
	last := min(max(int64(from)+int64(length), 0), limit)
	first := min(max(int64(from), 0), last)
	return int(first), int(last)
}
