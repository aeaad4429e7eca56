"""wasm3 through its Python package."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))

import wasm3
from badge_runner import values, wasm
from badge_runner.badge import Badge
from badge_runner.errors import Refusal, no_export, unsupported
from badge_runner.runner import Engine, Session, main

STACK_BYTES = 64 * 1024
IMPORT_MODULE = "env"
PHRASES = [
    ("unreachable executed", "unreachable"),
    ("out of bounds memory access", "memory-out-of-bounds"),
    # Past the table as well as null.
    ("undefined element", "unknown"),
    ("table index out of range", "table-out-of-bounds"),
    ("indirect call type mismatch", "indirect-call-type-mismatch"),
    ("null table element", "uninitialized-element"),
    ("integer divide by zero", "integer-divide-by-zero"),
    ("integer overflow", "integer-overflow"),
    ("invalid conversion to integer", "invalid-conversion"),
    ("stack overflow", "stack-exhausted"),
    ("data segment out of bounds", "memory-out-of-bounds"),
    ("element segment out of bounds", "table-out-of-bounds"),
]
SIGNATURES = {"i32": "i", "i64": "I", "f32": "f", "f64": "F"}


class Wasm3(Engine):
    name = "pywasm3"
    version = version("pywasm3")
    configs = ("default",)

    def __init__(self, config: str) -> None:
        self.environment = wasm3.Environment()

    def compile(self, data: bytes) -> tuple[Any, wasm.Interface]:
        module = self.environment.parse_module(data)
        return module, wasm.interface(data)

    def instantiate(self, module: tuple[Any, wasm.Interface], badge: Badge) -> Instance:
        return Instance(self.environment, *module, badge)

    def kind(self, phase: str, error: BaseException) -> str:
        text = str(error)
        kind = next((kind for phrase, kind in PHRASES if phrase in text), None)
        if phase == "compile":
            return "invalid"
        if kind is None and phase == "instantiate":
            return "import" if "signature mismatch" in text else "invalid"
        return kind or ("unknown" if "trap" in text else "other")


class Instance(Session):
    def __init__(
        self, environment: Any, module: Any, interface: wasm.Interface, badge: Badge
    ) -> None:
        self.interface = interface
        self.runtime = environment.new_runtime(STACK_BYTES)
        # The runtime keeps no reference to what it was made of.
        self.kept = environment, module
        self.runtime.load(module)
        known = {function.name: function for function in badge.functions()}
        for wanted in interface.imports:
            # wasm3 runs without what it does not find, and calls nothing then.
            function = known.get(wanted.name) if wanted.module == IMPORT_MODULE else None
            if function is None or wanted.signature is None:
                raise Refusal("import", f"unknown import {wanted.module}.{wanted.name}")
            kind = f"{'i' if function.result else 'v'}({'i' * function.parameters})"
            module.link_function(IMPORT_MODULE, function.name, kind, function.call)
        if interface.exports.get("memory", ("",))[0] == "memory":
            self.has_memory = True
            view = self.runtime.get_memory(0).cast("B")
            badge.memory = lambda: view
        self.start = self._entry("start")
        self.update = self._entry("update")

    def _signature(self, name: str) -> Optional[wasm.Signature]:
        # wasm3 also finds functions by the names of the debug information.
        return self.interface.exports.get(name, ("", None))[1]

    def _entry(self, name: str) -> Optional[Callable[[], Any]]:
        signature = self._signature(name)
        if signature is None or signature.parameters or signature.results:
            return None
        return self.runtime.find_function(name)

    def call(self, name: str, arguments: list[values.Value]) -> list[str]:
        signature = self._signature(name)
        if signature is None:
            raise no_export(name)
        strange = [kind for kind in signature.parameters + signature.results if kind not in SIGNATURES]
        if strange:
            raise unsupported(f"wasm3 has no type {strange[0]}")
        numbers = values.fitting(arguments, signature.parameters)
        returned = self.runtime.find_function(name)(*numbers)
        results = returned if len(signature.results) > 1 else [returned]
        return [values.show(kind, value) for kind, value in zip(signature.results, results)]


if __name__ == "__main__":
    main(Wasm3)
