package shared

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"
)

// Longest text of an engine that a reply carries, in bytes; the rest is cut.
const maxTextBytes = 4096

// object is one line of a transcript.
type object map[string]any

// transcript holds lines back, so that output never stands inside a timed
// stretch.
type transcript struct {
	out     io.Writer
	held    bytes.Buffer
	trouble error
}

func (t *transcript) line(fields object) {
	// Neither a map of plain values nor a buffer fails.
	encoder := json.NewEncoder(&t.held)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(fields)
}

func (t *transcript) hello(runtime, config, version string, resolution int64) {
	t.line(object{
		"type": "hello", "protocol": Protocol, "runtime": runtime, "config": config,
		"version": version, "unit": "ns", "hz": 1_000_000_000, "resolution": resolution,
	})
	t.flush()
}

// phase is told at once, so that a crash shows in which phase it happened.
func (t *transcript) phase(phase string, elapsed int64) {
	t.line(object{"type": "phase", "phase": phase, "elapsed": elapsed})
	t.flush()
}

func (t *transcript) start(elapsed int64, link Link) {
	t.line(object{"type": "phase", "phase": "start", "elapsed": elapsed, "link": link.String()})
	t.flush()
}

// frame is held back: a pipe between frames would cool the caches.
func (t *transcript) frame(index uint32, elapsed int64, link Link, fuel *uint64) {
	fields := object{"type": "frame", "index": index, "elapsed": elapsed, "link": link.String()}
	if fuel != nil {
		fields["fuel"] = *fuel
	}
	t.line(fields)
}

// trap takes -1 as the frame of start.
func (t *transcript) trap(frame int64, trap *Error) {
	t.line(object{"type": "trap", "frame": frame, "kind": trap.Kind, "text": cut(trap.Text)})
}

func (t *transcript) fail(stage string, refusal *Error) {
	t.line(object{"type": "fail", "stage": stage, "kind": refusal.Kind, "text": cut(refusal.Text)})
}

func (t *transcript) results(values []Value) {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = value.String()
	}
	t.line(object{"type": "results", "values": words})
}

func (t *transcript) closing(end progress) {
	memory := object{"type": "memory"}
	if bytes, known := peakRSS(); known {
		memory["peak_rss_bytes"] = bytes
	}
	t.line(memory)
	t.line(object{
		"type": "done", "frames": end.frames, "link": end.link.String(),
		"nondeterministic": end.nondeterministic,
	})
	t.flush()
}

func (t *transcript) flush() {
	if _, err := t.held.WriteTo(t.out); err != nil {
		t.note(err)
	}
}

// note keeps the first thing that went wrong with a file.
func (t *transcript) note(err error) {
	if t.trouble == nil {
		t.trouble = err
	}
}

// cut shortens a text at a character.
func cut(text string) string {
	if len(text) <= maxTextBytes {
		return text
	}
	end := maxTextBytes
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
