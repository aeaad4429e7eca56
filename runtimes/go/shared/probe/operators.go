package probe

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pybadge-wasm/shared"
)

// Operands of every operator, by type; no NaN, whose payload is not defined.
var operands = map[string][]string{
	"i32": {"0", "1", "-1", "-7", "33", "128", "-2147483648", "2147483647"},
	"i64": {"0", "1", "-1", "-7", "33", "65", "4294967296", "-9223372036854775808", "9223372036854775807"},
	"f32": {"0", "-0", "-1", "0.5", "2.5", "-2.5", "0.1", "16777217", "3e9", "-1e19", "1e-40", "inf"},
	"f64": {"0", "-0", "-1", "0.5", "2.5", "-2.5", "0.1", "3e9", "-1e19", "1e-310", "-inf"},
}

// What every operator gives, one line an operator: the result of each case or
// "trap". UPDATE_EXPECT=1 renews it, from the engine whose tests run; three
// engines of different origin must agree with it.
//
//go:embed operators.expected
var expected string

// Set to a config in the process that is to calculate, with the index of the
// first case behind a colon.
const calculator = "PYBADGE_PROBED_OPERATORS"

// cases are an operator and its operands each, in the order of the module.
func cases() [][]string {
	text, err := modules.ReadFile("modules/operators.wat")
	if err != nil {
		return nil
	}
	var all [][]string
	for line := range strings.Lines(string(text)) {
		_, after, found := strings.Cut(line, `(func (export "`)
		name, rest, _ := strings.Cut(after, `"`)
		if _, params, _ := strings.Cut(rest, "(param "); found && params != "" {
			params, _, _ := strings.Cut(params, ")")
			rows := [][]string{{name}}
			for ty := range strings.FieldsSeq(params) {
				var longer [][]string
				for _, row := range rows {
					for _, operand := range operands[ty] {
						longer = append(longer, append(slices.Clone(row), ty+":"+operand))
					}
				}
				rows = longer
			}
			all = append(all, rows...)
		}
	}
	return all
}

// calculate writes the results from the case with that index on.
func calculate(engine shared.Runtime, config string, from int, out io.Writer) error {
	code, err := modules.ReadFile("modules/operators.wasm")
	if err != nil {
		return err
	}
	var module shared.Module
	var instance shared.Instance
	for _, row := range cases()[from:] {
		if instance == nil {
			if module, instance, err = fresh(engine, config, code, module); err != nil {
				return err
			}
		}
		var values []shared.Value
		for _, operand := range row[1:] {
			value, err := shared.ParseValue(operand)
			if err != nil {
				return err
			}
			values = append(values, value)
		}
		results, err := instance.Function(row[0]).Call(values)
		if err != nil || len(results) != 1 {
			// Some engines are dead after a trap.
			instance = nil
			fmt.Fprintln(out, "trap")
			continue
		}
		fmt.Fprintln(out, results[0])
	}
	return nil
}

// fresh makes another instance, and another engine where that fails: some take
// their host functions once.
func fresh(engine shared.Runtime, config string, code []byte, module shared.Module) (shared.Module, shared.Instance, error) {
	badge := shared.NewBadge(1, func() uint32 { return 0 })
	if module != nil {
		if instance, err := module.Instantiate(badge); err == nil {
			return module, instance, nil
		}
	}
	started, err := engine.Configs[config]()
	if err != nil {
		return nil, nil, err
	}
	if module, err = started.Compile(code); err != nil {
		return nil, nil, err
	}
	instance, err := module.Instantiate(badge)
	return module, instance, err
}

// Operators runs every numeric operator under a config and compares the
// operators whose results depart from the expected ones with those declared.
func Operators(t *testing.T, config string, declared ...string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	all := cases()
	for len(lines) < len(all) {
		command := exec.Command(program)
		command.Env = append(os.Environ(), fmt.Sprintf("%s=%s:%d", calculator, config, len(lines)))
		var said bytes.Buffer
		command.Stderr = &said
		out, err := command.Output()
		seen := bufio.NewScanner(bytes.NewReader(out))
		for seen.Scan() {
			lines = append(lines, seen.Text())
		}
		if err != nil {
			if len(lines) == 0 || len(lines) == len(all) {
				t.Fatalf("%v: %s", err, firstLine(said.String()))
			}
			// The process died of this case.
			lines = append(lines, "crash")
			t.Logf("%v: %s", all[len(lines)-1], firstLine(said.String()))
		}
	}
	if os.Getenv("UPDATE_EXPECT") != "" && len(declared) == 0 {
		if err := os.WriteFile("../shared/probe/operators.expected", []byte(table(all, lines)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	var due []string
	for line := range strings.Lines(expected) {
		due = append(due, strings.Fields(line)[1:]...)
	}
	if len(due) != len(lines) {
		t.Fatalf("%d results where %d are due", len(lines), len(due))
	}
	wrong := map[string]string{}
	for i, line := range lines {
		if name := all[i][0]; line != due[i] && wrong[name] == "" {
			wrong[name] = fmt.Sprintf("%s = %s where %s is due", strings.Join(all[i], " "), line, due[i])
		}
	}
	for name, how := range wrong {
		if !slices.Contains(declared, name) {
			t.Error(how)
		}
	}
	for _, name := range declared {
		if wrong[name] == "" {
			t.Errorf("%s is right, although declared to be wrong", name)
		}
	}
}

// table has one line an operator.
func table(all [][]string, lines []string) string {
	var text strings.Builder
	for i, line := range lines {
		if i == 0 || all[i][0] != all[i-1][0] {
			if i > 0 {
				text.WriteByte('\n')
			}
			text.WriteString(all[i][0])
		}
		text.WriteByte(' ')
		text.WriteString(line)
	}
	return text.String() + "\n"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// serveOperators is the calculating process.
func serveOperators(engine shared.Runtime, task string) {
	config, index, _ := strings.Cut(task, ":")
	from, err := strconv.Atoi(index)
	if err == nil {
		err = calculate(engine, config, from, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(0)
}
