"""Whole runs with an engine made for the test, and what is refused."""

import io
import json
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from badge_runner import values, wasm
from badge_runner.errors import BadRequest, HostTrap, Refusal
from badge_runner.request import parse
from badge_runner.runner import Engine, Session, main

RUN = {"workload": "w", "frames": 3, "trace": [[1, 7], [2, 0]], "seed": 1}


class Guest(Session):
    """Draws the buttons; `trap` is raised in frame 1."""

    has_memory = True
    trap = None
    left = 0

    def __init__(self, badge):
        env = {function.name: function.call for function in badge.functions()}
        self.frame = 0

        def update():
            if self.frame == 1 and self.trap:
                raise self.trap
            env["rect"](0, 0, 1, 1, env["buttons"]())
            self.frame += 1
            self.left -= 10

        self.start = lambda: None
        self.update = update

    def call(self, name, arguments):
        raise Refusal("export", f"the module exports no {name}")

    def set_fuel(self, units):
        self.left = units

    def fuel_left(self):
        return self.left


def engine(session):
    class Test(Engine):
        name = "test"
        version = "1"
        configs = ("default",)

        def __init__(self, config):
            pass

        def compile(self, data):
            return data

        def instantiate(self, module, badge):
            return session(badge)

        def kind(self, phase, error):
            return "unreachable" if phase in ("start", "update") else "other"

    return Test


def ask(action, session=Guest, **more):
    """Exit code, transcript and standard error."""
    with tempfile.NamedTemporaryFile() as module:
        request = {"protocol": 1, "config": "default", "module": module.name, "action": action}
        stdin = io.TextIOWrapper(io.BytesIO(json.dumps({**request, **more}).encode()))
        out, err = io.StringIO(), io.StringIO()
        kept, sys.stdin = sys.stdin, stdin
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main(engine(session))
        except SystemExit as left:
            code = left.code
        finally:
            sys.stdin = kept
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def line(lines, kind):
    return next(line for line in lines if line["type"] == kind)


class Runs(unittest.TestCase):
    def test_a_whole_run(self):
        with tempfile.TemporaryDirectory() as directory:
            screens = {"directory": directory, "frames": [0, 1, 2]}
            code, lines, _ = ask({"run": {**RUN, "screens": screens}})
            pixels = [Path(directory, f"{i}.bin").read_bytes()[0] for i in range(3)]
        kinds = [line["type"] for line in lines]
        self.assertEqual(
            kinds, ["hello", "phase", "phase", "phase", "frame", "frame", "frame", "memory", "done"]
        )
        self.assertEqual(code, 0)
        self.assertEqual(pixels, [0, 7, 0], "a mask holds until the next entry")
        self.assertEqual(line(lines, "phase")["phase"], "compile")
        done = lines[-1]
        self.assertEqual((done["frames"], done["link"]), (3, lines[-3]["link"]))

    def test_fuel_is_set_anew_and_what_was_used_is_told(self):
        _, lines, _ = ask({"run": {**RUN, "fuel": 100}})
        fuel = [line["fuel"] for line in lines if line["type"] == "frame"]
        self.assertEqual(fuel, [10, 10, 10])

    def test_a_trap_ends_the_run_without_a_link_for_its_frame(self):
        class Trapping(Guest):
            trap = ValueError("as declared")

        _, lines, _ = ask({"run": RUN}, Trapping)
        kinds = [line["type"] for line in lines]
        self.assertEqual(kinds, ["hello", "phase", "phase", "phase", "frame", "trap", "memory", "done"])
        expected = {"type": "trap", "frame": 1, "kind": "unreachable", "text": "as declared"}
        self.assertEqual(line(lines, "trap"), expected)

    def test_a_refusal_of_the_host_is_a_trap(self):
        class Trapping(Guest):
            trap = HostTrap()

        self.assertEqual(line(ask({"run": RUN}, Trapping)[1], "trap")["kind"], "host")

    def test_what_is_no_trap_is_a_refusal(self):
        class Exhausted(Guest):
            trap = MemoryError()

        fail = line(ask({"run": RUN}, Exhausted)[1], "fail")
        self.assertEqual((fail["stage"], fail["kind"]), ("update", "out-of-memory"))

    def test_missing_exports_are_named(self):
        class Without(Guest):
            def __init__(self, badge):
                super().__init__(badge)
                self.update = None

        fail = line(ask({"run": RUN}, Without)[1], "fail")
        self.assertEqual((fail["stage"], fail["kind"]), ("instantiate", "export"))
        self.assertIn("update", fail["text"])

    def test_what_a_config_lacks_is_unsupported(self):
        fail = line(ask({"run": {**RUN, "interrupt_ms": 5}})[1], "fail")
        self.assertEqual((fail["stage"], fail["kind"]), ("instantiate", "unsupported"))


