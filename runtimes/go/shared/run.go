package shared

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Runtime is what a runner tells of its engine.
type Runtime struct {
	// Name of the runtime, as its directory is called.
	Name string
	// Version of the engine that is linked; see [LinkedVersion].
	Version string
	// Configs make the engine of each config, before any clock runs.
	Configs map[string]func() (Engine, error)
	// ImportsNoMemory is true of an engine whose guests have their own memories
	// alone: it is not asked to run a cartridge.
	ImportsNoMemory bool
}

// Engine compiles modules.
type Engine interface {
	// Compile takes the bytes of a module to what can be instantiated.
	Compile(code []byte) (Module, error)
}

// Module is a compiled module.
type Module interface {
	// Instantiate binds what the guest is linked with and runs the start section.
	Instantiate(host Embedder) (Instance, error)
}

// Instance is a guest that can be called. What it also does, it tells by
// implementing [Metered] or [Interruptible].
type Instance interface {
	// HasMemory says whether memory is exported under that name.
	HasMemory() bool
	// Function is an exported function, nil where there is none.
	Function(name string) *Function
}

// Function is an exported function, looked up once.
type Function struct {
	Params, Results []Type
	// Run calls it without arguments, as start and update are called.
	Run func() error
	// Call calls it with arguments that fit; never inside a timed stretch. Its
	// values count where there is no error.
	Call func(arguments []Value) ([]Value, error)
}

// program is what a run calls of a guest.
type program struct{ start, update *Function }

// ready is an error when memory, start or update is missing or has another
// type.
func ready(instance Instance) (program, error) {
	if !instance.HasMemory() {
		return program{}, noExport(MemoryName)
	}
	var found [2]*Function
	for n, name := range []string{"start", "update"} {
		function := instance.Function(name)
		if function == nil || len(function.Params) != 0 || len(function.Results) != 0 {
			return program{}, noExport(name)
		}
		found[n] = function
	}
	return program{found[0], found[1]}, nil
}

// callChecked calls an export once its arguments are known to fit.
func callChecked(instance Instance, name string, arguments []Value) ([]Value, error) {
	function := instance.Function(name)
	if function == nil {
		return nil, noExport(name)
	}
	given := Types(arguments, func(argument Value) Type { return argument.Type })
	if !slices.Equal(given, function.Params) {
		return nil, Refusal(ExportKind, fmt.Sprintf("arguments of types %v where %v are due", given, function.Params))
	}
	return function.Call(arguments)
}

// Metered is an [Instance] with a budget in units of its own.
type Metered interface {
	// SetFuel sets, not adds to, the budget of the next call.
	SetFuel(units uint64) error
	// FuelLeft is what is left of the budget.
	FuelLeft() (uint64, error)
}

// Interruptible is an [Instance] whose calls can be ended from another
// goroutine with a trap of the kind interrupted.
type Interruptible interface {
	Interrupt()
}

// errReported says that the run is over and the transcript knows why.
var errReported = errors.New("reported")

// progress is how far a run came.
type progress struct {
	frames           uint32
	link             Link
	nondeterministic bool
}

