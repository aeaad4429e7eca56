"""wasmtime through its Python package."""

from __future__ import annotations

import ctypes
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))

import wasmtime
from badge_runner import values
from badge_runner.badge import Badge
from badge_runner.errors import no_export
from badge_runner.runner import Engine, Session, main
from wasmtime import Func, FuncType, Limits, MemoryType, TrapCode, ValType

PAGE_BYTES = 65536
UNBOUNDED_FUEL = (1 << 64) - 1
KINDS = {
    TrapCode.UNREACHABLE: "unreachable",
    TrapCode.MEMORY_OUT_OF_BOUNDS: "memory-out-of-bounds",
    TrapCode.TABLE_OUT_OF_BOUNDS: "table-out-of-bounds",
    TrapCode.INDIRECT_CALL_TO_NULL: "uninitialized-element",
    TrapCode.BAD_SIGNATURE: "indirect-call-type-mismatch",
    TrapCode.INTEGER_DIVISION_BY_ZERO: "integer-divide-by-zero",
    TrapCode.INTEGER_OVERFLOW: "integer-overflow",
    TrapCode.BAD_CONVERSION_TO_INTEGER: "invalid-conversion",
    TrapCode.STACK_OVERFLOW: "stack-exhausted",
    TrapCode.OUT_OF_FUEL: "out-of-fuel",
    TrapCode.INTERRUPT: "interrupted",
}


class Wasmtime(Engine):
    name = "wasmtime-py"
    version = version("wasmtime")
    configs = ("cranelift", "pulley", "fuel", "epoch")

    def __init__(self, config: str) -> None:
        settings = wasmtime.Config()
        settings.strategy = "cranelift"
        settings.parallel_compilation = False
        settings.consume_fuel = config == "fuel"
        settings.epoch_interruption = config == "epoch"
        if config == "pulley":
            settings.target = "pulley64"
        self.config = config
        self.engine = wasmtime.Engine(settings)

    def compile(self, data: bytes) -> wasmtime.Module:
        return wasmtime.Module(self.engine, data)

    def instantiate(self, module: wasmtime.Module, badge: Badge) -> Instance:
        return Instance(self, module, badge)

    def kind(self, phase: str, error: BaseException) -> str:
        if isinstance(error, wasmtime.Trap):
            return KINDS.get(error.trap_code, "unknown")
        text = str(error)
        if phase == "compile":
            refused = "support is not enabled" in text or "unsupported" in text.lower()
            return "unsupported" if refused else "invalid"
        if "unknown import" in text or "incompatible import type" in text:
            return "import"
        return "other"

    def words(self, error: BaseException) -> str:
        # A backtrace of the guest stands before the cause.
        return str(error).strip().rsplit("\n", 1)[-1].strip()


class Instance(Session):
    def __init__(self, engine: Wasmtime, module: wasmtime.Module, badge: Badge) -> None:
        self.engine = engine
        self.store = wasmtime.Store(engine.engine)
        self.store.set_limits(memory_size=_declared(module))
        if engine.config == "fuel":
            # A budget is per call; a start section runs before the first one.
            self.store.set_fuel(UNBOUNDED_FUEL)
        if engine.config == "epoch":
            self.store.set_epoch_deadline(1)
        linker = wasmtime.Linker(engine.engine)
        i32 = ValType.i32()
        for function in badge.functions():
            kind = FuncType([i32] * function.parameters, [i32] * function.result)
            linker.define_func("env", function.name, kind, function.call)
        self.exports = linker.instantiate(self.store, module).exports(self.store)
        memory = self.exports.get("memory")
        if isinstance(memory, wasmtime.Memory):
            self.has_memory = True
            # Its size is limited to what it is now, so it stays in place.
            size = memory.data_len(self.store)
            base = ctypes.addressof(memory.data_ptr(self.store).contents)
            view = memoryview((ctypes.c_ubyte * size).from_address(base)).cast("B")
            badge.memory = lambda: view
        self.start = self._entry("start")
        self.update = self._entry("update")

    def _entry(self, name: str) -> Optional[Callable[[], Any]]:
        func = self.exports.get(name)
        if not isinstance(func, Func):
            return None
        kind = func.type(self.store)
        if kind.params or kind.results:
            return None
        store = self.store
        if self.engine.config != "epoch":
            return lambda: func(store)

        def entry() -> None:
            # An epoch that ended between two calls must not end the next one.
            store.set_epoch_deadline(1)
            func(store)

        return entry

    def call(self, name: str, arguments: list[values.Value]) -> list[str]:
        func = self.exports.get(name)
        if not isinstance(func, Func):
            raise no_export(name)
        kind = func.type(self.store)
        numbers = values.fitting(arguments, [str(param) for param in kind.params])
        if self.engine.config == "epoch":
            self.store.set_epoch_deadline(1)
        returned = func(self.store, *numbers)
        types = [str(result) for result in kind.results]
        results = returned if len(types) > 1 else [returned]
        return [values.show(kind, value) for kind, value in zip(types, results)]

    def set_fuel(self, units: int) -> None:
        if self.engine.config != "fuel":
            super().set_fuel(units)
        self.store.set_fuel(units)

    def fuel_left(self) -> int:
        return self.store.get_fuel() if self.engine.config == "fuel" else super().fuel_left()

    def interrupter(self) -> Callable[[], None]:
        if self.engine.config != "epoch":
            return super().interrupter()
        return self.engine.engine.increment_epoch


def _declared(module: wasmtime.Module) -> int:
    """Bytes that the exported memory is declared with, -1 for no limit."""
    for export in module.exports:
        if export.name == "memory" and isinstance(export.type, MemoryType):
            limits: Limits = export.type.limits
            return limits.min * PAGE_BYTES
    return -1


if __name__ == "__main__":
    main(Wasmtime)
