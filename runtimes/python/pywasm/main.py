"""pywasm, an interpreter written in Python."""

from __future__ import annotations

import io
import sys
import traceback
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))

import pywasm
from badge_runner import values
from badge_runner.badge import Badge
from badge_runner.errors import Refusal, no_export
from badge_runner.runner import Engine, Session, main

# A trap is a bare assertion or another of Python's errors: the line that
# raises it is what the engine says.
LINES = [
    ("assert 0", "unreachable"),
    ("len(mems.data)", "memory-out-of-bounds"),
    ("len(self.stack.frame) < 1024", "stack-exhausted"),
    ("tabl.elem[", "table-out-of-bounds"),
    ("self.data[4] == 0x01", "uninitialized-element"),
    ("self.store.func[addr].type == type", "indirect-call-type-mismatch"),
    ("a != self.min or b != -1", "integer-overflow"),
]
TYPES = {0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128"}
REFERENCES = {0x70: "funcref", 0x6F: "externref"}


class Pywasm(Engine):
    name = "pywasm"
    version = version("pywasm")
    configs = ("default",)

    def __init__(self, config: str) -> None:
        self.config = config

    def compile(self, data: bytes) -> pywasm.ModuleDesc:
        return pywasm.ModuleDesc.from_reader(io.BytesIO(data))

    def instantiate(self, module: pywasm.ModuleDesc, badge: Badge) -> Instance:
        return Instance(module, badge)

    def kind(self, phase: str, error: BaseException) -> str:
        if phase == "compile":
            return "invalid"
        if isinstance(error, ZeroDivisionError):
            return "integer-divide-by-zero"
        if isinstance(error, RecursionError):
            return "stack-exhausted"
        if isinstance(error, OverflowError):
            return "integer-overflow"
        if isinstance(error, ValueError) and "NaN" in str(error):
            return "invalid-conversion"
        line = _line(error)
        return next((kind for part, kind in LINES if part in line), "unknown")

    def words(self, error: BaseException) -> str:
        return f"{type(error).__name__} {error}: {_line(error)}"


def _line(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return (frames[-1].line or "") if frames else ""


class Instance(Session):
    def __init__(self, module: pywasm.ModuleDesc, badge: Badge) -> None:
        self.runtime = pywasm.Runtime()
        i32 = pywasm.ValType.i32()
        functions = {}
        for function in badge.functions():
            kind = pywasm.FuncType([i32] * function.parameters, [i32] * function.result)
            functions[function.name] = self.runtime.allocate_func_host(kind, _host(function.call))
        self.runtime.imports = {"env": functions}
        _check_imports(self.runtime, module)
        for memory in module.mems:
            # Its size is limited to what it is now.
            memory.limits.m = memory.limits.n
        self.module = self.runtime.instance(module)
        self.exports = {export.name: export.data for export in self.module.exps}
        memory = self.exports.get("memory")
        if memory is not None and memory.kind == 0x02:
            self.has_memory = True
            data = self.runtime.machine.store.mems[memory.data].data
            badge.memory = lambda: memoryview(data)
        self.start = self._entry("start")
        self.update = self._entry("update")

    def _function(self, name: str) -> Any:
        export = self.exports.get(name)
        if export is None or export.kind != 0x00:
            return None
        return self.runtime.machine.store.func[export.data]

    def _entry(self, name: str) -> Optional[Callable[[], Any]]:
        function = self._function(name)
        if function is None or function.type.args or function.type.rets:
            return None
        machine, address = self.runtime.machine, self.exports[name].data
        return lambda: machine.invocate(address, [])

    def call(self, name: str, arguments: list[values.Value]) -> list[str]:
        function = self._function(name)
        if function is None:
            raise no_export(name)
        numbers = values.fitting(arguments, [_name(kind) for kind in function.type.args])
        numbers = [
            bytearray(number.to_bytes(16, "little")) if argument.type == "v128" else number
            for number, argument in zip(numbers, arguments)
        ]
        returned = self.runtime.invocate(self.module, name, numbers)
        return [_show(kind, value) for kind, value in zip(function.type.rets, returned)]


def _host(call: Callable[..., Optional[int]]) -> Callable[[Any, list[int]], list[int]]:
    def hostcode(_: Any, arguments: list[int]) -> list[int]:
        result = call(*arguments)
        return [] if result is None else [result]

    return hostcode


def _check_imports(runtime: pywasm.Runtime, module: pywasm.ModuleDesc) -> None:
    """The engine only asserts types, and fails on names with a KeyError."""
    for wanted in module.imps:
        given = runtime.imports.get(wanted.module, {}).get(wanted.name)
        if given is None:
            raise Refusal("import", f"unknown import {wanted.module}.{wanted.name}")
        fits = wanted.kind == given.kind
        if not fits or runtime.machine.store.func[given.data].type != module.type[wanted.desc]:
            raise Refusal("import", f"import {wanted.module}.{wanted.name} has another type")


def _name(kind: pywasm.ValType) -> str:
    return TYPES.get(kind.data) or REFERENCES.get(kind.data, hex(kind.data))


def _show(kind: pywasm.ValType, value: Any) -> str:
    if kind.data == 0x7B:
        value = int.from_bytes(value, "little")
    return values.show(_name(kind), value)


if __name__ == "__main__":
    main(Pywasm)
