"""ppci, a compiler in Python, as a runtime: machine code or Python code."""

from __future__ import annotations

import ctypes
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))

from badge_runner import values, wasm
from badge_runner.badge import Badge, HostFunction
from badge_runner.errors import no_export, unsupported
from badge_runner.runner import Engine, Session, main
from ppci import ir
from ppci.wasm import Module, components, instantiate

PAGE_BYTES = 65536
NUMBERS = {"i32", "i64", "f32", "f64"}


class Ppci(Engine):
    name = "ppci"
    version = version("ppci")
    configs = ("native", "python")

    def __init__(self, config: str) -> None:
        self.config = config

    def compile(self, data: bytes) -> tuple[Module, wasm.Interface]:
        return Module(data), wasm.interface(data)

    def instantiate(self, module: tuple[Module, wasm.Interface], badge: Badge) -> Instance:
        return Instance(self.config, *module, badge)

    def kind(self, phase: str, error: BaseException) -> str:
        text = str(error)
        if phase == "compile":
            return "invalid"
        if text.startswith(("imported module", "imported object")):
            return "import"
        if isinstance(error, NotImplementedError):
            return "unsupported"
        if isinstance(error, RecursionError):
            return "stack-exhausted"
        if isinstance(error, ZeroDivisionError):
            return "integer-divide-by-zero"
        if type(error).__name__ == "Unreachable":
            return "unreachable"
        return "other" if phase == "instantiate" else "unknown"


class Instance(Session):
    def __init__(
        self, target: str, module: Module, interface: wasm.Interface, badge: Badge
    ) -> None:
        self.interface = interface
        for definition in module:
            if isinstance(definition, components.Memory):
                # Its size is limited to what it is now.
                definition.max = definition.min
        env = {function.name: _annotated(function) for function in badge.functions()}
        self.instance = instantiate(module, {"env": env}, target=target)
        if interface.exports.get("memory", ("",))[0] == "memory":
            self.has_memory = True
            badge.memory = _memory(self.instance, target)
        self.start = self._entry("start")
        self.update = self._entry("update")

    def _function(self, name: str) -> tuple[wasm.Signature, Callable[..., Any]]:
        signature = self.interface.exports.get(name, ("", None))[1]
        if signature is None:
            raise no_export(name)
        return signature, getattr(self.instance.exports, name)

    def _entry(self, name: str) -> Optional[Callable[[], Any]]:
        if self.interface.exports.get(name, ("", None))[1] != wasm.Signature([], []):
            return None
        return self._function(name)[1]

    def call(self, name: str, arguments: list[values.Value]) -> list[str]:
        signature, function = self._function(name)
        if len(signature.results) > 1 or not NUMBERS.issuperset(sum(signature, [])):
            raise unsupported("ppci has no several results and no types beyond numbers")
        returned = function(*values.fitting(arguments, signature.parameters))
        return [values.show(kind, returned) for kind in signature.results]


def _annotated(function: HostFunction) -> Callable[..., Optional[int]]:
    """ppci reads the types of a host function from its annotations."""
    call = function.call
    wrapper: Callable[..., Optional[int]] = {
        0: lambda: call(),
        2: lambda a, b: call(a, b),
        5: lambda a, b, c, d, e: call(a, b, c, d, e),
        6: lambda a, b, c, d, e, f: call(a, b, c, d, e, f),
    }[function.parameters]
    wrapper.__annotations__ = {name: ir.i32 for name in "abcdef"[: function.parameters]}
    wrapper.__annotations__["return"] = ir.i32 if function.result else None
    return wrapper


def _memory(instance: Any, target: str) -> Callable[[], memoryview]:
    # The interface copies what it reads; these are the bytes themselves.
    size = instance.memory_size() * PAGE_BYTES
    if target == "native":
        base = instance._memory_data_page.addr
        view = memoryview((ctypes.c_ubyte * size).from_address(base)).cast("B")
        return lambda: view
    code = instance._py_module
    heap, start = code._irpy_heap, instance.mem0_start - code.HEAP_START
    # Made anew each time, because a view in use forbids the heap to grow.
    return lambda: memoryview(heap)[start : start + size]


if __name__ == "__main__":
    main(Ppci)
