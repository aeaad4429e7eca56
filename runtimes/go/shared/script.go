package shared

import (
	"errors"
	"os"
)

// Of the badge that modules of a script are linked with, and never ask.
const scriptSeed = 1

// scriptAction loads modules one after the other and calls their exports, as the
// specification's own scripts need it.
type scriptAction struct {
	Modules *[]scriptModule `json:"modules"`
}

// scriptModule is an instance of its own.
type scriptModule struct {
	File  *string      `json:"file"`
	Calls []scriptCall `json:"calls"`
}

// scriptCall is an export and its arguments.
type scriptCall struct {
	name      string
	arguments []string
}

// UnmarshalJSON reads [export, arguments].
func (c *scriptCall) UnmarshalJSON(text []byte) error {
	return unmarshalPair(text, &c.name, &c.arguments, "[export, arguments]")
}

func (a *scriptAction) check() error {
	if a.Modules == nil {
		return errors.New("modules is missing")
	}
	for _, module := range *a.Modules {
		if module.File == nil {
			return errors.New("file is missing")
		}
	}
	return nil
}

// script tells of each module and call before the next one begins, so that a crash
// shows where it happened.
func (s *session) script(script *scriptAction) error {
	for index, asked := range *script.Modules {
		code, err := os.ReadFile(*asked.File)
		if err != nil {
			return err
		}
		instance, stage, err := s.loadAlone(code)
		if err != nil {
			refusal := asError(err)
			s.log.line(object{
				"type": "module", "index": index, "stage": stage,
				"kind": refusal.Kind, "text": cut(refusal.Text),
			})
			s.log.flush()
			continue
		}
		s.log.line(object{"type": "module", "index": index})
		s.log.flush()
		for index, call := range asked.Calls {
			s.log.line(callLine(index, instance, call))
			s.log.flush()
		}
	}
	return nil
}

// loadAlone takes a module to an instance; its error comes with the phase.
func (s *session) loadAlone(code []byte) (instance Instance, stage string, err error) {
	module, err := s.engine.Compile(code)
	if err != nil {
		return nil, "compile", err
	}
	instance, err = module.Instantiate(NewBadge(scriptSeed, clockMs))
	return instance, "instantiate", err
}

func callLine(index int, instance Instance, call scriptCall) object {
	values, err := callWords(instance, call)
	if err != nil {
		refusal := asError(err)
		return object{"type": "call", "index": index, "kind": refusal.Kind, "text": cut(refusal.Text)}
	}
	return object{"type": "call", "index": index, "values": values}
}

func callWords(instance Instance, call scriptCall) ([]string, error) {
	arguments := make([]Value, len(call.arguments))
	for i, text := range call.arguments {
		var err error
		if arguments[i], err = ParseValue(text); err != nil {
			return nil, Refusal(Unsupported, err)
		}
	}
	values, err := callChecked(instance, call.name, arguments)
	if err != nil {
		return nil, err
	}
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = value.String()
	}
	return words, nil
}
