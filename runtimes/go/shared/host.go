package shared

import (
	"bytes"
	"errors"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"
)

// How often the watchdog looks.
const watchInterval = 5 * time.Millisecond

var origin = time.Now()

// nanoseconds reads the monotonic clock.
func nanoseconds() int64 { return int64(time.Since(origin)) }

// clockMs is real time since the run began, wrapping.
func clockMs() uint32 { return uint32(nanoseconds() / 1_000_000) }

// resolution is the smallest step of the clock over some thousand readings.
func resolution() int64 {
	smallest := int64(math.MaxInt64)
	before := nanoseconds()
	for range 5_000 {
		now := nanoseconds()
		if now > before {
			smallest = min(smallest, now-before)
		}
		before = now
	}
	return smallest
}

// peakRSS is VmHWM of this process, where the system tells.
func peakRSS() (size uint64, known bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(status) {
		if value, found := bytes.CutPrefix(line, []byte("VmHWM:")); found {
			digits := bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(value), []byte("kB")))
			kilobytes, err := strconv.ParseUint(string(digits), 10, 64)
			return kilobytes * 1024, err == nil
		}
	}
	return 0, false
}

// LinkedVersion is the version of a Go module that is linked into this program.
func LinkedVersion(module string) string {
	if info, known := debug.ReadBuildInfo(); known {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return dependency.Version
			}
		}
	}
	return "unknown"
}

// InTemporaryDirectory makes a directory for what a call leaves behind in the
// usual one for temporary files, and removes it afterwards.
func InTemporaryDirectory(call func() error) error {
	usual := os.TempDir()
	directory, err := os.MkdirTemp(usual, "runner-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	if err := os.Setenv("TMPDIR", directory); err != nil {
		return err
	}
	return errors.Join(call(), os.Setenv("TMPDIR", usual))
}

// watchdog ends calls that take too long.
type watchdog struct {
	// Nanoseconds at which the call in progress began, -1 while there is none.
	began atomic.Int64
}

// watch calls interrupt, again and again, while a call takes longer than the
// deadline. It ends with the process.
func (w *watchdog) watch(deadline time.Duration, interrupt func()) {
	w.began.Store(-1)
	// A guest in machine code does not yield its processor.
	runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))
	go func() {
		for {
			time.Sleep(watchInterval)
			began := w.began.Load()
			if began >= 0 && nanoseconds()-began > int64(deadline) {
				interrupt()
			}
		}
	}()
}
