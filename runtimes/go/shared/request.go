package shared

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Protocol is the version of requests, replies and of the badge's definition.
const Protocol = 1

// Longest request that is read.
const maxRequestBytes = 16 << 20

// request is what a runner is asked: one JSON object.
type request struct {
	Protocol *uint32 `json:"protocol"`
	Config   *string `json:"config"`
	Module   *string `json:"module"`
	Action   *struct {
		Run     *runAction       `json:"run"`
		Prepare *json.RawMessage `json:"prepare"`
		Invoke  *invokeAction    `json:"invoke"`
		Cart    *cartAction      `json:"cart"`
		Script  *scriptAction    `json:"script"`
	} `json:"action"`
}

// runAction runs a badge program.
type runAction struct {
	Workload      *string    `json:"workload"`
	Frames        *uint32    `json:"frames"`
	CallsPerFrame *uint32    `json:"calls_per_frame"`
	Trace         *[]press   `json:"trace"`
	Seed          *uint32    `json:"seed"`
	Fuel          *uint64    `json:"fuel"`
	InterruptMs   *uint64    `json:"interrupt_ms"`
	Screens       *screenSet `json:"screens"`
	EchoLog       bool       `json:"echo_log"`
}

// screenSet says which frames are to be written to files, and where.
type screenSet struct {
	Directory string   `json:"directory"`
	Frames    []uint32 `json:"frames"`
}

// invokeAction calls one export.
type invokeAction struct {
	Function  *string   `json:"function"`
	Arguments *[]string `json:"arguments"`
	Seed      *uint32   `json:"seed"`
}

// press is an entry of a trace: the mask holds from this frame on.
type press struct {
	frame uint32
	mask  uint8
}

// UnmarshalJSON reads [frame, mask].
func (p *press) UnmarshalJSON(text []byte) error {
	var pair []uint32
	if err := json.Unmarshal(text, &pair); err != nil {
		return err
	}
	if len(pair) != 2 || pair[1] > 255 {
		return fmt.Errorf("%s is no [frame, mask]", text)
	}
	p.frame, p.mask = pair[0], uint8(pair[1])
	return nil
}

// unmarshalPair reads a list of two; shape says what it should have been.
func unmarshalPair(text []byte, first, second any, shape string) error {
	var parts []json.RawMessage
	err := json.Unmarshal(text, &parts)
	if err == nil && len(parts) == 2 {
		if err = json.Unmarshal(parts[0], first); err == nil {
			err = json.Unmarshal(parts[1], second)
		}
	}
	if err != nil || len(parts) != 2 {
		return fmt.Errorf("%s is no %s", text, shape)
	}
	return nil
}

// buttons walks through a trace: a mask holds until the next entry and is zero
// before the first.
type buttons struct {
	rest []press
	mask uint8
}

// at is the mask of a frame; frames are asked for in increasing order.
func (b *buttons) at(frame uint32) uint8 {
	for len(b.rest) > 0 && b.rest[0].frame <= frame {
		b.mask, b.rest = b.rest[0].mask, b.rest[1:]
	}
	return b.mask
}

// readRequest reads one request and refuses what it does not understand.
func readRequest(in io.Reader) (*request, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxRequestBytes))
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	asked := new(request)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(asked)
	if err == nil {
		if _, after := decoder.Token(); after != io.EOF {
			err = errors.New("something follows the object")
		}
	}
	if err == nil {
		err = asked.check()
	}
	if err != nil {
		return nil, fmt.Errorf("the request on standard input: %w; crates/protocol/README.md defines it", err)
	}
	if *asked.Protocol != Protocol {
		return nil, fmt.Errorf("the request speaks protocol %d, this runner %d", *asked.Protocol, Protocol)
	}
	return asked, nil
}

func (r *request) check() error {
	missing := func(keys map[string]bool) error {
		for key, there := range keys {
			if !there {
				return fmt.Errorf("%s is missing", key)
			}
		}
		return nil
	}
	err := missing(map[string]bool{
		"protocol": r.Protocol != nil, "config": r.Config != nil,
		"module": r.Module != nil, "action": r.Action != nil,
	})
	if err != nil {
		return err
	}
	run, prepare, invoke := r.Action.Run, r.Action.Prepare, r.Action.Invoke
	cart, script := r.Action.Cart, r.Action.Script
	given := 0
	for _, there := range []bool{run != nil, prepare != nil, invoke != nil, cart != nil, script != nil} {
		if there {
			given++
		}
	}
	var seed *uint32
	switch {
	case given != 1:
		return errors.New("action must be one of run, prepare, invoke, cart and script")
	case run != nil:
		seed = run.Seed
		err = missing(map[string]bool{
			"workload": run.Workload != nil, "frames": run.Frames != nil,
			"trace": run.Trace != nil, "seed": run.Seed != nil,
		})
	case invoke != nil:
		seed = invoke.Seed
		err = missing(map[string]bool{
			"function": invoke.Function != nil, "arguments": invoke.Arguments != nil,
			"seed": invoke.Seed != nil,
		})
	case cart != nil:
		return missing(map[string]bool{"ticks": cart.Ticks != nil})
	case script != nil:
		return script.check()
	default:
		return nil
	}
	if err == nil && *seed == 0 {
		err = errors.New("seed must be at least 1")
	}
	return err
}