class Requests(unittest.TestCase):
    def test_a_bad_request_is_answered_on_standard_error_with_exit_code_2(self):
        invoke = {"function": "f", "arguments": [], "seed": 1}
        for action, more in [
            ({"run": {**RUN, "frames": -1}}, {}),
            ({"run": {**RUN, "seed": 0}}, {}),
            ({"run": {**RUN, "surprise": 1}}, {}),
            ({"run": {**RUN, "trace": [[0]]}}, {}),
            ({"run": {**RUN, "echo_log": 1}}, {}),
            ({}, {}),
            ({"run": RUN, "invoke": invoke}, {}),
            ({"invoke": {**invoke, "arguments": ["i31:1"]}}, {}),
            ({"prepare": {"output": "o", "for": "host"}}, {}),
            ({"run": RUN}, {"protocol": 2}),
            ({"run": RUN}, {"config": "other"}),
            ({"run": RUN}, {"module": "/nonexistent"}),
        ]:
            code, lines, words = ask(action, **more)
            self.assertEqual((code, lines), (2, []), (action, more))
            self.assertNotEqual(words.strip(), "")

    def test_no_json_is_refused(self):
        for text in [b"", b"{", b"[]", b"\xff"]:
            with self.assertRaises(BadRequest):
                parse(text)


class Values(unittest.TestCase):
    def test_values_read_back_as_they_print(self):
        for given, shown in [
            ("7", "i32:7"),
            ("i32:4294967295", "i32:-1"),
            ("i64:-9223372036854775808", "i64:-9223372036854775808"),
            ("f32:0.1", "f32:0.1"),
            ("f32:1e20", "f32:1e20"),
            ("f64:-0.0", "f64:-0.0"),
            ("f64:1e15", "f64:1000000000000000.0"),
            ("f64:1e16", "f64:1e16"),
            ("f64:0.00001", "f64:1e-5"),
            ("f64:nan", "f64:NaN"),
            ("f64:-inf", "f64:-inf"),
            ("v128:0xff", "v128:0x000000000000000000000000000000ff"),
        ]:
            value = values.parse(given)
            self.assertEqual(values.show(*value), shown)

    def test_what_is_no_value_is_refused(self):
        for text in ["i31:1", "i32:1.5", "i32:4294967296", "f32:", "x", "i32: 1", "v128:g", "f32:nan:0x0"]:
            with self.assertRaises(BadRequest, msg=text):
                values.parse(text)

    def test_arguments_that_do_not_fit_are_refused(self):
        for types in [[], ["i64"], ["i32", "i32"]]:
            with self.assertRaises(Refusal):
                values.fitting([values.parse("1")], types)
        with self.assertRaises(Refusal):
            values.fitting([values.parse("f32:nan:0x200001")], ["f32"])


class Interfaces(unittest.TestCase):
    def test_imports_and_exports_are_read(self):
        module = bytes.fromhex(
            "0061736d01000000"
            "010a0260027f7f00600001 7d"
            "021d03 03656e76036c6f670000 03656e76016d020001 03656e760167037f00"
            "03020101"
            "07050101660001"
            "0a09010700430000803f0b".replace(" ", "")
        )
        read = wasm.interface(module)
        names = [(found.name, found.kind) for found in read.imports]
        self.assertEqual(names, [("log", "func"), ("m", "memory"), ("g", "global")])
        self.assertEqual(read.imports[0].signature, wasm.Signature(["i32", "i32"], []))
        self.assertEqual(read.exports, {"f": ("func", wasm.Signature([], ["f32"]))})

    def test_what_is_no_module_is_refused(self):
        for data in [b"", b"\0asm\2\0\0\0", b"\0asm\1\0\0\0\1\5"]:
            with self.assertRaises(ValueError):
                wasm.interface(data)


if __name__ == "__main__":
    unittest.main()