// Main is the main of a runner.
func Main(engine Runtime) {
	if err := Serve(engine, os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// Serve answers one request. Its error, if any, is that of a request that
// cannot be understood or of a file that cannot be read or written.
func Serve(engine Runtime, in io.Reader, out, echo io.Writer) error {
	asked, err := readRequest(in)
	if err != nil {
		return err
	}
	config, known := engine.Configs[*asked.Config]
	if !known {
		return fmt.Errorf("%s has no config %s", engine.Name, *asked.Config)
	}
	if asked.Action.Prepare != nil {
		return fmt.Errorf("%s prepares nothing", engine.Name)
	}
	var code []byte
	// A script names its files itself.
	if asked.Action.Script == nil {
		if code, err = os.ReadFile(*asked.Module); err != nil {
			return err
		}
	}
	s := session{log: transcript{out: out}, echo: func(text []byte) {
		// A closed standard error must not end the run.
		_, _ = echo.Write(text)
	}}
	action := func() error { return s.run(asked.Action.Run, code) }
	if invoke := asked.Action.Invoke; invoke != nil {
		arguments := make([]Value, len(*invoke.Arguments))
		for i, text := range *invoke.Arguments {
			if arguments[i], err = ParseValue(text); err != nil {
				return err
			}
		}
		action = func() error { return s.invoke(invoke, arguments, code) }
	} else if script := asked.Action.Script; script != nil {
		action = func() error { return s.script(script) }
	} else if cart := asked.Action.Cart; cart != nil {
		action = func() error {
			if engine.ImportsNoMemory {
				return s.refuse("instantiate", Refusal(Unsupported, "this engine imports no memory of a host"))
			}
			return s.cart(cart, code)
		}
	}
	s.log.hello(engine.Name, *asked.Config, engine.Version, resolution())
	if s.engine, err = config(); err != nil {
		s.log.fail("compile", asError(err))
	} else if err = action(); err != nil && err != errReported {
		return err
	}
	if s.badge != nil {
		s.end.nondeterministic = s.badge.nondeterministic
	}
	s.log.closing(s.end)
	return s.log.trouble
}

// session is one run or one call; host is what its guest is linked with, a
// badge but for a cartridge.
type session struct {
	log    transcript
	echo   func([]byte)
	engine Engine
	host   Embedder
	badge  *Badge
	guard  watchdog
	end    progress
}

// load takes a module through the phases compile and instantiate.
func (s *session) load(code []byte, check func(Instance) error) (Instance, error) {
	var module Module
	var instance Instance
	err := s.timed("compile", func() (err error) {
		module, err = s.engine.Compile(code)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = s.timed("instantiate", func() (err error) {
		if instance, err = module.Instantiate(s.host); err == nil {
			err = check(instance)
		}
		return err
	})
	return instance, err
}

// timed runs a phase that has no link.
func (s *session) timed(phase string, call func() error) error {
	before := nanoseconds()
	err := call()
	elapsed := nanoseconds() - before
	if err != nil {
		return s.refuse(phase, err)
	}
	s.log.phase(phase, elapsed)
	return nil
}

func (s *session) refuse(stage string, err error) error {
	s.log.fail(stage, s.understood(err))
	return errReported
}

// understood knows that a call which the host refused is a trap, whatever the
// engine made of it.
func (s *session) understood(err error) *Error {
	known := asError(err)
	if s.host != nil && s.host.Refused() {
		return Failure(Host, known.Text)
	}
	return known
}

// invoke calls one export. A trap is a refusal too: the call is no frame.
func (s *session) invoke(invoke *invokeAction, arguments []Value, code []byte) error {
	s.badge = NewBadge(*invoke.Seed, clockMs)
	s.host = s.badge
	s.badge.echo = s.echo
	instance, err := s.load(code, func(Instance) error { return nil })
	if err != nil {
		return err
	}
	values, err := callChecked(instance, *invoke.Function, arguments)
	if err != nil {
		return s.refuse("update", err)
	}
	s.log.results(values)
	return nil
}

// run drives a badge program frame by frame, up to and including a trap.
func (s *session) run(run *runAction, code []byte) error {
	s.badge = NewBadge(*run.Seed, clockMs)
	s.host = s.badge
	if run.EchoLog {
		s.badge.echo = s.echo
	}
	var guest program
	instance, err := s.load(code, func(instance Instance) (err error) {
		guest, err = ready(instance)
		return err
	})
	if err != nil {
		return err
	}
	if run.InterruptMs != nil {
		interruptible, ok := instance.(Interruptible)
		if !ok {
			return s.refuse("instantiate", Refusal(Unsupported, "this config cannot be interrupted"))
		}
		s.guard.watch(time.Duration(*run.InterruptMs)*time.Millisecond, interruptible.Interrupt)
	}
	fuel, err := s.meter(instance, run.Fuel)
	if err != nil {
		return err
	}
	s.badge.EnterStart()
	elapsed, _, err := s.call("start", -1, fuel, guest.start.Run)
	if err != nil {
		return err
	}
	s.end.link = s.badge.Link(0)
	s.log.start(elapsed, s.end.link)

	update := guest.update.Run
	if run.CallsPerFrame != nil && *run.CallsPerFrame != 1 {
		update = func() error {
			for range *run.CallsPerFrame {
				if err := guest.update.Run(); err != nil {
					return err
				}
			}
			return nil
		}
	}
	pressed := buttons{rest: *run.Trace}
	for index := range *run.Frames {
		s.badge.EnterUpdate(index, pressed.at(index))
		elapsed, used, err := s.call("update", int64(index), fuel, update)
		if err != nil {
			return err
		}
		s.end.link = s.badge.Link(s.end.link)
		s.end.frames = index + 1
		s.log.frame(index, elapsed, s.end.link, used)
		s.write(run.Screens, index)
	}
	return nil
}

// meter sets the budget of a call and tells afterwards what was used of it.
type meter struct {
	Metered
	budget uint64
}

// meter is nil where the request names no budget.
func (s *session) meter(instance Instance, budget *uint64) (*meter, error) {
	if budget == nil {
		return nil, nil
	}
	if metered, ok := instance.(Metered); ok {
		return &meter{metered, *budget}, nil
	}
	return nil, s.refuse("instantiate", Refusal(Unsupported, "this config does not meter"))
}

// call is one timed call into the guest.
func (s *session) call(phase string, frame int64, fuel *meter, call func() error) (elapsed int64, used *uint64, err error) {
	if fuel != nil {
		if err := fuel.SetFuel(fuel.budget); err != nil {
			return 0, nil, s.refuse("instantiate", err)
		}
	}
	s.guard.began.Store(nanoseconds())
	before := nanoseconds()
	err = call()
	elapsed = nanoseconds() - before
	s.guard.began.Store(-1)
	if err != nil {
		known := s.understood(err)
		if !known.trap {
			return 0, nil, s.refuse(phase, known)
		}
		s.log.trap(frame, known)
		return 0, nil, errReported
	}
	if fuel != nil && frame >= 0 {
		left, err := fuel.FuelLeft()
		if err != nil {
			return 0, nil, s.refuse(phase, err)
		}
		units := fuel.budget - min(left, fuel.budget)
		used = &units
	}
	return elapsed, used, nil
}

// write puts a frame that was asked for into a file.
func (s *session) write(screens *screenSet, index uint32) {
	if screens == nil || !slices.Contains(screens.Frames, index) {
		return
	}
	path := filepath.Join(screens.Directory, fmt.Sprintf("%d.bin", index))
	if err := os.WriteFile(path, s.badge.picture(), 0o644); err != nil {
		s.log.note(err)
	}
}
